/** Memory accesses that the TLB did not serve: translation, device registers, accesses that straddle two pages. */
import type { Clock } from '../clock.ts';
import type { Bus } from '../devices/bus.ts';
import type { GuestMemory } from '../memory.ts';
import { Cause } from './cause.ts';
import { BOUNCE } from './layout.ts';
import type { Mmu } from './mmu.ts';
import { Access, ACCESS_FAULT } from './page-walk.ts';

const PAGE_SIZE = 4096;

/** Causes for each kind of access. */
const pageFault: Readonly<Record<Access, number>> = {
  [Access.Load]: Cause.LoadPage,
  [Access.Store]: Cause.StorePage,
  [Access.Fetch]: Cause.FetchPage,
};
const accessFault: Readonly<Record<Access, number>> = {
  [Access.Load]: Cause.LoadAccess,
  [Access.Store]: Cause.StoreAccess,
  [Access.Fetch]: Cause.FetchAccess,
};

/** What stays behind when an access gives 0: the exception to be taken. */
export interface PendingException {
  cause: number;
  tvalLow: number;
  tvalHigh: number;
}

export class SlowAccess {
  readonly pending: PendingException = { cause: 0, tvalLow: 0, tvalHigh: 0 };
  readonly #memory: GuestMemory;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #mmu: Mmu;
  /** Place of the bounce buffer in the memory. */
  readonly #bounce: number;

  constructor(memory: GuestMemory, bus: Bus, clock: Clock, mmu: Mmu, base: number) {
    this.#memory = memory;
    this.#bus = bus;
    this.#clock = clock;
    this.#mmu = mmu;
    this.#bounce = base + BOUNCE;
  }

  /** Place of the code at the address, or 0. Code is executed from RAM only. */
  fetch(low: number, high: number): number {
    return this.#ram(low, high, Access.Fetch);
  }

  /** Place where the value can be read, or 0. */
  load(low: number, high: number, size: number): number {
    if (straddles(low, size)) return this.#straddle(low, high, size, Access.Load, undefined);
    const physical = this.#translate(low, high, Access.Load);
    if (physical < 0) return 0;
    const place = this.#mmu.enter(low, high, Access.Load, physical);
    if (place !== 0) return place;
    return this.#loadDevice(physical, size) ? this.#bounce : this.#fail(Cause.LoadAccess, low, high);
  }

  /** Place where the value can be written, or 0. What is not plain memory is written at once. */
  store(low: number, high: number, size: number, valueLow: number, valueHigh: number): number {
    if (straddles(low, size)) return this.#straddle(low, high, size, Access.Store, [valueLow, valueHigh]);
    const physical = this.#translate(low, high, Access.Store);
    if (physical < 0) return 0;
    const place = this.#mmu.enter(low, high, Access.Store, physical);
    if (place !== 0) return place;
    const done = this.#storeDevice(physical, size, valueLow, valueHigh);
    return done ? this.#bounce : this.#fail(Cause.StoreAccess, low, high);
  }

  /** For LR (`Access.Load`), SC and AMOs: the place of the operand, or 0. It must be aligned and in RAM. */
  atomic(low: number, high: number, size: number, access: Access): number {
    if ((low & (size - 1)) === 0) return this.#ram(low, high, access);
    return this.#fail(access === Access.Load ? Cause.LoadMisaligned : Cause.StoreMisaligned, low, high);
  }

  /** Place of an address that must be RAM. */
  #ram(low: number, high: number, access: Access): number {
    const physical = this.#translate(low, high, access);
    if (physical < 0) return 0;
    const place = this.#mmu.enter(low, high, access, physical);
    return place !== 0 ? place : this.#fail(accessFault[access], low, high);
  }

  /** The physical address, or a negative number when an exception is pending. */
  #translate(low: number, high: number, access: Access): number {
    const physical = this.#mmu.translate(low, high, access);
    if (physical < 0) this.#fail((physical === ACCESS_FAULT ? accessFault : pageFault)[access], low, high);
    return physical;
  }

  #fail(cause: number, low: number, high: number): 0 {
    this.pending.cause = cause;
    this.pending.tvalLow = low;
    this.pending.tvalHigh = high;
    return 0;
  }

  /** Each page is checked before any byte moves; the fault of the second one is at its first byte. */
  #straddle(
    low: number,
    high: number,
    size: number,
    access: Access,
    value: readonly [low: number, high: number] | undefined,
  ): number {
    const first = this.#ram(low, high, access);
    if (first === 0) return 0;
    const before = PAGE_SIZE - (low & (PAGE_SIZE - 1));
    const nextLow = (low + before) | 0;
    const second = this.#ram(nextLow, nextLow === 0 ? (high + 1) | 0 : high, access);
    if (second === 0) return 0;
    const { bytes } = this.#memory;
    for (let i = 0; i < size; i++) {
      const place = i < before ? (first >>> 0) + i : (second >>> 0) + i - before;
      if (value === undefined) bytes[this.#bounce + i] = bytes[place]!;
      else bytes[place] = value[i < 4 ? 0 : 1] >>> (8 * (i % 4));
    }
    return this.#bounce;
  }

  /** Time may not move within an instruction, so the clock is looked at once for each. */
  #loadDevice(physical: number, size: number): boolean {
    this.#clock.refresh();
    const index = this.#bounce >>> 2;
    const { words } = this.#memory;
    if (size === 8) {
      const value = this.#bus.read64(physical);
      if (value === undefined) return false;
      [words[index], words[index + 1]] = value;
      return true;
    }
    const value = this.#bus.read(physical, size as 1 | 2 | 4);
    if (value === undefined) return false;
    words[index] = value;
    return true;
  }

  #storeDevice(physical: number, size: number, low: number, high: number): boolean {
    this.#clock.refresh();
    if (size === 8) return this.#bus.write64(physical, low >>> 0, high >>> 0);
    const width = size as 1 | 2 | 4;
    return this.#bus.write(physical, width, width === 4 ? low >>> 0 : low & (2 ** (8 * width) - 1));
  }
}

const straddles = (low: number, size: number): boolean => (low & (PAGE_SIZE - 1)) + size > PAGE_SIZE;
