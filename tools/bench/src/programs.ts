/** What is measured: the programs of `programs/`, and how much of its work each does. */

import type { Target } from './build.ts';

/** `integer`: the ten kernels of the goals. `synthetic`: mixtures. `float`: floating point. `call`: system calls, of a process only. */
export type Kind = 'integer' | 'synthetic' | 'float' | 'call';

export interface Program {
  readonly name: string;
  readonly kind: Kind;
  /** How often the work is done, so that QEMU's user mode takes two to four seconds for it: long beside anyone's start, which is measured by itself. */
  readonly size: number;
}

/** Programs for processors that multiply and add in one: a PC of 32 bits has no such instruction. */
const FUSED = ['poly'];

const row = (kind: Kind, name: string, size: number): Program => Object.freeze({ name, kind, size });

export const programs: readonly Program[] = Object.freeze([
  row('integer', 'list', 3800),
  row('integer', 'matmul', 800),
  row('integer', 'state', 6000),
  row('integer', 'crc', 17000),
  row('integer', 'sieve', 180),
  row('integer', 'sort', 160),
  row('integer', 'memcpy', 30000),
  row('integer', 'bytecode', 560),
  row('integer', 'fib', 1400),
  row('integer', 'indirect', 110),
  row('synthetic', 'core', 540),
  row('synthetic', 'records', 66),
  row('float', 'nbody', 1120),
  row('float', 'mandelbrot', 210),
  row('float', 'spectral', 760),
  row('float', 'dmatmul', 390),
  row('float', 'fir', 1100),
  row('float', 'poly', 440),
  row('call', 'clock', 2000),
]);

/** Whether there is such a program: a bare machine serves no system calls. */
export const runsOn = ({ kind, name }: Program, target: Target): boolean =>
  (kind !== 'call' || target === 'user' || target === 'native') && (target !== 'pc' || !FUSED.includes(name));
