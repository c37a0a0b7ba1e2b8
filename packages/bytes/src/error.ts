/** The one error of this package: a wrong index, value, length or text handed to `Bytes`. */

/** What was wrong: see the message for the numbers. */
export type BytesErrorCode =
  | 'E_BYTES_RANGE' // an index or a range is outside the bytes
  | 'E_BYTES_VALUE' // a number does not fit the field that it is written to
  | 'E_BYTES_LENGTH' // a length is no length, or more than the host can give
  | 'E_BYTES_HEX' // a text is not hexadecimal
  | 'E_BYTES_TYPE'; // something else was passed where `Bytes` are wanted

/** Thrown by every member of `Bytes` that is called with an argument it cannot take; nothing was changed. */
export class BytesError extends RangeError {
  override readonly name = 'BytesError';
  readonly code: BytesErrorCode;

  constructor(code: BytesErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
Object.freeze(BytesError);
Object.freeze(BytesError.prototype);
