/** The page tables of a case: SV39 and SV48 trees with a part that always works, and a part that the case's luck decides. */
import type { Poke } from './image.ts';
import { RAM, RAM_SIZE, SCRATCH, SCRATCH_SIZE, TABLES } from './layout.ts';
import { alwaysAligned, mayStraddle } from './masks.ts';
import type { Random } from './random.ts';

/** Bits of an entry (Privileged, "Sv39"). */
const V = 0x01n;
const R = 0x02n;
const W = 0x04n;
const X = 0x08n;
const USER = 0x10n;
const GLOBAL = 0x20n;
const A = 0x40n;
const D = 0x80n;
const RSW = 0x300n;
const RESERVED = 0xffc0_0000_0000_0000n;

/** Pages of entries: the roots of two address spaces, and what hangs below them. */
const page = (number: number): number => TABLES + 0x1000 * number;
const Table = {
  roots: [page(0), page(1)],
  /** Above them, with SV48. */
  tops: [page(8), page(9)],
  code: [page(2), page(3)],
  data: [
    [page(4), page(5)],
    [page(6), page(7)],
  ],
} as const;

/** Windows: where RAM is for the code of a case, and where its data is. */
export const CODE_WINDOW = 0x10_0000_0000n;
const DATA = 0x20_0000_0000n;
/** The upper half of the address space, of which the first 1 GiB are the same as those of DATA. */
const UPPER = 0xffff_ffc0_0000_0000n;
const GiB = 1n << 30n;
const MiB2 = 1n << 21n;

const DATA_PAGES = 8;
/** Pages of a superpage that are accessed: two show whether fences by one page forget the other. */
const SUPERPAGE_PAGES = 2;
const SCRATCH_PAGES = SCRATCH_SIZE / 0x1000;
/** The scratch memory within a superpage that starts with RAM. */
const SCRATCH_OFFSET = BigInt(SCRATCH - RAM);

const entryAddress = (table: number, index: number): number => table + 8 * index;
const entry = (physical: number | bigint, flags: bigint): bigint => ((BigInt(physical) >> 12n) << 10n) | flags;

const satp = (mode: bigint, table: number): bigint => (mode << 60n) | (BigInt(table) >> 12n);

/** Mostly right, sometimes not. */
function pointer(random: Random, table: number): bigint {
  return entry(table, random.chance(97) ? V : random.pick([0n, V | A, V | D, V | USER, V | (1n << 54n), V | RSW]));
}

export type Sharing = 'separate' | 'shared';

/** What a case's leaves may be. */
interface Rules {
  /** Anything, or only what depends on the access, on SUM and MXR: then what is cached decides more often. */
  readonly leaves: 'any' | 'valid';
  readonly sharing: Sharing;
  /** Where nothing is, but some of the leaves lead. */
  readonly nowhere: readonly bigint[];
}

/** A leaf with any rights, whose page is `physical`; sometimes it is elsewhere, or broken. */
function leaf(random: Random, physical: number, { leaves, sharing, nowhere }: Rules): bigint {
  const global = sharing === 'shared' ? random.bits(GLOBAL) : 0n;
  if (leaves === 'valid') {
    return entry(physical, V | random.pick([R, R | W, R | W, X, R | X]) | random.pick([0n, USER, USER]) | global);
  }
  const rights = random.pick([R, R, R | W, R | W, R | W, R | W, R | W | X, R | X, X, X, W, W | X, 0n]);
  const other = random.bits(USER | RSW) | random.pick([0n, A, A | D, A | D, D]);
  const broken = random.chance(3) ? random.bits(RESERVED) : 0n;
  const wanted = nowhere.length > 0 && random.chance(6) ? random.pick(nowhere) : BigInt(physical);
  return entry(wanted, (random.chance(95) ? V : 0n) | rights | other | global) ^ broken;
}

