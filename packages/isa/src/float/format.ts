/** IEEE 754 binary formats: from bits to exact values and the special ones back (IEEE 754-2019, 3.4). */
import type { FloatFormat } from '../ir.ts';

export interface FormatParameters {
  /** Bits in all. */
  readonly width: number;
  /** Bits of the trailing significand; the precision is one more. */
  readonly fraction: number;
  /** Least exponent of a normal number; the bias is one more than its negative. */
  readonly minExponent: number;
}

export const formats: Readonly<Record<FloatFormat, FormatParameters>> = {
  f32: { width: 32, fraction: 23, minExponent: -126 },
  f64: { width: 64, fraction: 52, minExponent: -1022 },
};

export type Sign = 0n | 1n;

/** A number as it is computed with: a finite one is exactly (−1)^sign × significand × 2^exponent. */
export type Float =
  | { readonly kind: 'finite'; readonly sign: Sign; readonly significand: bigint; readonly exponent: number }
  | { readonly kind: 'infinite'; readonly sign: Sign }
  | { readonly kind: 'nan'; readonly signalling: boolean };

export function unpack(format: FloatFormat, bits: bigint): Float {
  const { width, fraction, minExponent } = formats[format];
  const sign: Sign = bits >> BigInt(width - 1) === 0n ? 0n : 1n;
  const biased = Number((bits >> BigInt(fraction)) & ((1n << BigInt(width - 1 - fraction)) - 1n));
  const trailing = BigInt.asUintN(fraction, bits);
  if (biased === 2 ** (width - 1 - fraction) - 1) {
    if (trailing === 0n) return { kind: 'infinite', sign };
    return { kind: 'nan', signalling: trailing >> BigInt(fraction - 1) === 0n };
  }
  const exponent = Math.max(biased - 1, 0) + minExponent - fraction;
  return { kind: 'finite', sign, significand: biased === 0 ? trailing : trailing | (1n << BigInt(fraction)), exponent };
}

export function infinity(format: FloatFormat, sign: Sign): bigint {
  const { width, fraction } = formats[format];
  const exponent = ((1n << BigInt(width - 1 - fraction)) - 1n) << BigInt(fraction);
  return (sign << BigInt(width - 1)) | exponent;
}

export const zero = (format: FloatFormat, sign: Sign): bigint => sign << BigInt(formats[format].width - 1);

/** What every operation gives for a NaN ("NaN Generation and Propagation"): positive, quiet, no payload. */
export const canonicalNaN = (format: FloatFormat): bigint =>
  infinity(format, 0n) | (1n << BigInt(formats[format].fraction - 1));

export const isZero = (value: Float): boolean => value.kind === 'finite' && value.significand === 0n;

/** The sign of a sum or product that is no NaN. */
export const opposite = (sign: Sign): Sign => (sign === 0n ? 1n : 0n);
