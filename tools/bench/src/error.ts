/** What stops a measurement: a wrong command line, a tool that is not there, contenders that disagree. */
export type BenchErrorCode = 'E_USAGE' | 'E_TOOL' | 'E_RUN' | 'E_CHECKSUM';

export class BenchError extends Error {
  override readonly name = 'BenchError';
  readonly code: BenchErrorCode;

  constructor(code: BenchErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
