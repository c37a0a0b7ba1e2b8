/** Fused multiply-add, exactly in 128 bits; addition, subtraction and multiplication are cases of it. */
import type { Code } from '../../wasm/code.ts';
import { call, choose, returns, select } from '../../wasm/code.ts';
import { extendUnsigned, i32, i64, wrap } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local } from '../../wasm/module.ts';
import type { FloatContext } from './context.ts';
import { addOperation, isZero, returnInvalid, returnNaN, rounded } from './context.ts';
import {
  constant,
  isInfinite,
  isNaN,
  isSpecial,
  LEADING,
  magnitude,
  RDN,
  signBit,
  unpack,
  unpacked,
} from './format.ts';

/** A 128-bit number. */
interface Wide {
  readonly high: Local;
  readonly low: Local;
}

/** Shifts right by `amount` (i32, at least 0); the last bit stands for all that are lost. */
function shiftWide({ high, low }: Wide, amount: Local): Code {
  const by = extendUnsigned(amount.get);
  const sticky = (lost: Code): Code => extendUnsigned(i64.ne(lost, i64.const(0)));
  const left = i64.sub(i64.const(63), by);
  return choose(
    undefined,
    i32.lt_u(amount.get, i32.const(64)),
    [
      // In two steps, as a shift by 64 is one by 0.
      low.set(
        i64.or(
          i64.or(i64.shr_u(low.get, by), i64.shl(i64.shl(high.get, i64.const(1)), left)),
          sticky(i64.shl(i64.shl(low.get, i64.const(1)), left)),
        ),
      ),
      high.set(i64.shr_u(high.get, by)),
    ],
    choose(
      undefined,
      i32.lt_u(amount.get, i32.const(128)),
      [
        low.set(
          i64.or(
            i64.shr_u(high.get, by),
            sticky(i64.or(low.get, i64.shl(i64.shl(high.get, i64.const(1)), i64.sub(i64.const(127), by)))),
          ),
        ),
        high.set(i64.const(0)),
      ],
      [low.set(sticky(i64.or(high.get, low.get))), high.set(i64.const(0))],
    ),
  );
}

