/** How a system call is described. */

/** What a parameter is, so that tracers can print it and checkers know what to check. */
export type ParameterKind =
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

/** One parameter; the first is passed in a0, the next in a1. */
export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly doc: string;
}

/** One system call: an `ecall` with `number` in a7. */
export interface Call {
  readonly number: number;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly result: ResultKind;
  readonly doc: string;
}
