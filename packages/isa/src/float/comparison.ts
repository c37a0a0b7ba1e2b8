/** Comparisons, minimum, maximum and classes: operations that never round. */
import type { FloatFormat } from '../ir.ts';
import type { Float } from './format.ts';
import { formats, isZero } from './format.ts';
import { nanOf } from './arithmetic.ts';
import type { Result } from './rounding.ts';
import { NV } from './rounding.ts';

const isNaN = ({ kind }: Float): boolean => kind === 'nan';
const isSignalling = (value: Float): boolean => value.kind === 'nan' && value.signalling;

/** The bits as an integer that is ordered like the numbers, −0 just below +0. */
function order(format: FloatFormat, bits: bigint): bigint {
  const magnitude = BigInt.asUintN(formats[format].width - 1, bits);
  return bits === magnitude ? magnitude : -magnitude - 1n;
}

/** An operand as both are wanted here. */
export interface Operand {
  readonly bits: bigint;
  readonly value: Float;
}

const equal = (a: Operand, b: Operand): boolean =>
  !isNaN(a.value) && !isNaN(b.value) && (a.bits === b.bits || (isZero(a.value) && isZero(b.value)));

const truth = (condition: boolean, invalid: boolean): Result => ({
  bits: condition ? 1n : 0n,
  flags: invalid ? NV : 0,
});

/** compareQuietEqual: invalid for signalling NaNs only. */
export function compareEqual(a: Operand, b: Operand): Result {
  return truth(equal(a, b), isSignalling(a.value) || isSignalling(b.value));
}

/** compareSignalingLess, or with `orEqual` compareSignalingLessEqual: invalid for any NaN. */
export function compareLess(format: FloatFormat, a: Operand, b: Operand, orEqual: 'lt' | 'le'): Result {
  if (isNaN(a.value) || isNaN(b.value)) return truth(false, true);
  if (equal(a, b)) return truth(orEqual === 'le', false);
  return truth(order(format, a.bits) < order(format, b.bits), false);
}

/** minimumNumber or maximumNumber (IEEE 754-2019, 9.6): a NaN loses against a number, and −0 is less than +0. */
export function extremum(format: FloatFormat, a: Operand, b: Operand, which: 'min' | 'max'): Result {
  const flags = isSignalling(a.value) || isSignalling(b.value) ? NV : 0;
  if (isNaN(a.value) && isNaN(b.value)) return nanOf(format, a.value, b.value);
  if (isNaN(a.value)) return { bits: b.bits, flags };
  if (isNaN(b.value)) return { bits: a.bits, flags };
  const less = order(format, a.bits) < order(format, b.bits);
  return { bits: less === (which === 'min') ? a.bits : b.bits, flags };
}

/** FCLASS: one bit of ten, from −∞ upwards to +∞, then the two kinds of NaN. */
export function classify(format: FloatFormat, { bits, value }: Operand): Result {
  const bit = ((): number => {
    if (value.kind === 'nan') return value.signalling ? 8 : 9;
    const { fraction } = formats[format];
    const size =
      value.kind === 'infinite'
        ? 3
        : value.significand === 0n
          ? 0
          : value.significand >> BigInt(fraction) === 0n
            ? 1
            : 2;
    return order(format, bits) < 0n ? 3 - size : 4 + size;
  })();
  return { bits: 1n << BigInt(bit), flags: 0 };
}
