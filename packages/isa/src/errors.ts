/** The one error class of this package: bad input to its functions; never thrown for what a program merely contains. */

export type IsaErrorCode =
  /** A row of the table, or a text in its notation, that does not parse. */
  | 'E_NOTATION'
  /** An operand that the encoding has and the caller left out, or the other way round. */
  | 'E_OPERAND'
  /** A value that does not fit its field, or is not a multiple of what the field can express. */
  | 'E_RANGE'
  /** Operands that each fit but together make a reserved encoding. */
  | 'E_RESERVED'
  /** Assembly source with errors; see `AsmError`. */
  | 'E_ASSEMBLY';

export class IsaError extends Error {
  readonly code: IsaErrorCode;

  constructor(code: IsaErrorCode, message: string) {
    super(message);
    this.name = 'IsaError';
    this.code = code;
  }
}
