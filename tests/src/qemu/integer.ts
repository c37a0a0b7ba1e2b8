/** Cases of ordinary instructions, at any privilege, without translation. */
import type { ExtensionName } from '@racho/isa';
import type { TestCase } from './image.ts';
import type { Surroundings } from './instructions.ts';
import { memoryRowsOf, randomInstruction, rowsOf } from './instructions.ts';
import { alwaysAligned } from './masks.ts';
import { RAM_SIZE, RAM, SCRATCH, SCRATCH_SIZE } from './layout.ts';
import type { Random } from './random.ts';
import { reservation } from './reservations.ts';
import { REGISTERS } from './record.ts';
import { M, returningTo, S, U } from './status.ts';
import { randomValue } from './values.ts';

export const randomRegisters = (random: Random): bigint[] =>
  Array.from({ length: REGISTERS }, () => randomValue(random));

/** Where nothing is, on neither machine: below the devices, above RAM, and where only a few bits of an address are wrong. */
const nowhere: readonly bigint[] = [
  0n,
  0x8n,
  0x10n,
  BigInt(RAM + RAM_SIZE),
  BigInt(RAM + RAM_SIZE + 0xabc),
  0xffff_ffff_8002_0000n,
  0x1_8002_0000n,
  0x8000_0000_8002_0000n,
  0x0040_0000_8002_0000n,
];

/** An address in the scratch memory, mostly aligned; sometimes one across two pages, or where nothing is. */
export function scratchAddress(random: Random, bytes: number, instruction: string): bigint {
  const aligned = alwaysAligned.has(instruction);
  if (random.chance(6)) return random.pick(nowhere) & (aligned ? ~7n : ~0n);
  if (random.chance(6) && !aligned) return BigInt(SCRATCH + 0x1000 * random.between(1, 3) - random.between(0, bytes));
  const offset = random.below(SCRATCH_SIZE - 8);
  return BigInt(SCRATCH + (aligned || random.chance(80) ? offset - (offset % bytes) : offset));
}

export function surroundings(random: Random, index: number): Surroundings {
  let labels = 0;
  return {
    random,
    address: (bytes, instruction) => scratchAddress(random, bytes, instruction),
    label: () => `L${index}_${labels++}`,
  };
}

/** A case of instructions of one extension. */
export function integerCase(extension: ExtensionName): (random: Random, index: number) => TestCase {
  const rows = rowsOf(extension);
  return (random, index) => {
    const around = surroundings(random, index);
    const length = random.between(1, 16);
    return {
      body: Array.from({ length }, () =>
        extension === 'A' && random.chance(30) ? reservation(around) : randomInstruction(around, rows),
      ).flat(),
      registers: randomRegisters(random),
      csrs: { mstatus: returningTo(random.pick([U, S, M])), medeleg: random.bits(0xb1ffn) },
      pokes: [],
    };
  };
}

/** A case of instructions that manage cache blocks, which `menvcfg` and `senvcfg` may forbid, among others that see what they do. */
export function cacheCase(extension: 'Zicbom' | 'Zicboz'): (random: Random, index: number) => TestCase {
  const [own, plain] = [rowsOf(extension), memoryRowsOf('I')];
  return (random, index) => {
    const around = surroundings(random, index);
    return {
      body: Array.from({ length: random.between(1, 16) }, () =>
        randomInstruction({ ...around, address: blockAddress(random) }, random.chance(50) ? own : plain),
      ).flat(),
      registers: randomRegisters(random),
      csrs: {
        mstatus: returningTo(random.pick([U, S, M])),
        menvcfg: random.pick([0xd0n, random.bits(0xd1n)]),
        senvcfg: random.pick([0xd0n, random.bits(0xd1n)]),
      },
      pokes: [],
    };
  };
}

/** Within the scratch memory: no block is partly elsewhere. */
const blockAddress = (random: Random) => (): bigint => BigInt(SCRATCH + random.below(SCRATCH_SIZE - 8));
