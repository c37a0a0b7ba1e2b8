/** Values at which arithmetic is most likely to be wrong, and random ones. */
import type { Random } from './random.ts';

const edges: readonly bigint[] = [0n, 1n, 2n, 3n, -1n, -2n, 4n, 8n, 31n, 32n, 63n, 64n].concat(
  // Around the ends of the ranges of each width.
  [7, 8, 11, 12, 15, 16, 31, 32, 52, 63].flatMap((bit) => {
    const power = 1n << BigInt(bit);
    return [power - 1n, power, power + 1n, -power, -power - 1n, -power + 1n];
  }),
  [0x5555_5555_5555_5555n, 0xaaaa_aaaa_aaaa_aaaan, 0x0123_4567_89ab_cdefn, 0xffff_ffff_0000_0000n],
);

/** A 64-bit value, unsigned: an edge value, a small number, one of a random length, or any. */
export function randomValue(random: Random): bigint {
  const kind = random.below(8);
  if (kind < 4) return BigInt.asUintN(64, random.pick(edges));
  if (kind === 4) return BigInt.asUintN(64, BigInt(random.between(-64, 64)));
  const value = random.u64() >> BigInt(kind === 5 ? random.below(64) : 0);
  // Sign-extended words are what W instructions leave.
  return kind === 6 ? BigInt.asUintN(64, BigInt.asIntN(32, value)) : value;
}

export const hex = (value: bigint | number): string => `0x${value.toString(16)}`;
