/**
 * What kernel code can name or reach is frozen where it is defined: the kernel's own modules run before any system is booted, and
 * nobody changes it under those who rely on it.
 */

/** Freezes an object or a class, what its objects inherit from, and what those do that its generator functions give. */
export function freeze(shared: object): void {
  Object.freeze(shared);
  for (const key of Reflect.ownKeys(shared)) {
    const value: unknown = Object.getOwnPropertyDescriptor(shared, key)?.value;
    if (typeof value === 'function') Object.freeze((value as { readonly prototype: unknown }).prototype);
  }
}

/** The same for a class and for the methods that its objects have. */
export function freezeClass(shared: { readonly prototype: object }): void {
  freeze(shared);
  freeze(shared.prototype);
}
