/** What a command is: a row of the table in `commands.ts`, and what it is handed when it runs. */
import type { Io } from './io.ts';
import type { OptionName, Values } from './options.ts';
import type { Output } from './output.ts';

export interface Operand {
  readonly name: string;
  readonly need: 'required' | 'optional' | 'any number';
  readonly summary: string;
}

/** A field of the object that `--json` prints. */
export interface JsonField {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
}

export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** A paragraph for `racho help NAME` and the docs. */
  readonly details: string;
  readonly operands: readonly Operand[];
  /** Beside the common ones. */
  readonly options: readonly OptionName[];
  /** `guest`: all that follows the first operand belongs to the guest, options too. */
  readonly afterFirstOperand: 'ours' | 'guest';
  readonly json: readonly JsonField[];
  readonly examples: readonly string[];
  /** @returns the exit status; throws `CliError`, or an error of a package at bad input */
  readonly run: (context: Context) => Promise<number>;
}

export interface Context {
  readonly io: Io;
  readonly values: Values;
  readonly operands: readonly string[];
  /** Results. */
  readonly out: Output;
  /** Everything else. */
  readonly err: Output;
  /** Takes the port at which the machine waits for a debugger that we start ourselves, and to which the terminal belongs. */
  readonly debuggerAt?: (port: number) => void;
  /** Whether results on stdout are coloured. */
  readonly colour: 'on' | 'off';
}
