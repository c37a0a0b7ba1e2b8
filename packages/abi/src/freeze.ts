/** Tables that stay as they are: `as const` is a promise of the types only. */

/** Freezes `value` and all that hangs on it. */
export function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.values(value).forEach(freeze);
  Object.freeze(value);
}
