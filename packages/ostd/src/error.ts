/** The one error class of ostd: a stable code, and a message with the values and the remedy. */
import { freezeClass } from './frozen.ts';

export type OstdErrorCode =
  | 'E_ADDRESS'
  | 'E_ALLOCATOR'
  | 'E_ARGUMENT'
  | 'E_BUSY'
  | 'E_DEVICE_TREE'
  | 'E_HANDLE'
  | 'E_HOST'
  | 'E_IMAGE'
  | 'E_NOT_RUNNING'
  | 'E_NO_MEMORY'
  | 'E_PANIC'
  | 'E_SBI'
  | 'E_SCHEDULER'
  | 'E_SLOPPY'
  | 'E_SUSPEND'
  | 'E_UNWOUND';

/** Thrown for misuse of ostd's API: a bug of the caller. Expected failures are returned values instead. */
export class OstdError extends Error {
  readonly code: OstdErrorCode;

  constructor(code: OstdErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'OstdError';
    this.code = code;
  }
}
freezeClass(OstdError);

/** Throws `E_ARGUMENT` unless `value` is an integer in `low … high`, both included. */
export function checkInteger(name: string, value: number, low: number, high: number): void {
  if (!Number.isSafeInteger(value) || value < low || value > high) {
    throw new OstdError('E_ARGUMENT', `${name} is ${told(value)}: it must be an integer from ${low} to ${high}`);
  }
}

/** `value` for a message, whatever it is: no code of an object is run for it. */
export function told(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return String(value);
  return typeof value === 'object' ? 'an object' : 'a function';
}

/** Whether `value` may be a handle at all; of its type nothing is left at run time. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
