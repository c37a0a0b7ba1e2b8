/** LR and SC in pairs, with everything between them that may end the reservation. */
import type { Surroundings } from './instructions.ts';
import { sizesOfSc } from './masks.ts';
import type { Random } from './random.ts';
import { hex } from './values.ts';

const registers = [5, 8, 9, 10, 11, 12, 13, 14];
const orderings = ['', '.aq', '.rl', '.aqrl'];

/** What stands between; `base` holds the reserved address, `other` is a register that may change. */
function between(random: Random, base: number, other: number): string[] {
  switch (random.below(10)) {
    case 0:
      return ['ecall'];
    case 1:
      return [`sw x${other}, 0(x${base})`];
    case 2:
      return [`ld x${other}, 0(x${base})`, `sd x${other}, 0(x${base})`];
    case 3:
      return [`amoadd.w x${other}, x${other}, (x${base})`];
    case 4:
      return [`addi x${other}, x${base}, 64`, `lr.d x${other}, (x${other})`];
    case 5:
      return [`sc.d x${other}, x${other}, (x${base})`];
    default:
      return [`addi x${other}, x${other}, 1`];
  }
}

/** An LR and an SC, mostly of the same address and size. */
export function reservation({ random, address }: Surroundings): string[] {
  const [base, other, loaded, result] = random.shuffled(registers) as [number, number, number, number];
  const at = address(8, 'sc.d');
  const size = random.pick(['w', 'd'] as const);
  const distance = random.pick([0, 0, 0, 0, 8, -8]);
  return [
    `li x${base}, ${hex(at)}`,
    `lr.${size}${random.pick(orderings)} x${loaded}, (x${base})`,
    ...(random.chance(50) ? between(random, base, other) : []),
    ...(distance === 0 ? [] : [`addi x${base}, x${base}, ${distance}`]),
    `sc.${random.pick(sizesOfSc[size])}${random.pick(orderings)} x${result}, x${other}, (x${base})`,
  ];
}
