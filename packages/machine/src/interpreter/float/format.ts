/** IEEE 754 formats as generated code handles them: constants, tests for special values, and unpacked numbers. */
import type { FloatFormat } from '@racho/isa/ir';
import type { Code } from '../../wasm/code.ts';
import { choose } from '../../wasm/code.ts';
import { extendUnsigned, i32, i64, wrap } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local } from '../../wasm/module.ts';

export { DZ, NV, NX, OF, RDN, RMM, RNE, RUP, UF } from '@racho/isa/ir';

/** A format's constants. Its numbers are the low bits of an i64, the rest of which is 0. */
export interface Format {
  readonly name: FloatFormat;
  /** Bits of the trailing significand. */
  readonly fraction: number;
  readonly minExponent: number;
  readonly maxExponent: number;
  readonly sign: bigint;
  readonly infinity: bigint;
  readonly canonicalNaN: bigint;
}

function format(name: FloatFormat, width: number, fraction: number): Format {
  const maxExponent = 2 ** (width - fraction - 2) - 1;
  const infinity = BigInt(2 * maxExponent + 1) << BigInt(fraction);
  const canonicalNaN = infinity | (1n << BigInt(fraction - 1));
  const sign = 1n << BigInt(width - 1);
  return { name, fraction, minExponent: 1 - maxExponent, maxExponent, sign, infinity, canonicalNaN };
}

export const formats: Readonly<Record<FloatFormat, Format>> = {
  f32: format('f32', 32, 23),
  f64: format('f64', 64, 52),
};

export const constant = (value: bigint): Code => i64.const(BigInt.asIntN(64, value));
export const magnitude = (f: Format, bits: Code): Code => i64.and(bits, constant(f.sign - 1n));
export const signBit = (f: Format, bits: Code): Code => i64.and(bits, constant(f.sign));

// Tests of a magnitude, as i32.
export const isNaN = (f: Format, of: Code): Code => i64.gt_u(of, constant(f.infinity));
export const isInfinite = (f: Format, of: Code): Code => i64.eq(of, constant(f.infinity));
export const isSpecial = (f: Format, of: Code): Code => i64.ge_u(of, constant(f.infinity));
export const isSignalling = (f: Format, of: Code): Code =>
  i32.and(isNaN(f, of), i64.lt_u(of, constant(f.canonicalNaN)));

/** The position of a normalised significand's leading bit: one below the sign of an i64, so that a carry shows there. */
export const LEADING = 62;

/** A number's magnitude as significand × 2^(exponent − LEADING); a significand of 0 is 0. */
export interface Unpacked {
  /** i64, its leading bit at LEADING. */
  readonly significand: Local;
  /** i32 */
  readonly exponent: Local;
}

export const unpacked = (fn: FunctionBuilder): Unpacked => ({
  significand: fn.local('i64'),
  exponent: fn.local('i32'),
});

/** Sets `into` to a finite number, from its magnitude. */
export function unpack(f: Format, into: Unpacked, of: Code): Code {
  const { significand, exponent } = into;
  const zeros = wrap(i64.clz(significand.get));
  return [
    significand.set(of),
    exponent.set(wrap(i64.shr_u(significand.get, i64.const(f.fraction)))),
    choose(
      undefined,
      exponent.get,
      [
        exponent.set(i32.sub(exponent.get, i32.const(f.maxExponent))),
        significand.set(
          i64.shl(
            i64.or(
              i64.and(significand.get, constant((1n << BigInt(f.fraction)) - 1n)),
              constant(1n << BigInt(f.fraction)),
            ),
            i64.const(LEADING - f.fraction),
          ),
        ),
      ],
      [
        // A subnormal number, or 0.
        exponent.set(i32.sub(i32.const(f.minExponent + 63 - f.fraction), zeros)),
        significand.set(i64.shl(significand.get, i64.sub(i64.clz(significand.get), i64.const(63 - LEADING)))),
      ],
    ),
  ];
}

/** `value` shifted right by `amount` (i32), at least 0, with a last bit that is 1 if any bit was lost: rounding sees no difference. */
export function shiftRightJam(value: Local, amount: Code): Code {
  const lost = i64.ne(i64.shl(i64.shr_u(value.get, extendUnsigned(amount)), extendUnsigned(amount)), value.get);
  return choose(
    'i64',
    i32.lt_u(amount, i32.const(64)),
    i64.or(i64.shr_u(value.get, extendUnsigned(amount)), extendUnsigned(lost)),
    extendUnsigned(i64.ne(value.get, i64.const(0))),
  );
}