/** Something that translates data, which a case may change. */
export interface Mapping {
  readonly entry: number;
  /** Addresses that it translates, in the lower and in the upper half. */
  readonly addresses: readonly bigint[];
  /** Pages from there on that it translates as well, and that are accessed. */
  readonly pages: number;
  /** Index of the address space. */
  readonly space: number;
  readonly change: (random: Random) => bigint;
}

/** Translations of an address space: eight pages, a superpage of 2 MiB, and one that is misaligned in most cases. */
function mappingsOf(space: 0 | 1, rules: Rules): Mapping[] {
  const [upper, lower] = Table.data[rules.sharing === 'shared' ? 0 : space];
  const both = (offset: bigint): readonly bigint[] => [DATA + offset, UPPER + offset];
  const scratchPage = (random: Random): number => SCRATCH + 0x1000 * random.below(SCRATCH_PAGES);
  return [
    ...Array.from({ length: DATA_PAGES }, (_, i) => ({
      entry: entryAddress(lower, i),
      addresses: both(BigInt(i) << 12n),
      pages: 1,
      space,
      change: (random: Random) => leaf(random, scratchPage(random), rules),
    })),
    {
      entry: entryAddress(upper, 1),
      addresses: both(MiB2 + SCRATCH_OFFSET),
      pages: SUPERPAGE_PAGES,
      space,
      change: (random: Random) => leaf(random, RAM, rules),
    },
    {
      entry: entryAddress(upper, 2),
      addresses: both(2n * MiB2 + SCRATCH_OFFSET),
      pages: SUPERPAGE_PAGES,
      space,
      change: (random: Random) => leaf(random, RAM + 0x1000 * random.pick([0, 1, 256]), rules),
    },
    {
      entry: entryAddress(Table.roots[space], 129),
      addresses: [DATA + GiB + SCRATCH_OFFSET],
      pages: SUPERPAGE_PAGES,
      space,
      change: (random: Random) => leaf(random, RAM + random.pick([0, 0, 0x1000, 0x20_0000]), rules),
    },
  ];
}

export interface AddressSpaces extends Rules {
  readonly pokes: readonly Poke[];
  readonly mappings: readonly Mapping[];
  /** Those that a case uses most, so that what is cached of them matters: the same addresses in both spaces. */
  readonly favourites: readonly Mapping[];
  /** MODE and PPN for `satp`, of each space. */
  readonly roots: readonly bigint[];
}

/**
 * Two address spaces for a case whose code is in the slot at `slot`, to be executed at a privilege. The driver's memory is
 * mapped to itself in both. `shared` ones have the same tables for data, so that global mappings are allowed.
 */
export function addressSpaces(random: Random, slot: number, user: boolean): AddressSpaces {
  const sharing: Sharing = random.chance(50) ? 'shared' : 'separate';
  const nowhere = random.chance(50) ? [] : [BigInt(RAM + RAM_SIZE), 0x1_8000_0000n, 0x80_8002_0000n];
  const scheme = random.pick(['sv39', 'sv48'] as const);
  const rules: Rules = { leaves: random.pick(['any', 'valid']), sharing, nowhere };
  const spaces = [0, 1] as const;
  const [first, second] = [mappingsOf(0, rules), mappingsOf(1, rules)];
  const mappings = [...first, ...second];
  // Leaves of 4 KiB in half of the cases, superpages in the others.
  const favourite = random.chance(50) ? random.below(DATA_PAGES) : random.between(DATA_PAGES, first.length - 1);
  const distinct = new Map(mappings.map((mapping) => [mapping.entry, mapping]));
  const pokes = [
    ...spaces.flatMap((space) => {
      const root = Table.roots[space];
      const [upper] = Table.data[sharing === 'shared' ? 0 : space];
      return [
        [entryAddress(root, 2), entry(RAM, V | R | W | X | A | D | GLOBAL)],
        [entryAddress(root, 128), pointer(random, upper)],
        [entryAddress(root, 256), pointer(random, upper)],
        ...codeRoot(random, root, user),
        // The lower and the upper half, as far as SV39 has them.
        [entryAddress(Table.tops[space], 0), entry(root, V)],
        [entryAddress(Table.tops[space], 511), pointer(random, root)],
      ] as const;
    }),
    ...Table.data
      .slice(0, sharing === 'shared' ? 1 : 2)
      .map(([upper, lower]) => [entryAddress(upper, 0), pointer(random, lower)] as const),
    ...codeTables(random, slot, user),
    ...[...distinct.values()].map((mapping) => [mapping.entry, mapping.change(random)] as const),
  ];
  return {
    pokes: pokes.map(([address, value]) => ({ address, value })),
    mappings,
    favourites: [first[favourite]!, second[favourite]!],
    roots: scheme === 'sv39' ? Table.roots.map((root) => satp(8n, root)) : Table.tops.map((top) => satp(9n, top)),
    ...rules,
  };
}

