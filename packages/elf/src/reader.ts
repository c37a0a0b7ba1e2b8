/** Fields of the file as numbers: each is inside the file and representable, or the file is refused. */
import type { Bytes } from '@racho/bytes';
import { fail, hex } from './error.ts';

/** The address at `offset`. */
export function address(bytes: Bytes, offset: number, what: string): number {
  return (
    bytes.i53(offset) ?? fail('E_ELF_ADDRESS', `${what} 0x${bytes.u64(offset).toString(16)} is not a canonical address`)
  );
}

/** The size, count or file offset at `offset`. */
export function size(bytes: Bytes, offset: number, what: string): number {
  const value = bytes.i53(offset);
  if (value === undefined || value < 0) {
    return fail('E_ELF_ADDRESS', `${what} 0x${bytes.u64(offset).toString(16)} is more than any file or memory has`);
  }
  return value;
}

/** Refuses a range of the file that is not inside it. */
export function within(bytes: Bytes, offset: number, length: number, what: string): void {
  if (offset + length > bytes.length) {
    fail('E_ELF_RANGE', `${what} takes ${length} bytes at ${hex(offset)}, but the file has ${bytes.length}`);
  }
}

/**
 * Strings of one table. Crafted tables have names that overlap each other, so that reading them all takes the square of the
 * file's size; a real one stays far below `budget`.
 */
export class StringTable {
  readonly #table: Bytes;
  #budget: number;

  /** @param fileSize - the names together may be 16 times as long */
  constructor(table: Bytes, fileSize: number) {
    this.#table = table;
    this.#budget = 16 * fileSize;
  }

  /** The string at `offset`, to its NUL. */
  at(offset: number, what: string): string {
    if (offset >= this.#table.length) {
      if (offset === 0) return ''; // a file without a table has no names
      fail('E_ELF_STRING', `the name of ${what} is at ${offset} of a table of ${this.#table.length} bytes`);
    }
    const end = this.#table.indexOf(0, offset);
    if (end < 0) fail('E_ELF_STRING', `the name of ${what} at ${offset} has no end in its table`);
    this.#budget -= end - offset;
    if (this.#budget < 0) fail('E_ELF_STRING', `the names up to that of ${what} take more than 16 times the file`);
    return this.#table.toText(offset, end);
  }
}
