/** What can go wrong on the command line: one class, one table of codes, one exit status for each. */

/** Exit statuses that are ours; `run` and `machine` end with the guest's instead. */
export const EXIT = { ok: 0, finding: 1, usage: 2, internal: 3, interrupted: 130 } as const;

/** Every code, with the status it ends with and what it means. */
export const codes = {
  E_UNKNOWN_COMMAND: { status: EXIT.usage, meaning: 'there is no such command' },
  E_UNKNOWN_OPTION: { status: EXIT.usage, meaning: 'no such option, or not one of this command' },
  E_OPTION_VALUE: { status: EXIT.usage, meaning: 'an option lacks its value, has one it does not take, or a bad one' },
  E_OPERANDS: { status: EXIT.usage, meaning: 'an operand is missing or too many are given' },
  E_CONFLICT: { status: EXIT.usage, meaning: 'two things that exclude each other are asked for' },
  E_FILE: { status: EXIT.usage, meaning: 'a file named on the command line cannot be read or written' },
  E_DISK: { status: EXIT.usage, meaning: 'a file for --drive is no raw disk image' },
  E_SHARE: { status: EXIT.usage, meaning: 'this system cannot share a folder safely' },
  E_NET: { status: EXIT.usage, meaning: 'the other end of --net is not there, or taken' },
  E_LISTEN: { status: EXIT.usage, meaning: 'a port named on the command line cannot be listened at' },
  E_NO_GDB: { status: EXIT.usage, meaning: 'there is no GDB for RISC-V, or not the one that was named' },
  E_AUDIT: { status: EXIT.usage, meaning: 'the audit is not installed, or the folder is not described for it' },
  E_FILE_TOO_LARGE: { status: EXIT.finding, meaning: 'a file is larger than any guest image can be' },
  E_GUEST: {
    status: EXIT.finding,
    meaning: 'a package refused what it was given; the message has its words, and its own code',
  },
  E_LIMIT: { status: EXIT.finding, meaning: 'the guest was stopped at --max-instructions' },
  E_STUCK: { status: EXIT.finding, meaning: 'the guest waits, and nothing is left that could wake it' },
  E_OUTPUT_TOO_LARGE: {
    status: EXIT.finding,
    meaning: 'with --json, the guest wrote more than can be held as one string',
  },
  E_INTERNAL: { status: EXIT.internal, meaning: 'a fault of racho itself; -v shows where' },
} as const;

export type CliErrorCode = keyof typeof codes;

/** An end that the user is told about in words, without a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  /** What to do about it; a sentence. */
  readonly remedy: string;

  constructor(code: CliErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }

  get status(): number {
    return codes[this.code].status;
  }
}

/** What a package of ours throws at bad input: any error with a code of the house form. */
interface PackageError extends Error {
  readonly code: string;
}

function isPackageError(error: unknown): error is PackageError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E_[A-Z_]+$/.test(error.code);
}

/** Brings anything thrown into the one form that is reported. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const cause = { cause: error };
  if (isPackageError(error)) {
    return new CliError(
      'E_GUEST',
      `${error.message} (${error.code})`,
      'Check what was given; the code is explained in the documentation.',
      cause,
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return new CliError(
    'E_INTERNAL',
    `internal error: ${message}`,
    'Run again with -v and report what it prints.',
    cause,
  );
}
