/** 64-bit words of RAM that lie together in a page, by their index: checked once where they are, and then as cheap as an array. */
import { highOf, lowOf, safeNumber } from './hart/halves.ts';
import { PAGE_SIZE, type GuestMemory } from './memory.ts';

/** For who looks at them all the time. */
export interface RawWords {
  /** The signed value, or NaN if it is not a safe integer. */
  readonly read: (index: number) => number;
  /** A safe integer, else RangeError. */
  readonly write: (index: number, value: number) => void;
}

/** Throws RangeError if there is no such word. */
export function checkIndex(index: number, count: number): void {
  if (index >>> 0 !== index || index >= count) throw new RangeError(`no word ${index}; there are ${count}`);
}

/** Throws RangeError unless it is a multiple of 8 in RAM, and the words end in its page. */
export function checkWords(memory: Pick<GuestMemory, 'base' | 'size'>, address: number, count: number): void {
  const start = address - memory.base;
  const inPage = start % 8 === 0 && count >= 0 && (start % PAGE_SIZE) + 8 * count <= PAGE_SIZE;
  if (!inPage || start < 0 || start + 8 * count > memory.size) {
    throw new RangeError(`${count} words at ${address} are not in a page of RAM`);
  }
}

export function wordsOf(memory: GuestMemory, address: number, count: number): RawWords {
  checkWords(memory, address, count);
  const first = memory.place(address) >>> 2;
  const halves = new Int32Array(memory.wasm.buffer).subarray(first, first + 2 * count);
  const page = memory.pageOf(address);
  return Object.freeze({
    read: (index: number) => {
      checkIndex(index, count);
      return safeNumber(halves[2 * index]!, halves[2 * index + 1]!);
    },
    write: (index: number, value: number) => {
      checkIndex(index, count);
      if (memory.isWatched(page)) memory.touch(address + 8 * index, 8);
      if ((value | 0) === value) {
        halves[2 * index] = value;
        halves[2 * index + 1] = value >> 31;
        return;
      }
      if (!Number.isSafeInteger(value)) throw new RangeError(`${value} for word ${index} is not a safe integer`);
      const low = lowOf(value);
      const high = highOf(value); // both, before one is there without the other
      halves[2 * index] = low;
      halves[2 * index + 1] = high;
    },
  });
}
