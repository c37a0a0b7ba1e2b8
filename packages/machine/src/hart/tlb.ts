/**
 * The TLB as JavaScript fills it: a set of tables for each context (an address space at a privilege, SUM and MXR), so that
 * changing `satp` or the privilege selects other tables and flushes nothing.
 */
import { pageNumber, toNumber } from './halves.ts';
import {
  EMPTY_TAG,
  FETCH_ROWS,
  LOAD_ROWS,
  REGIME_ASIDS,
  REGIME_BITS,
  REGIME_ROW_BYTES,
  REGIMES,
  STORE_ROWS,
  TLB_ROW_BYTES,
  TLB_ROWS,
  TLB_SET_BYTES,
  TLB_SETS,
  TLBS,
  WINDOWS,
} from './layout.ts';
import { satpAsid } from './satp.ts';
import type { Regime } from './page-walk.ts';
import { Access } from './page-walk.ts';
import { Windows, type WindowAccess } from './windows.ts';

/** Sets of the identity, which no fence concerns: physical addresses as PMP lets M-mode access them, and the others. */
const MACHINE_SET = 0;
const BARE_SET = 1;

/** The first one of a context. */
const FIRST_SET = 2;

interface Context extends Regime {
  /** Index of its set. */
  readonly set: number;
  /** The page numbers between which superpages were entered: rows of one of their pages are not all there is to flush. */
  superFirst: number;
  superEnd: number;
}

const tableOf: Readonly<Record<Access, number>> = {
  [Access.Load]: LOAD_ROWS,
  [Access.Store]: STORE_ROWS,
  [Access.Fetch]: FETCH_ROWS,
};

const rowBytes = (page: number): number => (page & (TLB_ROWS - 1)) * TLB_ROW_BYTES;

const noSuperpages = { superFirst: Infinity, superEnd: -Infinity };

const sameRegime = (a: Regime, b: Regime): boolean =>
  a.satpLow === b.satpLow && a.satpHigh === b.satpHigh && a.user === b.user && a.sum === b.sum && a.mxr === b.mxr;

/** Told that a page's translation is forgotten by the set between two addresses: its jump table must not lead there. */
export type OnFence = (page: number, start: number, end: number) => void;

const PAGE_SIZE = 4096;

export class Tlb {
  readonly #words: Int32Array;
  readonly windows: Windows;
  readonly #onFence: OnFence;
  /** Byte address of the sets in `words`' memory. */
  readonly #sets: number;
  readonly #contexts: Context[] = [];
  /** Which sets have nothing but empty rows. Others are cleared when they are next given away. */
  readonly #clean: boolean[] = [];
  /** The set that is given away next. */
  #victim = FIRST_SET;

  /** @param words - the whole memory; `base` is the hart's */
  constructor(words: Int32Array, base: number, onFence: OnFence) {
    this.#words = words;
    this.windows = new Windows(words);
    this.#onFence = onFence;
    this.#sets = base + TLBS;
    this.reset();
  }

  reset(): void {
    const regimes = (this.#sets - TLBS + REGIMES) >>> 2;
    this.#words.fill(0, regimes, regimes + ((REGIME_ASIDS << REGIME_BITS) * REGIME_ROW_BYTES) / 4);
    this.#contexts.length = 0;
    this.#victim = FIRST_SET;
    this.#clean.length = 0;
    this.#clear(MACHINE_SET);
    this.#clear(BARE_SET);
  }

  /** Address of the set for untranslated accesses by M-mode, or by S- and U-mode. */
  bare(machine: boolean): number {
    return this.#address(machine ? MACHINE_SET : BARE_SET);
  }

  /** Forgets everything, as a change of PMP wants. */
  flushAll(): void {
    this.#clear(MACHINE_SET);
    this.#clear(BARE_SET);
    this.flush(undefined, undefined);
  }

  /** Address of the set for a regime that translates, new and empty if it has none. Generated code knows it from now on. */
  select(regime: Regime): number {
    const known = this.#contexts.find((context) => sameRegime(context, regime));
    const address = this.#address(known?.set ?? this.#allocate(regime));
    const row = this.#regimeRow(regime);
    this.#words[row] = regime.satpLow;
    this.#words[row + 1] = regime.satpHigh;
    this.#words[row + 2] = address;
    return address;
  }

  /** Index of the row of `REGIMES` that the regime may have. */
  #regimeRow({ satpHigh, user, sum, mxr }: Regime): number {
    const key = ((satpAsid(satpHigh) & (REGIME_ASIDS - 1)) << REGIME_BITS) | user | (sum << 1) | (mxr << 2);
    return (this.#sets - TLBS + REGIMES + key * REGIME_ROW_BYTES) >>> 2;
  }

  /** Enters a page: `place` is where the virtual address `low`, `high` lies in the memory; `level` that of its leaf. */
  enter(setAddress: number, access: Access, low: number, high: number, place: number, level: number): void {
    const page = pageNumber(low, high);
    const row = (setAddress + tableOf[access] + rowBytes(page)) >>> 2;
    this.#words[row] = low & -4096;
    this.#words[row + 1] = high;
    this.#words[row + 2] = place - low;
    const set = (setAddress - this.#sets) / TLB_SET_BYTES;
    this.#clean[set] = false;
    const context = this.#contexts[set - FIRST_SET];
    if (context === undefined) return;
    // Regions look at windows in U-mode only.
    if (access !== Access.Fetch && context.user === 1) {
      this.#growWindows(setAddress, access, page, place - (low & (PAGE_SIZE - 1)));
    }
    if (level === 0) return;
    const pages = 512 ** level;
    const first = Math.floor(page / pages) * pages;
    context.superFirst = Math.min(context.superFirst, first);
    context.superEnd = Math.max(context.superEnd, first + pages);
  }

  #growWindows(setAddress: number, access: WindowAccess, page: number, place: number): void {
    const placeOf = (at: number): number | undefined => this.#placeOf(setAddress, access, at);
    this.windows.grow(setAddress, access, page, place, placeOf);
    // What may be written may be read, and has been accessed.
    if (access === Access.Store) this.windows.grow(setAddress, Access.Load, page, place, placeOf);
  }

  /** Where a page lies in the memory, by its row; `undefined` if it has none. */
  #placeOf(setAddress: number, access: Access, page: number): number | undefined {
    const words = this.#words;
    const row = (setAddress + tableOf[access] + rowBytes(page)) >>> 2;
    const known = words[row] !== EMPTY_TAG && pageNumber(words[row]!, words[row + 1]!) === page;
    return known ? (words[row]! + words[row + 2]!) >>> 0 : undefined;
  }

