/** Floating-point arithmetic as functions of the generated module: exact, in integers, with every flag and mode. */
import type { FloatFormat, FloatOp } from '@racho/isa/ir';
import type { ModuleBuilder } from '../../wasm/module.ts';
import { addClass, addComparison, addExtremum } from './comparison.ts';
import type { FloatContext } from './context.ts';
import type { IntegerType } from './conversion.ts';
import { addFromFormat, addFromInteger, addToInteger } from './conversion.ts';
import { addDivision, addRoot } from './division.ts';
import { addFma, addProduct, addSum } from './fma.ts';
import { formats } from './format.ts';
import type { Raise } from './round.ts';
import { addRound } from './round.ts';

/** The index of an operation's function, which takes its operands as i64 and a rounding mode as i32, and gives an i64. */
export type FloatFunctions = (op: FloatOp, format: FloatFormat) => number;

const integerTypes: readonly IntegerType[] = ['i32', 'u32', 'i64', 'u64'];

function addFormat(context: FloatContext): ReadonlyMap<FloatOp, number> {
  const fma = addFma(context);
  return new Map<FloatOp, number>([
    ['fma', fma],
    ['add', addSum(context, fma, 'add')],
    ['sub', addSum(context, fma, 'sub')],
    ['mul', addProduct(context, fma)],
    ['div', addDivision(context)],
    ['sqrt', addRoot(context)],
    ...(['min', 'max'] as const).map((op) => [op, addExtremum(context, op)] as const),
    ...(['eq', 'lt', 'le'] as const).map((op) => [op, addComparison(context, op)] as const),
    ['class', addClass(context)],
    ...integerTypes.flatMap((type) => [
      [`to_${type}`, addToInteger(context, type)] as const,
      [`from_${type}`, addFromInteger(context, type)] as const,
    ]),
    context.format.name === 'f64'
      ? ['promote', addFromFormat(context, formats.f32)]
      : ['demote', addFromFormat(context, formats.f64)],
  ]);
}

/** @param mulh - the function that gives the upper half of an unsigned product */
export function addFloat(module: ModuleBuilder, mulh: number, raise: Raise): FloatFunctions {
  const functions = (name: FloatFormat): ReadonlyMap<FloatOp, number> => {
    const format = formats[name];
    return addFormat({ module, format, raise, mulh, round: addRound(module, format, raise) });
  };
  const byFormat = { f32: functions('f32'), f64: functions('f64') };
  return (op, format) => {
    const index = byFormat[format].get(op);
    if (index === undefined) throw new RangeError(`no operation ${op} in ${format}`);
    return index;
  };
}
