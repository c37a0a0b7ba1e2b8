/** Bytes as a value: bounds-checked, with bulk operations, and nothing that leads to other memory. */
export { Bytes } from './bytes.ts';
export { BytesError, type BytesErrorCode } from './error.ts';
