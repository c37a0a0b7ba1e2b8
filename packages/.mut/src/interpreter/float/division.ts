/** Division and square root, by digits. */
import type { Code } from '../../wasm/code.ts';
import { brIf, choose, label, loop, returns } from '../../wasm/code.ts';
import { extendUnsigned, i32, i64 } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local } from '../../wasm/module.ts';
import type { FloatContext } from './context.ts';
import { addOperation, isZero, returnInvalid, returnNaN, rounded } from './context.ts';
import { constant, DZ, isInfinite, isNaN, isSpecial, LEADING, magnitude, signBit, unpack, unpacked } from './format.ts';

/** Where digits are computed, significands have their leading bit here: the last bits of all formats but the shifted ones are 0. */
const DIGITS = 52;

const sticky = (rest: Code): Code => extendUnsigned(i64.ne(rest, i64.const(0)));

function quotient(context: FloatContext, fn: FunctionBuilder): Code {
  const { format: f, raise } = context;
  const [a, b, mode] = fn.parameters as [Local, Local, Local];
  const [sign, magA, magB] = [fn.local('i64'), fn.local('i64'), fn.local('i64')];
  const [x, y] = [unpacked(fn), unpacked(fn)];
  const [result, exponent, rest, divisor] = [fn.local('i64'), fn.local('i32'), x.significand, y.significand];
  const infinity = i64.or(sign.get, constant(f.infinity));

  const special: Code = [
    choose(undefined, i32.or(isNaN(f, magA.get), isNaN(f, magB.get)), returnNaN(context, [a.get, b.get])),
    choose(undefined, isInfinite(f, magA.get), [
      choose(undefined, isInfinite(f, magB.get), returnInvalid(context)),
      returns(infinity),
    ]),
    returns(sign.get),
  ];

  // After the first digit, ten binary ones at a time: `rest` < `divisor` < 2^53, so `rest` × 2^10 has room.
  const step = 10;
  const steps = 6;
  const digits = Array.from({ length: steps }, () => [
    rest.set(i64.shl(rest.get, i64.const(step))),
    result.set(i64.or(i64.shl(result.get, i64.const(step)), i64.div_u(rest.get, divisor.get))),
    rest.set(i64.rem_u(rest.get, divisor.get)),
  ]);

  return [
    magA.set(magnitude(f, a.get)),
    magB.set(magnitude(f, b.get)),
    sign.set(signBit(f, i64.xor(a.get, b.get))),
    choose(undefined, i32.or(isSpecial(f, magA.get), isSpecial(f, magB.get)), special),
    choose(undefined, isZero(magB.get), [
      choose(undefined, isZero(magA.get), returnInvalid(context)),
      raise(i32.const(DZ)),
      returns(infinity),
    ]),
    choose(undefined, isZero(magA.get), returns(sign.get)),
    unpack(f, x, magA.get),
    unpack(f, y, magB.get),
    exponent.set(i32.sub(x.exponent.get, y.exponent.get)),
    rest.set(i64.shr_u(rest.get, i64.const(LEADING - DIGITS))),
    divisor.set(i64.shr_u(divisor.get, i64.const(LEADING - DIGITS))),
    choose(undefined, i64.lt_u(rest.get, divisor.get), [
      rest.set(i64.shl(rest.get, i64.const(1))),
      exponent.set(i32.sub(exponent.get, i32.const(1))),
    ]),
    rest.set(i64.sub(rest.get, divisor.get)),
    result.set(i64.const(1)),
    digits,
    result.set(i64.or(i64.shl(result.get, i64.const(LEADING - step * steps)), sticky(rest.get))),
    rounded(context, sign.get, exponent.get, result.get, mode.get),
  ];
}

function root(context: FloatContext, fn: FunctionBuilder): Code {
  const { format: f } = context;
  const [a, mode] = fn.parameters as [Local, Local];
  const magA = fn.local('i64');
  const { significand: rest, exponent } = unpacked(fn);
  const [result, partial, trial, digit] = [fn.local('i64'), fn.local('i64'), fn.local('i64'), fn.local('i64')];
  const next = label('digit');
  return [
    magA.set(magnitude(f, a.get)),
    choose(undefined, isNaN(f, magA.get), returnNaN(context, [a.get])),
    choose(undefined, isZero(magA.get), returns(a.get)),
    choose(undefined, i64.ne(signBit(f, a.get), i64.const(0)), returnInvalid(context)),
    choose(undefined, isInfinite(f, magA.get), returns(a.get)),
    unpack(f, { significand: rest, exponent }, magA.get),
    rest.set(i64.shr_u(rest.get, i64.const(LEADING - DIGITS))),
    choose(undefined, i32.and(exponent.get, i32.const(1)), rest.set(i64.shl(rest.get, i64.const(1)))),
    // Binary digits from the highest: one is 1 if the square stays within the radicand, of which `rest` is left, doubled each time.
    rest.set(i64.shl(rest.get, i64.const(1))),
    digit.set(constant(1n << BigInt(DIGITS + 1))),
    loop(next, [
      trial.set(i64.add(partial.get, digit.get)),
      choose(undefined, i64.le_u(trial.get, rest.get), [
        rest.set(i64.sub(rest.get, trial.get)),
        partial.set(i64.add(trial.get, digit.get)),
        result.set(i64.or(result.get, digit.get)),
      ]),
      rest.set(i64.shl(rest.get, i64.const(1))),
      brIf(next, i64.ne(digit.tee(i64.shr_u(digit.get, i64.const(1))), i64.const(0))),
    ]),
    result.set(i64.or(i64.shl(result.get, i64.const(LEADING - DIGITS - 1)), sticky(rest.get))),
    rounded(context, i64.const(0), i32.shr_s(exponent.get, i32.const(1)), result.get, mode.get),
  ];
}

/** Adds `div(a, b, mode)`. */
export const addDivision = (context: FloatContext): number => addOperation(context, 2, (fn) => quotient(context, fn));

/** Adds `sqrt(a, mode)`. */
export const addRoot = (context: FloatContext): number => addOperation(context, 1, (fn) => root(context, fn));
