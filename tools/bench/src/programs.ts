/** What is measured: the programs of `programs/`, and how much of its work each does. */

import type { Target } from './build.ts';

/** `integer`: the ten kernels of the goals. `synthetic`: mixtures. `float`: floating point. `call`: system calls, of a process only. */
export type Kind = 'integer' | 'synthetic' | 'float' | 'call';

export interface Program {
  readonly name: string;
  readonly kind: Kind;
  /** How often the work is done, so that QEMU's user mode takes a second or somewhat more for it. */
  readonly size: number;
}

/** Programs for processors that multiply and add in one: a PC of 32 bits has no such instruction. */
const FUSED = ['poly'];

const row = (kind: Kind, name: string, size: number): Program => Object.freeze({ name, kind, size });

export const programs: readonly Program[] = Object.freeze([
  row('integer', 'list', 1200),
  row('integer', 'matmul', 250),
  row('integer', 'state', 2000),
  row('integer', 'crc', 5000),
  row('integer', 'sieve', 50),
  row('integer', 'sort', 50),
  row('integer', 'memcpy', 9000),
  row('integer', 'bytecode', 160),
  row('integer', 'fib', 900),
  row('integer', 'indirect', 25),
  row('synthetic', 'core', 160),
  row('synthetic', 'records', 20),
  row('float', 'nbody', 350),
  row('float', 'mandelbrot', 75),
  row('float', 'spectral', 250),
  row('float', 'dmatmul', 130),
  row('float', 'fir', 320),
  row('float', 'poly', 145),
  row('call', 'clock', 3000),
]);

/** Whether there is such a program: a bare machine serves no system calls. */
export const runsOn = ({ kind, name }: Program, target: Target): boolean =>
  (kind !== 'call' || target === 'user' || target === 'native') && (target !== 'pc' || !FUSED.includes(name));
