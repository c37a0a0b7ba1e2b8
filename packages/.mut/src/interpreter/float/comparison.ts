/** Comparisons, minimum and maximum, and classes: operations on the bits alone. */
import type { Code } from '../../wasm/code.ts';
import { choose, returns, select } from '../../wasm/code.ts';
import { extendUnsigned, i32, i64 } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local } from '../../wasm/module.ts';
import type { FloatContext } from './context.ts';
import { addOperation, returnNaN } from './context.ts';
import type { Format } from './format.ts';
import { constant, isInfinite, isNaN, isSignalling, magnitude, NV, signBit } from './format.ts';

/** The bits as a signed number in the order of the values, with −0 just below +0. */
const order = (f: Format, bits: Code): Code =>
  select(i64.ne(signBit(f, bits), i64.const(0)), i64.sub(i64.const(-1), magnitude(f, bits)), bits);

function either(test: (f: Format, of: Code) => Code, f: Format, a: Local, b: Local): Code {
  return i32.or(test(f, magnitude(f, a.get)), test(f, magnitude(f, b.get)));
}

const bothZero = (f: Format, a: Local, b: Local): Code => i64.eqz(magnitude(f, i64.or(a.get, b.get)));

/** Adds `eq`, `lt` or `le`: (a, b, mode) → 0 or 1. */
export const addComparison = (context: FloatContext, op: 'eq' | 'lt' | 'le'): number =>
  addOperation(context, 2, (fn) => {
    const { format: f, raise } = context;
    const [a, b] = fn.parameters as [Local, Local];
    // eq is quiet: only signalling NaNs are invalid.
    const invalid = op === 'eq' ? either(isSignalling, f, a, b) : 1;
    const compare = op === 'lt' ? i64.lt_s : i64.le_s;
    const holds = {
      eq: i32.or(i64.eq(a.get, b.get), bothZero(f, a, b)),
      lt: i32.and(compare(order(f, a.get), order(f, b.get)), i32.eqz(bothZero(f, a, b))),
      le: i32.or(compare(order(f, a.get), order(f, b.get)), bothZero(f, a, b)),
    }[op];
    return [
      choose(undefined, either(isNaN, f, a, b), [
        invalid === 1 ? raise(i32.const(NV)) : choose(undefined, invalid, raise(i32.const(NV))),
        returns(i64.const(0)),
      ]),
      extendUnsigned(holds),
    ];
  });

/** Adds `min` or `max`: minimumNumber and maximumNumber. */
export const addExtremum = (context: FloatContext, op: 'min' | 'max'): number =>
  addOperation(context, 2, (fn) => {
    const { format: f, raise } = context;
    const [a, b] = fn.parameters as [Local, Local];
    const isNaNOf = (x: Local): Code => isNaN(f, magnitude(f, x.get));
    const compare = op === 'min' ? i64.lt_s : i64.gt_s;
    return [
      choose(undefined, either(isNaN, f, a, b), [
        choose(undefined, i32.and(isNaNOf(a), isNaNOf(b)), returnNaN(context, [a.get, b.get])),
        choose(undefined, either(isSignalling, f, a, b), raise(i32.const(NV))),
        returns(select(isNaNOf(a), b.get, a.get)),
      ]),
      select(compare(order(f, a.get), order(f, b.get)), a.get, b.get),
    ];
  });

/** Adds FCLASS: one bit of ten, from −∞ upwards to +∞, then the two kinds of NaN. */
export const addClass = (context: FloatContext): number =>
  addOperation(context, 1, (fn) => classOf(context.format, fn));

function classOf(f: Format, fn: FunctionBuilder): Code {
  const [a] = fn.parameters as [Local];
  const [of, size] = [fn.local('i64'), fn.local('i64')];
  const leastNormal = constant(1n << BigInt(f.fraction));
  return [
    of.set(magnitude(f, a.get)),
    choose(
      undefined,
      isNaN(f, of.get),
      returns(i64.shl(i64.const(1), select(isSignalling(f, of.get), i64.const(8), i64.const(9)))),
    ),
    // Zero, subnormal, normal, infinite.
    size.set(
      extendUnsigned(
        i32.add(i32.add(i64.ne(of.get, i64.const(0)), i64.ge_u(of.get, leastNormal)), isInfinite(f, of.get)),
      ),
    ),
    i64.shl(
      i64.const(1),
      select(i64.ne(signBit(f, a.get), i64.const(0)), i64.sub(i64.const(3), size.get), i64.add(i64.const(4), size.get)),
    ),
  ];
}
