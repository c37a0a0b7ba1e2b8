/** What the functions of a format are made with: its constants, the module, and the functions they share. */
import type { Code } from '../../wasm/code.ts';
import { call, choose, returns } from '../../wasm/code.ts';
import { i32, i64 } from '../../wasm/instructions.ts';
import type { FunctionBuilder, ModuleBuilder } from '../../wasm/module.ts';
import type { Format } from './format.ts';
import { constant, isSignalling, magnitude, NV } from './format.ts';
import type { Raise } from './round.ts';

export interface FloatContext {
  readonly module: ModuleBuilder;
  readonly format: Format;
  readonly raise: Raise;
  /** Index of the format's rounding function. */
  readonly round: number;
  /** Index of the upper half of an unsigned 128-bit product. */
  readonly mulh: number;
}

/** A function from `operands` numbers, as i64, and a rounding mode, as i32, to a number as i64. */
export function addOperation({ module }: FloatContext, operands: number, build: (fn: FunctionBuilder) => Code): number {
  const parameters = [...Array.from({ length: operands }, () => 'i64' as const), 'i32' as const];
  return module.addFunction({ parameters, result: 'i64' }, build);
}

/** Rounds, and leaves the result. */
export const rounded = ({ round }: FloatContext, sign: Code, exponent: Code, significand: Code, mode: Code): Code =>
  call(round, sign, exponent, significand, mode);

/** Returns the canonical NaN of an invalid operation. */
export const returnInvalid = ({ format, raise }: FloatContext): Code => [
  raise(i32.const(NV)),
  returns(constant(format.canonicalNaN)),
];

/** Returns the canonical NaN; one of the operands is a NaN, and the operation invalid if one is signalling. */
export function returnNaN({ format, raise }: FloatContext, operands: readonly Code[]): Code {
  const signalling = operands.map((bits) => isSignalling(format, magnitude(format, bits)));
  return [
    choose(
      undefined,
      signalling.reduce((any, one) => i32.or(any, one)),
      raise(i32.const(NV)),
    ),
    returns(constant(format.canonicalNaN)),
  ];
}

export const isZero = (value: Code): Code => i64.eqz(value);
