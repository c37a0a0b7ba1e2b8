/** Conversions between formats, and to and from integers. */
import type { FloatFormat } from '../ir.ts';
import { nanOf } from './arithmetic.ts';
import type { Float } from './format.ts';
import { infinity } from './format.ts';
import type { Result, RoundingMode } from './rounding.ts';
import { NV, NX, round, roundShifted } from './rounding.ts';

export type IntegerType = 'i32' | 'u32' | 'i64' | 'u64';

const bitsOf = (type: IntegerType): number => Number(type.slice(1));

function rangeOf(type: IntegerType): { readonly least: bigint; readonly greatest: bigint } {
  const span = 1n << BigInt(bitsOf(type));
  return type.startsWith('u') ? { least: 0n, greatest: span - 1n } : { least: -span / 2n, greatest: span / 2n - 1n };
}

/**
 * A number as an integer, sign-extended to 64 bits from 32 (also where it is unsigned). What does not fit is invalid and
 * gives the nearest that does; NaN is above them all ("Domains of float-to-integer conversions").
 */
export function toInteger(type: IntegerType, a: Float, mode: RoundingMode): Result {
  const { least, greatest } = rangeOf(type);
  const register = (value: bigint, flags: number): Result => ({
    bits: BigInt.asUintN(64, BigInt.asIntN(bitsOf(type), value)),
    flags,
  });
  if (a.kind === 'nan') return register(greatest, NV);
  if (a.kind === 'infinite') return register(a.sign === 0n ? greatest : least, NV);
  const { value: magnitude, inexact } = roundShifted(a.significand, -a.exponent, a.sign, mode);
  const value = a.sign === 0n ? magnitude : -magnitude;
  if (value > greatest) return register(greatest, NV);
  if (value < least) return register(least, NV);
  return register(value, inexact ? NX : 0);
}

/** An integer, from the low bits of a register, as a number. */
export function fromInteger(format: FloatFormat, type: IntegerType, register: bigint, mode: RoundingMode): Result {
  const value = type.startsWith('u') ? BigInt.asUintN(bitsOf(type), register) : BigInt.asIntN(bitsOf(type), register);
  return value < 0n ? round(format, 1n, -value, 0, mode) : round(format, 0n, value, 0, mode);
}

/** A number of one format in another; a NaN loses its payload. */
export function toFormat(format: FloatFormat, a: Float, mode: RoundingMode): Result {
  if (a.kind === 'nan') return nanOf(format, a);
  if (a.kind === 'infinite') return { bits: infinity(format, a.sign), flags: 0 };
  return round(format, a.sign, a.significand, a.exponent, mode);
}