function body(context: FloatContext, fn: FunctionBuilder): Code {
  const { format: f, mulh } = context;
  const [a, b, c, mode] = fn.parameters as [Local, Local, Local, Local];
  const [sign, magA, magB, magC] = [fn.local('i64'), fn.local('i64'), fn.local('i64'), fn.local('i64')];
  const [x, y, z] = [unpacked(fn), unpacked(fn), unpacked(fn)];
  const product: Wide = { high: fn.local('i64'), low: fn.local('i64') };
  const addend: Wide = { high: fn.local('i64'), low: fn.local('i64') };
  const [distance, exponent, zeros, borrow] = [fn.local('i32'), fn.local('i32'), fn.local('i64'), fn.local('i64')];
  const unlike = i64.ne(sign.get, signBit(f, c.get));

  const special: Code = [
    // ∞ × 0 comes first: it is invalid even where the addend is a quiet NaN.
    choose(
      undefined,
      i32.or(i32.and(isInfinite(f, magA.get), isZero(magB.get)), i32.and(isInfinite(f, magB.get), isZero(magA.get))),
      returnInvalid(context),
    ),
    choose(
      undefined,
      i32.or(i32.or(isNaN(f, magA.get), isNaN(f, magB.get)), isNaN(f, magC.get)),
      returnNaN(context, [a.get, b.get, c.get]),
    ),
    choose(undefined, i32.or(isInfinite(f, magA.get), isInfinite(f, magB.get)), [
      choose(undefined, i32.and(isInfinite(f, magC.get), unlike), returnInvalid(context)),
      returns(i64.or(sign.get, constant(f.infinity))),
    ]),
    returns(c.get),
  ];

  /** The sum of two zeros: unlike ones give +0, or −0 when rounding down. */
  const zero = select(unlike, select(i32.eq(mode.get, i32.const(RDN)), constant(f.sign), i64.const(0)), sign.get);

  /** product −= addend, or the other way round, so that the difference is not negative. */
  const subtract: Code = [
    choose(
      undefined,
      i32.or(
        i64.lt_u(product.high.get, addend.high.get),
        i32.and(i64.eq(product.high.get, addend.high.get), i64.lt_u(product.low.get, addend.low.get)),
      ),
      [
        sign.set(i64.xor(sign.get, constant(f.sign))),
        borrow.set(extendUnsigned(i64.lt_u(addend.low.get, product.low.get))),
        product.low.set(i64.sub(addend.low.get, product.low.get)),
        product.high.set(i64.sub(i64.sub(addend.high.get, product.high.get), borrow.get)),
      ],
      [
        borrow.set(extendUnsigned(i64.lt_u(product.low.get, addend.low.get))),
        product.low.set(i64.sub(product.low.get, addend.low.get)),
        product.high.set(i64.sub(i64.sub(product.high.get, addend.high.get), borrow.get)),
      ],
    ),
    choose(
      undefined,
      i64.eqz(i64.or(product.high.get, product.low.get)),
      returns(select(i32.eq(mode.get, i32.const(RDN)), constant(f.sign), i64.const(0))),
    ),
  ];

  const add: Code = [
    product.low.set(i64.add(product.low.get, addend.low.get)),
    product.high.set(
      i64.add(i64.add(product.high.get, addend.high.get), extendUnsigned(i64.lt_u(product.low.get, addend.low.get))),
    ),
  ];

  const by = zeros.get;
  return [
    magA.set(magnitude(f, a.get)),
    magB.set(magnitude(f, b.get)),
    magC.set(magnitude(f, c.get)),
    sign.set(signBit(f, i64.xor(a.get, b.get))),
    choose(undefined, i32.or(i32.or(isSpecial(f, magA.get), isSpecial(f, magB.get)), isSpecial(f, magC.get)), special),
    choose(
      undefined,
      i32.or(isZero(magA.get), isZero(magB.get)),
      returns(choose('i64', isZero(magC.get), zero, c.get)),
    ),
    unpack(f, x, magA.get),
    unpack(f, y, magB.get),
    unpack(f, z, magC.get),

    // Two leading bits at LEADING make one at 124 or 125; the addend's is put at 125. Weights are those of bit 125.
    product.high.set(call(mulh, x.significand.get, y.significand.get)),
    product.low.set(i64.mul(x.significand.get, y.significand.get)),
    exponent.set(i32.add(i32.add(x.exponent.get, y.exponent.get), i32.const(1))),
    addend.high.set(i64.shr_u(z.significand.get, i64.const(1))),
    distance.set(i32.sub(exponent.get, z.exponent.get)),
    choose(undefined, isZero(magC.get), [distance.set(i32.const(0))]),
    choose(undefined, i32.ge_s(distance.get, i32.const(0)), shiftWide(addend, distance), [
      exponent.set(z.exponent.get),
      distance.set(i32.sub(i32.const(0), distance.get)),
      shiftWide(product, distance),
    ]),
    choose(undefined, unlike, subtract, add),

    // Back to one with its leading bit at LEADING of the upper half.
    choose(undefined, i64.eqz(product.high.get), [
      product.high.set(product.low.get),
      product.low.set(i64.const(0)),
      exponent.set(i32.sub(exponent.get, i32.const(64))),
    ]),
    choose(undefined, i64.lt_s(product.high.get, i64.const(0)), [
      // Only what came from the lower half can have its leading bit that high.
      product.low.set(i64.shl(product.high.get, i64.const(63))),
      product.high.set(i64.shr_u(product.high.get, i64.const(1))),
      exponent.set(i32.add(exponent.get, i32.const(1))),
    ]),
    zeros.set(i64.sub(i64.clz(product.high.get), i64.const(63 - LEADING))),
    product.high.set(
      i64.or(
        i64.or(
          i64.shl(product.high.get, by),
          i64.shr_u(i64.shr_u(product.low.get, i64.const(1)), i64.sub(i64.const(63), by)),
        ),
        extendUnsigned(i64.ne(i64.shl(product.low.get, by), i64.const(0))),
      ),
    ),
    exponent.set(i32.sub(i32.add(exponent.get, i32.const(1)), wrap(by))),
    rounded(context, sign.get, exponent.get, product.high.get, mode.get),
  ];
}

/** Adds `fma(a, b, c, mode)`. */
export const addFma = (context: FloatContext): number => addOperation(context, 3, (fn) => body(context, fn));

const one = ({ format: f }: FloatContext): Code => constant(BigInt(f.maxExponent) << BigInt(f.fraction));

/** a × 1 + b, with or without b's sign reversed. */
export const addSum = (context: FloatContext, fma: number, op: 'add' | 'sub'): number =>
  addOperation(context, 2, (fn) => {
    const [a, b, mode] = fn.parameters as [Local, Local, Local];
    const addend = op === 'add' ? b.get : i64.xor(b.get, constant(context.format.sign));
    return call(fma, a.get, one(context), addend, mode.get);
  });

/** a × b + 0, where the zero has the product's sign and so does not change that of a product that is zero. */
export const addProduct = (context: FloatContext, fma: number): number =>
  addOperation(context, 2, (fn) => {
    const [a, b, mode] = fn.parameters as [Local, Local, Local];
    return call(fma, a.get, b.get, signBit(context.format, i64.xor(a.get, b.get)), mode.get);
  });
