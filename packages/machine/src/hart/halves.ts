/** 64-bit values as two i32 halves, without BigInt. */

const TWO_32 = 0x1_0000_0000;

export type Halves = readonly [low: number, high: number];

/** The low half of a safe integer, as i32: what ToInt32 is, modulo 2^32, also for negative numbers. */
export const lowOf = (value: number): number => value | 0;

/** The high half of a safe integer, as i32: two's complement, as the low one. */
export const highOf = (value: number): number => Math.floor(value / TWO_32) | 0;

/** 1 if adding `b` to `a`, which gave the low half `sum`, carried into the high half. */
export const carry = (sum: number, a: number): number => (sum >>> 0 < a >>> 0 ? 1 : 0);

/** The signed value, exact only if it is a safe integer. */
export const toNumber = (low: number, high: number): number => high * TWO_32 + (low >>> 0);

/** The same, or NaN if it is not a safe integer. What is on the way of every system call is small. */
export function safeNumber(low: number, high: number): number {
  if (low >> 31 === high) return low;
  const value = toNumber(low, high);
  return Number.isSafeInteger(value) ? value : NaN;
}

/** The signed number of the page that a virtual address is in, exact. */
export const pageNumber = (low: number, high: number): number => high * 0x10_0000 + (low >>> 12);

/** The unsigned value. For debugging and firmware, never in the execution loop. */
export const toBigInt = (low: number, high: number): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
