/**
 * Native ways to do operations whose result is exact, and so raises nothing and does not depend on the mode. Until NX has
 * accrued that is what programs do that compute with integers in floating point.
 */
import type { FloatFormat, FloatOp } from '@racho/isa/ir';
import type { Code } from '../../wasm/code.ts';
import { demote, f32, f64, type FloatInstructions, promote } from '../../wasm/floats.ts';
import { extend32, extendUnsigned, i32, i64, wrap } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local } from '../../wasm/module.ts';
import { integerOf, isFrom, isSafe, isTo, LIMIT } from './fast.ts';

const formats: Readonly<Record<FloatFormat, FloatInstructions>> = { f32, f64 };

/** A way: the result, as bits in an i64, and whether it is exact, to be asked behind `first`. */
export interface ExactWay {
  readonly first: Code;
  readonly bits: Code;
  readonly holds: Code;
}

const all = (first: Code, ...others: Code[]): Code => others.reduce<Code>((sum, each) => i32.and(sum, each), first);
const isZero = (x: Local): Code => f64.eq(x.get, f64.const(0));
const safe = (x: Local): Code => isSafe('f64', x.get, i32.const(LIMIT));
/** Zeros at the end of a significand: at least as many, of one that is subnormal. */
const trailing = (x: Local): Code => wrap(i64.ctz(i64.or(f64.bits(x.get), i64.const(2n ** 52n))));
/** Whether the product of two f64 fits in 53 bits, if neither it nor its rounding error are subnormal. */
const fits = (x: Local, y: Local): Code => i32.ge_s(i32.add(trailing(x), trailing(y)), i32.const(53));

/** @param operands - the bits of numbers, or integers, as i64 */
export function exactWay(
  fn: FunctionBuilder,
  op: FloatOp,
  format: FloatFormat,
  operands: readonly Code[],
): ExactWay | undefined {
  const of = formats[format];
  const type = op === 'demote' ? 'f64' : op === 'promote' ? 'f32' : format;
  const [x, y, z] = [fn.local(type), fn.local(type), fn.local(type)];
  const result = fn.local(format);
  const part = fn.local(format);
  const take = (local: Local, bits: Code): Code =>
    local.set(type === 'f64' ? f64.fromBits(bits) : f32.fromBits(wrap(bits)));
  const taken = isFrom(op) ? [] : operands.map((bits, i) => take([x, y, z][i]!, bits));
  const resultBits = format === 'f64' ? f64.bits(result.get) : extendUnsigned(f32.bits(result.get));
  const way = (value: Code, holds: Code): ExactWay => ({ first: [taken, result.set(value)], bits: resultBits, holds });
  const wide = (local: Local): Code => promote(local.get);

  switch (op) {
    case 'add':
    case 'sub': {
      // Knuth's sum; an infinite result has an error that is NaN.
      const b = op === 'add' ? y.get : of.neg(y.get);
      const error = of.add(of.sub(x.get, of.sub(result.get, part.get)), of.sub(b, part.get));
      return {
        first: [taken, result.set(of[op](x.get, y.get)), part.set(of.sub(result.get, x.get))],
        bits: resultBits,
        holds: of.eq(error, of.const(0)),
      };
    }
    case 'mul':
      return format === 'f32'
        ? way(f32.mul(x.get, y.get), f64.eq(f64.mul(wide(x), wide(y)), wide(result)))
        : way(
            f64.mul(x.get, y.get),
            i32.or(i32.and(safe(result), fits(x, y)), i32.and(isZero(result), i32.or(isZero(x), isZero(y)))),
          );
    case 'div':
      return format === 'f32'
        ? way(f32.div(x.get, y.get), f64.eq(f64.mul(wide(result), wide(y)), wide(x)))
        : way(
            f64.div(x.get, y.get),
            i32.or(
              all(safe(result), safe(x), fits(result, y), f64.eq(f64.mul(result.get, y.get), x.get)),
              i32.and(isZero(x), isZero(result)),
            ),
          );
    case 'sqrt':
      return format === 'f32'
        ? way(f32.sqrt(x.get), f64.eq(f64.mul(wide(result), wide(result)), wide(x)))
        : way(
            f64.sqrt(x.get),
            i32.or(all(safe(x), fits(result, result), f64.eq(f64.mul(result.get, result.get), x.get)), isZero(x)),
          );
    case 'demote':
      return way(demote(x.get), f64.eq(wide(result), x.get));
    default: {
      if (isTo(op)) {
        const { bits, reading } = integerOf(op);
        const signed = reading.endsWith('s');
        const whole = fn.local('i64');
        // There is no more than 64 bits to tell whether 32 bits are enough.
        const long = signed || bits === 32 ? 'i64_s' : 'i64_u';
        const bound = of.const(2 ** (long === 'i64_s' ? 63 : 64));
        const short = signed ? extend32(whole.get) : i64.and(whole.get, i64.const(0xffff_ffff));
        const same = i32.and(of.eq(of.convert[long](whole.get), x.get), of.lt(x.get, bound));
        return {
          first: [taken, whole.set(of.truncate[long](x.get))],
          bits: bits === 32 ? extend32(whole.get) : whole.get,
          holds: bits === 32 ? i32.and(same, i64.eq(short, whole.get)) : same,
        };
      }
      if (!isFrom(op)) return undefined;
      const { bits, reading } = integerOf(op);
      const signed = reading.endsWith('s');
      const [a] = operands as [Code];
      const long = bits === 64 && !signed ? 'i64_u' : 'i64_s';
      const integer = bits === 64 ? a : signed ? extend32(a) : i64.and(a, i64.const(0xffff_ffff));
      const bound = of.const(2 ** (long === 'i64_s' ? 63 : 64));
      return way(
        of.convert[long](integer),
        i32.and(i64.eq(of.truncate[long](result.get), integer), of.lt(result.get, bound)),
      );
    }
  }
}
