/**
 * Physical memory protection (Privileged, "Physical Memory Protection"): 16 entries with a granularity of 4 bytes, as
 * regions that were decoded when the registers were written.
 */
import type { CsrFile } from './csr-file.ts';
import type { Slot as SlotNumber } from './csr-slots.ts';
import { Slot } from './csr-slots.ts';
import { PAGE_SIZE, type Access } from './page-walk.ts';

export const PMP_ENTRIES = 16;

/** An entry's byte in `pmpcfg`: R, W and X, how its address is meant, and L. Bits 6:5 are zero. */
const R = 1 << 0;
const W = 1 << 1;
const X = 1 << 2;
const MODE = 3 << 3;
const LOCKED = 1 << 7;
const OFF = 0 << 3;
const TOR = 1 << 3;
const NA4 = 2 << 3;

/** Writable bits of four entries' bytes. */
export const PMPCFG: number = (R | W | X | MODE | LOCKED) * 0x0101_0101;
/** Bits of `pmpaddr` in its high half: 55:34 of an address. */
export const PMPADDR_HIGH = 0x003f_ffff;

const ENTRIES_PER_REGISTER = 8;
const registers: readonly SlotNumber[] = [Slot.pmpcfg0, Slot.pmpcfg2];
const addressSlot = (entry: number): SlotNumber => (Slot.pmpaddr0 + entry) as SlotNumber;

interface Region {
  /** From the first byte to the one behind the last. What is beyond 2^53 need not be exact, as nothing is there. */
  readonly start: number;
  readonly end: number;
  /** Bits of `Access`. */
  readonly rights: number;
  /** Whether it binds M-mode, too. */
  readonly locked: boolean;
}

function configOf(csrs: CsrFile, entry: number): number {
  const slot = registers[Math.floor(entry / ENTRIES_PER_REGISTER)]!;
  const half = entry % ENTRIES_PER_REGISTER < 4 ? csrs.low(slot) : csrs.highHalf(slot);
  return (half >>> (8 * (entry % 4))) & 0xff;
}

/** `pmpaddr` as an address. */
function addressOf(csrs: CsrFile, entry: number): number {
  const slot = addressSlot(entry);
  return 4 * ((csrs.highHalf(slot) & PMPADDR_HIGH) * 0x1_0000_0000 + (csrs.low(slot) >>> 0));
}

/** The size of a naturally aligned power of two: 8 bytes, twice as many for each 1 at the lower end of `pmpaddr`. */
function napotSize(csrs: CsrFile, entry: number): number {
  const slot = addressSlot(entry);
  const [low, high] = [csrs.low(slot), csrs.highHalf(slot) & PMPADDR_HIGH];
  const ones = low === -1 ? 32 + trailingOnes(high) : trailingOnes(low);
  return 2 ** (3 + ones);
}

/** Of a number that is not all ones. */
const trailingOnes = (value: number): number => 31 - Math.clz32(~value & (value + 1));

function regionOf(csrs: CsrFile, entry: number): Region | undefined {
  const config = configOf(csrs, entry);
  const mode = config & MODE;
  if (mode === OFF) return undefined;
  // R, W and X are those of `Access`, shifted.
  const rest = { rights: (config & (R | W | X)) << 1, locked: (config & LOCKED) !== 0 };
  const address = addressOf(csrs, entry);
  if (mode === TOR) return { start: entry === 0 ? 0 : addressOf(csrs, entry - 1), end: address, ...rest };
  const size = mode === NA4 ? 4 : napotSize(csrs, entry);
  const start = Math.floor(address / size) * size;
  return { start, end: start + size, ...rest };
}

export class Pmp {
  readonly #csrs: CsrFile;
  /** Of the entries that are not off, the one with the highest priority first. */
  #regions: readonly Region[] = [];

  constructor(csrs: CsrFile) {
    this.#csrs = csrs;
  }

  /** To be called when the registers have changed. */
  update(): void {
    const regions = Array.from({ length: PMP_ENTRIES }, (_, entry) => regionOf(this.#csrs, entry));
    // A TOR entry that ends before it starts matches nothing.
    this.#regions = regions.filter((region) => region !== undefined && region.start < region.end) as Region[];
  }

  /** Whether M-mode or another privilege may make this access to all of the bytes. */
  permits(address: number, size: number, access: Access, machine: boolean): boolean {
    const end = address + size;
    for (const region of this.#regions) {
      if (address >= region.end || end <= region.start) continue;
      // The first entry that matches any byte must match all.
      if (address < region.start || end > region.end) return false;
      return (machine && !region.locked) || (region.rights & access) !== 0;
    }
    return machine;
  }

  /** Whether all accesses within the page of this address are treated alike. */
  uniform(address: number): boolean {
    const start = address - (address % PAGE_SIZE);
    const end = start + PAGE_SIZE;
    for (const region of this.#regions) {
      if (start < region.end && end > region.start) return start >= region.start && end <= region.end;
    }
    return true;
  }
}

/** A locked entry's byte keeps what it is. R = 0 with W = 1 is reserved: it then keeps its rights, all three. */
export function writeConfig(csrs: CsrFile, slot: SlotNumber, low: number, high: number): void {
  csrs.set(slot, legalConfigs(csrs.low(slot), low), legalConfigs(csrs.highHalf(slot), high));
}

function legalConfigs(old: number, wanted: number): number {
  let legal = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    legal |= legalConfig((old >>> shift) & 0xff, (wanted >>> shift) & 0xff) << shift;
  }
  return legal;
}

function legalConfig(old: number, wanted: number): number {
  if ((old & LOCKED) !== 0) return old;
  const rights = R | W | X;
  return (wanted & (R | W)) === W ? (wanted & ~rights) | (old & rights) : wanted;
}

/** The address of a locked entry can't be written, nor that below a locked TOR entry, which starts there. */
export function writeAddress(csrs: CsrFile, slot: SlotNumber, low: number, high: number): void {
  const entry = slot - Slot.pmpaddr0;
  if ((configOf(csrs, entry) & LOCKED) !== 0) return;
  const above = entry + 1 < PMP_ENTRIES ? configOf(csrs, entry + 1) : 0;
  if ((above & LOCKED) !== 0 && (above & MODE) === TOR) return;
  csrs.set(slot, low, high);
}