  /** Code may be led to from the set's jump table, whether a row of its page is there or not. */
  lead(setAddress: number): void {
    this.#clean[(setAddress - this.#sets) / TLB_SET_BYTES] = false;
  }

  /** The place of a virtual address, or 0 if its page is not there. */
  find(setAddress: number, access: Access, low: number, high: number): number {
    const row = (setAddress + tableOf[access] + rowBytes(pageNumber(low, high))) >>> 2;
    const words = this.#words;
    return words[row] === (low & -4096) && words[row + 1] === (high | 0) ? (words[row + 2]! + low) >>> 0 : 0;
  }

  /** Pages of the longer one of a set's windows. */
  windowPages(setAddress: number): number {
    return Math.max(...[Access.Load, Access.Store].map((access) => this.windows.run(setAddress, access).pages));
  }

  /** SFENCE.VMA: forgets translations, of one address space or all, of one page (by its number) or all. May forget more. */
  flush(asid: number | undefined, page: number | undefined): void {
    for (const context of this.#contexts) {
      if (asid !== undefined && satpAsid(context.satpHigh) !== asid) continue;
      if (page === undefined || (page >= context.superFirst && page < context.superEnd)) {
        this.#clear(context.set);
        Object.assign(context, noSuperpages);
      } else {
        this.#clearPage(context.set, page);
      }
    }
  }

  /** Lets no store through to the page at `place` any more. */
  withhold(place: number): void {
    const words = this.#words;
    for (let set = 0; set < TLB_SETS; set++) {
      if (this.#clean[set] !== false) continue;
      this.windows.withhold(this.#address(set), place);
      const first = (this.#address(set) + STORE_ROWS) >>> 2;
      for (let row = first; row < first + TLB_ROWS * 4; row += 4) {
        if (words[row] !== EMPTY_TAG && (words[row]! + words[row + 2]!) >>> 0 === place) words[row] = EMPTY_TAG;
      }
    }
  }

  /** The virtual pages that lead to the page at `place`, and whether it is users who are led there. For a checker. */
  *leadingTo(place: number): Generator<{ readonly address: number; readonly user: boolean }> {
    const words = this.#words;
    for (const { set, user } of this.#contexts) {
      if (this.#clean[set] !== false) continue;
      for (const table of [LOAD_ROWS, STORE_ROWS, FETCH_ROWS]) {
        const first = (this.#address(set) + table) >>> 2;
        for (let row = first; row < first + TLB_ROWS * 4; row += 4) {
          if (words[row] === EMPTY_TAG || (words[row]! + words[row + 2]!) >>> 0 !== place) continue;
          yield { address: toNumber(words[row]!, words[row + 1]!), user: user === 1 };
        }
      }
      for (const page of this.windows.leadingTo(this.#address(set), place)) {
        yield { address: page * PAGE_SIZE, user: user === 1 };
      }
    }
  }

  /** Sets are given away in turn; the one before the last can never be the one in use. */
  #allocate(regime: Regime): number {
    const set = this.#victim;
    this.#victim = set + 1 < TLB_SETS ? set + 1 : FIRST_SET;
    this.#clear(set);
    // Contexts lie in the order of their sets.
    const before = this.#contexts[set - FIRST_SET];
    if (before !== undefined) {
      const row = this.#regimeRow(before) + 2;
      if (this.#words[row] === this.#address(set)) this.#words[row] = 0;
    }
    this.#contexts[set - FIRST_SET] = { ...regime, set, ...noSuperpages };
    return set;
  }

  #address(set: number): number {
    return this.#sets + set * TLB_SET_BYTES;
  }

  #clear(set: number): void {
    if (this.#clean[set] === true) return;
    this.#clean[set] = true;
    const start = this.#address(set) >>> 2;
    this.#words.fill(EMPTY_TAG, start, start + (WINDOWS >>> 2));
    this.windows.clear(this.#address(set));
  }

  #clearPage(set: number, page: number): void {
    const address = this.#address(set);
    for (const table of [LOAD_ROWS, STORE_ROWS, FETCH_ROWS]) {
      this.#words[(address + table + rowBytes(page)) >>> 2] = EMPTY_TAG;
    }
    this.windows.forget(address, page);
    this.#onFence(page * PAGE_SIZE, address, address + TLB_SET_BYTES);
  }
}
