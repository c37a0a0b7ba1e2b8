/** Handles are made by ostd alone: their constructors want a key, for "private" is said to the compiler only. */
import { OstdError } from './error.ts';

/** What the modules that define handles hand to the constructors; no entry of ostd exports it. */
export const KEY: unique symbol = Symbol('ostd');

/** Throws `E_HANDLE` unless `key` is ostd's. */
export function checkKey(key: symbol): void {
  if (key !== KEY)
    throw new OstdError('E_HANDLE', 'handles are made by ostd only: nobody else constructs or extends one');
}
