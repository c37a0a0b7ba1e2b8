/** Memory accesses that the TLB did not serve: translation, device registers, accesses that straddle two pages. */
import type { Clock } from '../clock.ts';
import type { Touch } from '../debug/points.ts';
import type { Bus } from '../devices/bus.ts';
import { CACHE_BLOCK_SIZE } from '../isa.ts';
import type { GuestMemory } from '../memory.ts';
import type { Probe } from '../debug/probe.ts';
import { Cause } from './cause.ts';
import { BOUNCE } from './layout.ts';
import type { Mmu } from './mmu.ts';
import { Access, ACCESS_FAULT, PAGE_SIZE } from './page-walk.ts';

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

/** In place of a cause: nothing was done, and the instruction is not to be executed now, as a debugger wants to see it. */
export const WITHHELD = -1;

/** What stays behind when an access gives 0: the exception to be taken. */
export interface PendingException {
  cause: number;
  tvalLow: number;
  tvalHigh: number;
}

export class SlowAccess {
  /** A debugger's, while it looks. */
  probe: Probe | undefined;
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
    if (this.probe?.fetches(low, high) === true) return this.#fail(WITHHELD, low, high);
    const place = this.#ram(low, high, 2, Access.Fetch);
    if (place === 0 || this.#mmu.uniform) return place;
    // The second half of a long instruction is asked for here, unless it is in the next page.
    const physical = this.#memory.physical(place);
    const long = (this.#memory.bytes[place >>> 0]! & 3) === 3 && !straddles(low, 4);
    return !long || this.#mmu.permitsFetch(physical + 2, 2) ? place : this.#fail(Cause.FetchAccess, low + 2, high);
  }

  /** Place where the value can be read, or 0. */
  load(low: number, high: number, size: number): number {
    if (this.#withheld('read', low, high, size)) return 0;
    if (straddles(low, size)) return this.#straddle(low, high, size, Access.Load, undefined);
    const physical = this.#translate(low, high, size, Access.Load);
    if (physical < 0) return 0;
    const place = this.#mmu.enter(low, high, Access.Load, physical);
    if (place !== 0) return place;
    return this.#loadDevice(physical, size) ? this.#bounce : this.#fail(Cause.LoadAccess, low, high);
  }

  /** Place where the value can be written, or 0. What is not plain memory is written at once. */
  store(low: number, high: number, size: number, valueLow: number, valueHigh: number): number {
    if (this.#withheld('write', low, high, size)) return 0;
    if (straddles(low, size)) return this.#straddle(low, high, size, Access.Store, [valueLow, valueHigh]);
    const physical = this.#translate(low, high, size, Access.Store);
    if (physical < 0) return 0;
    const place = this.#mmu.enter(low, high, Access.Store, physical);
    if (place !== 0) return place;
    const done = this.#storeDevice(physical, size, valueLow, valueHigh);
    return done ? this.#bounce : this.#fail(Cause.StoreAccess, low, high);
  }

  /** For LR (`Access.Load`), SC and AMOs: the place of the operand, or 0. It must be aligned and in RAM. */
  atomic(low: number, high: number, size: number, access: Access): number {
    if (this.#withheld(access === Access.Load ? 'read' : 'access', low, high, size)) return 0;
    if ((low & (size - 1)) === 0) return this.#ram(low, high, size, access);
    return this.#fail(access === Access.Load ? Cause.LoadMisaligned : Cause.StoreMisaligned, low, high);
  }

  /** A watchpoint comes before everything that the access does, exceptions too (Debug, "Priority of exceptions"). */
  #withheld(touch: Touch, low: number, high: number, size: number): boolean {
    if (this.probe?.touches(touch, low, high, size) !== true) return false;
    this.#fail(WITHHELD, low, high);
    return true;
  }

  /** CBO.ZERO. False if an exception is pending, whose address is that of the operand. */
  zeroBlock(low: number, high: number): boolean {
    if (this.#withheld('write', low & -CACHE_BLOCK_SIZE, high, CACHE_BLOCK_SIZE)) return false;
    const place = this.#ram(low & -CACHE_BLOCK_SIZE, high, CACHE_BLOCK_SIZE, Access.Store);
    if (place === 0) {
      this.pending.tvalLow = low;
      return false;
    }
    this.#memory.bytes.fill(0, place >>> 0, (place >>> 0) + CACHE_BLOCK_SIZE);
    return true;
  }

  /**
   * CBO.INVAL, CBO.CLEAN and CBO.FLUSH: with nothing cached, only whether a load or a store could be made. False if an exception, that
   * of the store, is pending.
   */
  manageBlock(low: number, high: number): boolean {
    const start = low & -CACHE_BLOCK_SIZE;
    return (
      this.#mmu.translate(start, high, CACHE_BLOCK_SIZE, Access.Load) >= 0 ||
      this.#translate(start, high, CACHE_BLOCK_SIZE, Access.Store, low) >= 0
    );
  }

  /** Place of bytes that must be RAM. */
  #ram(low: number, high: number, size: number, access: Access): number {
    const physical = this.#translate(low, high, size, access);
    if (physical < 0) return 0;
    const place = this.#mmu.enter(low, high, access, physical);
    return place !== 0 ? place : this.#fail(accessFault[access], low, high);
  }

  /** The physical address, or a negative number when an exception is pending. */
  #translate(low: number, high: number, size: number, access: Access, tvalLow = low): number {
    const physical = this.#mmu.translate(low, high, size, access);
    if (physical < 0) this.#fail((physical === ACCESS_FAULT ? accessFault : pageFault)[access], tvalLow, high);
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
    const before = PAGE_SIZE - (low & (PAGE_SIZE - 1));
    const first = this.#ram(low, high, before, access);
    if (first === 0) return 0;
    const nextLow = (low + before) | 0;
    const second = this.#ram(nextLow, nextLow === 0 ? (high + 1) | 0 : high, size - before, access);
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
