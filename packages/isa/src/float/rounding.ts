/** Rounding exact values, to a format or to an integer, in the five modes, and the exceptions that come of it. */
import type { FloatFormat } from '../ir.ts';
import { NX, OF, RDN, RMM, RNE, RTZ, RUP, UF, type RoundingMode } from './environment.ts';
import type { Sign } from './format.ts';
import { formats, infinity, zero } from './format.ts';

export { DZ, NV, NX, OF, RDN, RMM, RNE, RTZ, RUP, UF } from './environment.ts';
export type { RoundingMode } from './environment.ts';

/** The bits of a result, and the exceptions that it raises. */
export interface Result {
  readonly bits: bigint;
  readonly flags: number;
}

export interface Rounded {
  readonly value: bigint;
  readonly inexact: boolean;
}

/** `significand` × 2^−`shift`, rounded to an integer. */
export function roundShifted(significand: bigint, shift: number, sign: Sign, mode: RoundingMode): Rounded {
  if (shift <= 0) return { value: significand << BigInt(-shift), inexact: false };
  const below = significand >> BigInt(shift);
  const rest = significand - (below << BigInt(shift));
  const half = 1n << BigInt(shift - 1);
  const away = ((): boolean => {
    switch (mode) {
      case RNE:
        return rest > half || (rest === half && (below & 1n) === 1n);
      case RTZ:
        return false;
      case RDN:
        return rest > 0n && sign === 1n;
      case RUP:
        return rest > 0n && sign === 0n;
      case RMM:
        return rest >= half;
    }
  })();
  return { value: away ? below + 1n : below, inexact: rest > 0n };
}

const bitLength = (value: bigint): number => value.toString(2).length;

/**
 * (−1)^sign × significand × 2^exponent in a format. Whether a result is tiny, and so underflows if it is inexact, is
 * seen after rounding to a precision that is the format's under an exponent that has no bounds ("F", on fcsr).
 */
export function round(
  format: FloatFormat,
  sign: Sign,
  significand: bigint,
  exponent: number,
  mode: RoundingMode,
): Result {
  if (significand === 0n) return { bits: zero(format, sign), flags: 0 };
  const { fraction, minExponent } = formats[format];
  // That of the leading bit, and of the last one that a normal number of that size has.
  const leading = exponent + bitLength(significand) - 1;
  const last = leading - fraction;
  const quantum = Math.max(last, minExponent - fraction);
  const { value, inexact } = roundShifted(significand, quantum - exponent, sign, mode);
  // A carry out of the significand is one into the exponent; a subnormal's exponent is that of the least normal, less the leading bit.
  const magnitude = (BigInt(quantum + fraction - minExponent) << BigInt(fraction)) + value;
  const limit = infinity(format, 0n);
  if (magnitude >= limit) {
    const toInfinity = mode === RNE || mode === RMM || mode === (sign === 0n ? RUP : RDN);
    return { bits: zero(format, sign) | (toInfinity ? limit : limit - 1n), flags: OF | NX };
  }
  const unbounded = roundShifted(significand, last - exponent, sign, mode).value;
  const tiny = leading < minExponent && !(leading === minExponent - 1 && bitLength(unbounded) > fraction + 1);
  return { bits: zero(format, sign) | magnitude, flags: inexact ? NX | (tiny ? UF : 0) : 0 };
}
