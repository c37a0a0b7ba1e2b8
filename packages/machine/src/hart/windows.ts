/**
 * The windows of a TLB set, one for loads and one for stores: the longest run of pages that lie in the memory one after the other as they
 * do in the address space. Each of them was entered into the TLB, and none has been fenced since, so a window is a row for many pages.
 */
import { highOf, lowOf, pageNumber } from './halves.ts';
import { WINDOW_BYTES, WINDOWS } from './layout.ts';
import { Access } from './page-walk.ts';

/** Offsets in a window: where it starts (i64), how far behind an access may start (i64), what makes an address in it its place (i32). */
export const START = 0;
export const LIMIT = 8;
export const DELTA = 16;
/** What EPOCH was when a checker saw all of the window (i32). */
export const WINDOW_STAMP = 20;
/** Pages; 0 for none (i32). */
const PAGES = 24;

/**
 * Bytes of the longest access, or group of accesses, that one comparison with the limit serves. What starts in the last bytes of a window
 * is looked up in the TLB.
 */
export const WINDOW_SPAN = 256;

const PAGE_SIZE = 4096;

/** How many rows are looked at in each direction for a run that is not the window yet. */
const REACH = 64;

/** A page of the run before a window, or behind it, by its row of the TLB. @returns where it lies in the memory */
export type PlaceOf = (page: number) => number | undefined;

export type WindowAccess = typeof Access.Load | typeof Access.Store;
const kinds: readonly WindowAccess[] = [Access.Load, Access.Store];

export interface Run {
  readonly first: number;
  readonly pages: number;
  /** Where its first byte lies in the memory. */
  readonly place: number;
}

/** Told of a page: its virtual address, and where it lies in the memory. */
export type See = (low: number, high: number, place: number) => void;

/** Offset of a window in its set. */
export const windowOf = (access: WindowAccess): number => WINDOWS + (access === Access.Load ? 0 : WINDOW_BYTES);

export class Windows {
  readonly #words: Int32Array;

  /** @param words - the whole memory */
  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** @param set - address of the set, here and below */
  clear(set: number): void {
    const start = (set + WINDOWS) >>> 2;
    this.#words.fill(0, start, start + (kinds.length * WINDOW_BYTES) / 4);
  }

  run(set: number, access: WindowAccess): Run {
    const window = (set + windowOf(access)) >>> 2;
    const words = this.#words;
    return {
      first: pageNumber(words[window]!, words[window + 1]!),
      pages: words[window + PAGES / 4]!,
      place: (words[window]! + words[window + DELTA / 4]!) >>> 0,
    };
  }

  /** A page was entered, which lies at `place`: the run around it is the window from now on if none is longer. */
  grow(set: number, access: WindowAccess, page: number, place: number, placeOf: PlaceOf): void {
    const window = this.run(set, access);
    const behind = window.first + window.pages;
    const follows = (at: number, known: number | undefined): boolean => known === place + (at - page) * PAGE_SIZE;
    const joins = window.pages > 0 && follows(window.first, window.place);
    if (page >= window.first && page < behind) {
      // Mapped elsewhere without a fence: what the window says is as old as it may be.
      if (!joins) this.#cut(set, access, page);
      return;
    }
    let first = page;
    for (let looked = 0; looked < REACH; looked++) {
      if (joins && behind === first) first = window.first;
      else if (follows(first - 1, placeOf(first - 1))) first -= 1;
      else break;
    }
    let end = page + 1;
    for (let looked = 0; looked < REACH; looked++) {
      if (joins && window.first === end) end = behind;
      else if (follows(end, placeOf(end))) end += 1;
      else break;
    }
    if (end - first > window.pages) {
      this.#write(set, access, { first, pages: end - first, place: place - (page - first) * PAGE_SIZE });
    }
  }

  /** Has each page of a window seen, if that was not done at this epoch. */
  see(set: number, access: WindowAccess, epoch: number, see: See): void {
    const stamp = (set + windowOf(access) + WINDOW_STAMP) >>> 2;
    if (this.#words[stamp] === epoch) return;
    const { first, pages, place } = this.run(set, access);
    for (let i = 0; i < pages; i++) {
      const address = (first + i) * PAGE_SIZE;
      see(lowOf(address), highOf(address), place + i * PAGE_SIZE);
    }
    this.#words[stamp] = epoch;
  }

  /** The page is fenced: what is longer of the run before it and of that behind it stays. */
  forget(set: number, page: number): void {
    for (const access of kinds) this.#cut(set, access, page);
  }

  /** No store may go through to the page at `place` any more. */
  withhold(set: number, place: number): void {
    const window = this.run(set, Access.Store);
    this.#cut(set, Access.Store, window.first + Math.floor((place - window.place) / PAGE_SIZE));
  }

  /** The virtual pages that lead to the page at `place`. */
  *leadingTo(set: number, place: number): Generator<number> {
    for (const access of kinds) {
      const run = this.run(set, access);
      const index = (place - run.place) / PAGE_SIZE;
      if (index >= 0 && index < run.pages) yield run.first + index;
    }
  }

  #cut(set: number, access: WindowAccess, page: number): void {
    const { first, pages, place } = this.run(set, access);
    const before = page - first;
    const behind = pages - before - 1;
    if (before < 0 || behind < 0) return;
    const rest =
      before >= behind
        ? { first, pages: before, place }
        : { first: page + 1, pages: behind, place: place + (before + 1) * PAGE_SIZE };
    this.#write(set, access, rest);
  }

  #write(set: number, access: WindowAccess, { first, pages, place }: Run): void {
    const words = this.#words;
    const window = (set + windowOf(access)) >>> 2;
    const limit = pages === 0 ? 0 : pages * PAGE_SIZE - (WINDOW_SPAN - 1);
    words[window] = lowOf(first * PAGE_SIZE);
    words[window + 1] = highOf(first * PAGE_SIZE);
    words[window + LIMIT / 4] = lowOf(limit);
    words[window + LIMIT / 4 + 1] = highOf(limit);
    words[window + DELTA / 4] = place - lowOf(first * PAGE_SIZE);
    words[window + WINDOW_STAMP / 4] = -1;
    words[window + PAGES / 4] = pages;
  }
}
