/**
 * The rows of a hart's TLB in a snapshot. They are a cache, but one that can be noticed: a guest that clears A or D bits, or changes
 * entries, and fences later (or never) goes on with what was cached, and so must the guest that was restored.
 */
import type { GuestMemory } from '../memory.ts';
import { EMPTY_TAG, TLB_ROW_BYTES, TLB_ROWS, TLB_SET_BYTES } from './layout.ts';

const PAGE_SIZE = 4096;
/** Rows of a set's three tables, which follow one another. */
const SET_ROWS: number = 3 * TLB_ROWS;

/** Byte offset of a row that is counted through all sets. */
const offsetOf = (row: number): number => Math.floor(row / SET_ROWS) * TLB_SET_BYTES + (row % SET_ROWS) * TLB_ROW_BYTES;

/** Of a row here: its number, counted through all sets, both halves of the page's virtual address, and the physical one. */
const SAVED_WORDS = 4;

/** The sets of a hart, and where they are. */
export interface TlbRows {
  /** The whole memory. */
  readonly words: Int32Array;
  readonly memory: GuestMemory;
  /** Byte address of the first set. */
  readonly sets: number;
}

/** The rows that are not empty, of the sets that are not known to have none. */
export function savedRows({ words, memory, sets }: TlbRows, clean: readonly boolean[]): Int32Array {
  const saved: number[] = [];
  clean.forEach((isClean, set) => {
    if (isClean) return;
    for (let row = set * SET_ROWS; row < (set + 1) * SET_ROWS; row++) {
      const at = (sets + offsetOf(row)) >>> 2;
      const [low, high] = [words[at]!, words[at + 1]!];
      // No page begins there, whatever the high half was left at.
      if (low === EMPTY_TAG) continue;
      const place = (low + words[at + 2]!) >>> 0;
      saved.push(row, low, high, place - memory.place(0));
    }
  });
  return Int32Array.from(saved);
}

/**
 * Enters the rows, each of which leads to RAM and is where its address belongs; gives the sets that have some, or `undefined`
 * if one is none. `setCount` is how many sets are in use.
 */
export function loadRows(
  { words, memory, sets }: TlbRows,
  saved: Int32Array,
  setCount: number,
): Set<number> | undefined {
  const used = new Set<number>();
  if (saved.length % SAVED_WORDS !== 0) return undefined;
  for (let i = 0; i < saved.length; i += SAVED_WORDS) {
    const [row, low, high] = [saved[i]!, saved[i + 1]!, saved[i + 2]!];
    const physical = saved[i + 3]! >>> 0;
    const set = Math.floor(row / SET_ROWS);
    const sound = set >= 0 && set < setCount && ((low >>> 12) & (TLB_ROWS - 1)) === row % TLB_ROWS;
    if (!sound || (low | physical) % PAGE_SIZE !== 0 || !memory.contains(physical, PAGE_SIZE)) return undefined;
    const at = (sets + offsetOf(row)) >>> 2;
    words[at] = low;
    words[at + 1] = high;
    words[at + 2] = memory.place(physical) - low;
    used.add(set);
  }
  return used;
}
