/** The one error of this package, thrown at what the host gives it; what a client sends never throws. */

export type P9ErrorCode =
  /** A tag that a guest could not name. */
  | 'E_TAG'
  /** A path or a file for a tree in memory that cannot be. */
  | 'E_PATH';

export class P9Error extends Error {
  override readonly name = 'P9Error';
  readonly code: P9ErrorCode;

  constructor(code: P9ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
