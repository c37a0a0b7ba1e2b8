/** What is measured: the programs of `programs/`, and how much of its work each does. */

import type { Target } from './build.ts';

/** `integer`: the ten kernels of the goals. `synthetic`: mixtures. `float`: floating point. `call`: system calls, of a process only. */
export type Kind = 'integer' | 'synthetic' | 'float' | 'call';

export interface Program {
  readonly name: string;
  readonly kind: Kind;
  /** How often the work is done, so that QEMU's user mode takes not quite two seconds for it: long beside anyone's start. */
  readonly size: number;
}

/** Programs for processors that multiply and add in one: a PC of 32 bits has no such instruction. */
const FUSED = ['poly'];

const row = (kind: Kind, name: string, size: number): Program => Object.freeze({ name, kind, size });

export const programs: readonly Program[] = Object.freeze([
  row('integer', 'list', 1900),
  row('integer', 'matmul', 400),
  row('integer', 'state', 3000),
  row('integer', 'crc', 8500),
  row('integer', 'sieve', 90),
  row('integer', 'sort', 80),
  row('integer', 'memcpy', 15000),
  row('integer', 'bytecode', 280),
  row('integer', 'fib', 700),
  row('integer', 'indirect', 55),
  row('synthetic', 'core', 270),
  row('synthetic', 'records', 33),
  row('float', 'nbody', 560),
  row('float', 'mandelbrot', 105),
  row('float', 'spectral', 380),
  row('float', 'dmatmul', 195),
  row('float', 'fir', 550),
  row('float', 'poly', 220),
  row('call', 'clock', 2000),
]);

/** Whether there is such a program: a bare machine serves no system calls. */
export const runsOn = ({ kind, name }: Program, target: Target): boolean =>
  (kind !== 'call' || target === 'user' || target === 'native') && (target !== 'pc' || !FUSED.includes(name));
