/** Cases of PMP: entries of every mode and size about the memory that is accessed, and locked ones, which bind M-mode. */
import type { TestCase } from './image.ts';
import type { Surroundings } from './instructions.ts';
import { memoryRowsOf, randomInstruction, rowsOf } from './instructions.ts';
import { randomRegisters, surroundings } from './integer.ts';
import { SCRATCH, SCRATCH_SIZE, slotAddress, VAULT, VAULT_SIZE } from './layout.ts';
import type { Random } from './random.ts';
import { M, MPRV, returningTo, S, U } from './status.ts';
import { hex } from './values.ts';

/** Modes, as in an entry's byte of `pmpcfg` (Privileged, "Physical Memory Protection CSRs"). */
const TOR = 1n << 3n;
const NAPOT = 3n << 3n;
const modes = [0n, TOR, 2n << 3n, NAPOT] as const;
const LOCKED = 1n << 7n;
/** Without W alone, which is reserved. */
const rights = [0n, 1n, 3n, 4n, 5n, 7n] as const;

const randomConfig = (random: Random): bigint => random.pick(modes) | random.pick(rights);
/** The same without entries that end within a cache block. */
const randomBlockConfig = (random: Random): bigint => random.pick([0n, NAPOT, NAPOT]) | random.pick(rights);

/** A `pmpaddr` within some memory: to NAPOT mode, a region of 8 bytes or more, mostly at most 4 KiB. */
function randomAddress(random: Random, start: number, size: number): bigint {
  const address = BigInt(start + 4 * random.below(size / 4)) >> 2n;
  return random.chance(50) ? address : address | ((1n << BigInt(random.below(10))) - 1n);
}

/** The low bits of a `pmpaddr` that make a NAPOT region one of whole cache blocks. */
const BLOCK_ONES = 7n;

/**
 * Where an access goes: about a boundary, and aligned. A misaligned one may be done in portions, of which each is checked for
 * itself (Privileged, "Priority and Matching Logic").
 */
const near = (random: Random, boundaries: readonly bigint[], bytes: number): bigint => {
  const address = (random.pick(boundaries) << 2n) + BigInt(random.between(-16, 16));
  return address - (address % BigInt(bytes));
};

/** Without LR.D: an SC.W behind it may fail or not, see `sizesOfSc`. */
const memoryRows = (['I', 'A', 'C'] as const).map((name) => memoryRowsOf(name).filter((row) => row.name !== 'lr.d'));
const blockRows = (['I', 'Zicbom', 'Zicboz'] as const).map(memoryRowsOf);
const plain = rowsOf('I');

/**
 * Three entries before the one that opens all; at any privilege, and in M-mode on behalf of another one. CBO instructions are
 * only where an entry has all of a block or nothing: QEMU looks at the block's first byte, but an entry that matches any byte
 * of an access must match all (Privileged, "Priority and Matching Logic").
 */
export function protectionCase(random: Random, index: number): TestCase {
  const privilege = random.pick([U, S, M]);
  const blocks = random.chance(30);
  const boundaries = Array.from(
    { length: 3 },
    () => randomAddress(random, SCRATCH + 64, SCRATCH_SIZE - 128) | (blocks ? BLOCK_ONES : 0n),
  );
  // The first one reaches down to address 0 with TOR: the driver's handlers are there.
  const configs = boundaries.map((_, i) => {
    const config = (blocks ? randomBlockConfig : randomConfig)(random);
    return i === 0 && (config & 0x18n) === TOR ? TOR | 7n : config;
  });
  const fetching = random.chance(20);
  if (fetching) {
    // From some place of the code on, nothing can be executed: the slot is readable, as handlers read it.
    // Accesses stay at the third entry, or they would change the code.
    boundaries[0] = BigInt(slotAddress(index) + 4 * random.between(1, 40)) >> 2n;
    boundaries[1] = BigInt(slotAddress(index) + 0x800) >> 2n;
    configs[0] = 0n;
    configs[1] = TOR | 3n;
  }
  const around: Surroundings = {
    ...surroundings(random, index),
    address: (bytes) => near(random, boundaries.slice(fetching ? 2 : 0), bytes),
  };
  return {
    body: Array.from({ length: random.between(2, 16) }, () =>
      randomInstruction(around, random.chance(90) ? random.pick(blocks ? blockRows : memoryRows) : plain),
    ).flat(),
    registers: randomRegisters(random),
    csrs: {
      mstatus: returningTo(privilege) | random.bits(privilege === M ? MPRV : 0n),
      pmpaddr0: boundaries[0]!,
      pmpaddr1: boundaries[1]!,
      pmpaddr2: boundaries[2]!,
      pmpcfg0: configs.reduce((all, config, i) => all | (config << BigInt(8 * i)), 0x1f00_0000n),
      menvcfg: 0x2000_0000_0000_00d0n,
      senvcfg: 0xd0n,
      medeleg: random.bits(0xb1ffn),
    },
    pokes: [],
  };
}

/** The driver's entries are those before: it opens all memory with them. */
const FIRST_LOCKABLE = 4;
const lockable = Array.from({ length: 12 }, (_, i) => FIRST_LOCKABLE + i);
const vaultAddress = (random: Random): bigint => randomAddress(random, VAULT, VAULT_SIZE);

const writeAddress = (random: Random, entry: number): string[] => [
  `li a0, ${hex(vaultAddress(random))}`,
  `csrrw a1, pmpaddr${entry}, a0`,
  `csrr a2, pmpaddr${entry}`,
];

/** Bytes of all lockable entries of a register; few are locked, so that there are some left for the cases that follow. */
function writeConfigs(random: Random): string[] {
  const register = random.pick([0, 2]);
  const bytes = Array.from({ length: 8 }, (_, i) =>
    register === 0 && i < FIRST_LOCKABLE ? 0n : randomConfig(random) | (random.chance(5) ? LOCKED : 0n),
  );
  const value = bytes.reduce((all, byte, i) => all | (byte << BigInt(8 * i)), 0n);
  return [`li a0, ${hex(value)}`, `csrrw a1, pmpcfg${register}, a0`, `csrr a2, pmpcfg${register}`];
}

/**
 * M-mode locks entries, tries to change them, and to access what they cover. Nothing undoes that until reset, so that a case
 * finds what those before it have locked.
 */
export function lockCase(random: Random, index: number): TestCase {
  const boundaries = Array.from({ length: 8 }, () => vaultAddress(random));
  const around: Surroundings = {
    ...surroundings(random, index),
    address: (bytes) => near(random, boundaries, bytes),
  };
  const step = (): string[] => {
    const choice = random.below(10);
    if (choice < 2) return writeConfigs(random);
    if (choice < 4) return writeAddress(random, random.pick(lockable));
    return randomInstruction(around, random.pick(memoryRows));
  };
  return {
    // No entry reaches out of the vault, not even one from the address of the entry before it.
    body: [
      ...lockable.flatMap((entry) => [`li a0, ${hex(vaultAddress(random))}`, `csrw pmpaddr${entry}, a0`]),
      ...Array.from({ length: random.between(2, 14) }, step).flat(),
    ],
    registers: randomRegisters(random),
    csrs: { mstatus: returningTo(M), pmpcfg0: 0n, pmpaddr3: BigInt(VAULT) >> 2n },
    pokes: [],
  };
}
