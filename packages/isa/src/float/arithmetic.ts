/** The rounded operations: what they give exactly, and what they do with zeros, infinities and NaNs. */
import type { FloatFormat } from '../ir.ts';
import type { Float, Sign } from './format.ts';
import { canonicalNaN, formats, infinity, isZero, opposite, zero } from './format.ts';
import type { Result, RoundingMode } from './rounding.ts';
import { DZ, NV, RDN, round } from './rounding.ts';

type Finite = Extract<Float, { kind: 'finite' }>;

/** Invalid: no number is the result. */
export const invalid = (format: FloatFormat): Result => ({ bits: canonicalNaN(format), flags: NV });

/** The NaN that comes of operands of which one is a NaN; invalid if one is signalling. */
export function nanOf(format: FloatFormat, ...operands: readonly Float[]): Result {
  const signalling = operands.some((operand) => operand.kind === 'nan' && operand.signalling);
  return { bits: canonicalNaN(format), flags: signalling ? NV : 0 };
}

const infinite = (format: FloatFormat, sign: Sign): Result => ({ bits: infinity(format, sign), flags: 0 });
const zeroOf = (format: FloatFormat, sign: Sign): Result => ({ bits: zero(format, sign), flags: 0 });

const signOfProduct = (a: Sign, b: Sign): Sign => (a === b ? 0n : 1n);
const signed = ({ sign, significand }: Finite): bigint => (sign === 0n ? significand : -significand);

/** The sum of finite numbers. An exact 0 of terms of unlike signs is +0, or −0 when rounding down (IEEE 754-2019, 6.3). */
function sum(format: FloatFormat, a: Finite, b: Finite, mode: RoundingMode): Result {
  const exponent = Math.min(a.exponent, b.exponent);
  const aligned = (x: Finite): bigint => signed(x) << BigInt(x.exponent - exponent);
  const total = aligned(a) + aligned(b);
  if (total === 0n) return zeroOf(format, a.sign === b.sign ? a.sign : mode === RDN ? 1n : 0n);
  return round(format, total < 0n ? 1n : 0n, total < 0n ? -total : total, exponent, mode);
}

export function add(format: FloatFormat, a: Float, b: Float, mode: RoundingMode): Result {
  if (a.kind === 'nan' || b.kind === 'nan') return nanOf(format, a, b);
  if (a.kind === 'infinite' && b.kind === 'infinite' && a.sign !== b.sign) return invalid(format);
  if (a.kind === 'infinite') return infinite(format, a.sign);
  if (b.kind === 'infinite') return infinite(format, b.sign);
  return sum(format, a, b, mode);
}

export function subtract(format: FloatFormat, a: Float, b: Float, mode: RoundingMode): Result {
  return add(format, a, b.kind === 'nan' ? b : { ...b, sign: opposite(b.sign) }, mode);
}

const product = (a: Finite, b: Finite): Finite => ({
  kind: 'finite',
  sign: signOfProduct(a.sign, b.sign),
  significand: a.significand * b.significand,
  exponent: a.exponent + b.exponent,
});

export function multiply(format: FloatFormat, a: Float, b: Float, mode: RoundingMode): Result {
  if (a.kind === 'nan' || b.kind === 'nan') return nanOf(format, a, b);
  if (a.kind === 'finite' && b.kind === 'finite') {
    const { sign, significand, exponent } = product(a, b);
    return round(format, sign, significand, exponent, mode);
  }
  if (isZero(a) || isZero(b)) return invalid(format);
  return infinite(format, signOfProduct(a.sign, b.sign));
}

/** a × b + c, rounded once. ∞ × 0 is invalid also where c is a quiet NaN ("Single-Precision Floating-Point Computational Instructions"). */
export function fusedMultiplyAdd(format: FloatFormat, a: Float, b: Float, c: Float, mode: RoundingMode): Result {
  const infinityTimesZero = (x: Float, y: Float): boolean => x.kind === 'infinite' && isZero(y);
  if (infinityTimesZero(a, b) || infinityTimesZero(b, a)) return invalid(format);
  if (a.kind === 'nan' || b.kind === 'nan' || c.kind === 'nan') return nanOf(format, a, b, c);
  if (a.kind === 'finite' && b.kind === 'finite') {
    if (c.kind === 'infinite') return infinite(format, c.sign);
    return sum(format, product(a, b), c, mode);
  }
  const sign = signOfProduct(a.sign, b.sign);
  if (c.kind === 'infinite' && c.sign !== sign) return invalid(format);
  return infinite(format, sign);
}

export function divide(format: FloatFormat, a: Float, b: Float, mode: RoundingMode): Result {
  if (a.kind === 'nan' || b.kind === 'nan') return nanOf(format, a, b);
  const sign = signOfProduct(a.sign, b.sign);
  if (a.kind === 'infinite') return b.kind === 'infinite' ? invalid(format) : infinite(format, sign);
  if (b.kind === 'infinite') return zeroOf(format, sign);
  if (isZero(b)) return isZero(a) ? invalid(format) : { bits: infinity(format, sign), flags: DZ };
  // Enough bits to round from, of subnormal operands, too; and one that says whether there would be more.
  const shift = 2 * formats[format].fraction + 4;
  const dividend = a.significand << BigInt(shift);
  const quotient = ((dividend / b.significand) << 1n) | (dividend % b.significand === 0n ? 0n : 1n);
  return round(format, sign, quotient, a.exponent - b.exponent - shift - 1, mode);
}

/** The integer square root, by Newton's method from above. */
function integerRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

export function squareRoot(format: FloatFormat, a: Float, mode: RoundingMode): Result {
  if (a.kind === 'nan') return nanOf(format, a);
  if (isZero(a)) return zeroOf(format, a.sign);
  if (a.sign === 1n) return invalid(format);
  if (a.kind === 'infinite') return infinite(format, 0n);
  const { fraction } = formats[format];
  // An even exponent, and enough bits, as in a division.
  const shift = 2 * fraction + 4 + (a.exponent % 2 === 0 ? 0 : 1);
  const radicand = a.significand << BigInt(shift);
  const root = integerRoot(radicand);
  return round(format, 0n, (root << 1n) | (root * root === radicand ? 0n : 1n), (a.exponent - shift) / 2 - 1, mode);
}
