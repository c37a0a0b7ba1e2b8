/** How a system call is described. */

/** What an argument is, so that tracers can print it and checkers know what to check. */
export type ArgumentKind =
  | 'descriptor' // a number that stands for an open file
  | 'address' // of user memory
  | 'length' // in bytes; as unsigned 64 bits
  | 'status'; // of an exit, a signed 32-bit number

/** What register a0 holds after the call. */
export type ResultKind =
  | 'bytes' // how many were transferred, or the personality's failure
  | 'milliseconds'
  | 'zero'
  | 'never'; // the call does not return

/** One argument; the first is passed in a0, the next in a1. */
export interface Argument {
  readonly name: string;
  readonly kind: ArgumentKind;
  readonly doc: string;
}

/** One system call: an `ecall` with `number` in a7. */
export interface Call {
  readonly number: number;
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly result: ResultKind;
  readonly doc: string;
}