type Entry = readonly [address: number, value: bigint];

/** Code can be executed in nearly all cases: what can't be ends them. */
function codeFlags(random: Random, user: boolean): bigint {
  const flags = V | X | (user ? USER : 0n) | random.bits(R | A | D | RSW);
  return random.chance(96) ? flags : flags ^ random.pick([V, X, USER, W]);
}

/** The code's window as one superpage of 1 GiB, or as a table. */
function codeRoot(random: Random, root: number, user: boolean): Entry[] {
  const value = random.chance(20) ? entry(RAM, codeFlags(random, user)) : entry(Table.code[0], V);
  return [[entryAddress(root, Number(CODE_WINDOW >> 30n)), value]];
}

/** Below it: a superpage of 2 MiB, or two pages, as a slot may lie across their border. */
function codeTables(random: Random, slot: number, user: boolean): Entry[] {
  const [upper, lower] = Table.code;
  const offset = slot - RAM;
  const superpage = entryAddress(upper, offset >> 21);
  if (random.chance(20)) return [[superpage, entry(slot - (offset % 0x20_0000), codeFlags(random, user))]];
  const pages = [offset >> 12, (offset >> 12) + 1].filter((number) => number >> 9 === offset >> 21);
  return [
    [superpage, entry(lower, V)],
    ...pages.map((number): Entry => [
      entryAddress(lower, number & 511),
      entry(RAM + number * 0x1000, codeFlags(random, user)),
    ]),
  ];
}

/** One of the mappings of a case. */
export const randomMapping = (random: Random, { mappings, favourites }: AddressSpaces): Mapping =>
  random.pick(random.chance(85) ? favourites : mappings);

/** A data address of a case, for an access of that many bytes. */
export function virtualAddress(random: Random, spaces: AddressSpaces, bytes: number, instruction: string): bigint {
  const straddling = mayStraddle(spaces.nowhere);
  const aligned = alwaysAligned.has(instruction);
  const { addresses, pages } = randomMapping(random, spaces);
  const start = random.pick(addresses) + (BigInt(random.below(pages)) << 12n);
  const offset = random.below(0x1000);
  const wanted = aligned || random.chance(80) ? offset - (offset % bytes) : offset;
  const within = BigInt(straddling ? wanted : Math.min(wanted, 0x1000 - bytes));
  switch (random.below(20)) {
    case 0:
      // Across the border to the next page, whose rights may be others.
      return aligned || !straddling ? start : start + 0x1000n - BigInt(random.between(0, bytes));
    case 1:
      // Not canonical: bits 63:39 differ from bit 38.
      return (start + within) ^ (1n << BigInt(random.between(38, 63)));
    case 2:
      return BigInt(SCRATCH) + within;
    case 3:
      // No entry leads there.
      return random.pick([0n, DATA + 3n * MiB2, UPPER + GiB, DATA + 2n * GiB]) + within;
    default:
      return start + within;
  }
}
