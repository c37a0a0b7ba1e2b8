/**
 * Cursors over memory: {@link VmReader} and {@link VmWriter}, over untyped frames or over a user's address space.
 *
 * A cursor stands somewhere in a range and moves as it copies. Over frames nothing can fail; over user memory a copy
 * ends at the first byte that the user could not have accessed, and says where.
 */
import { Bytes } from '@racho/bytes';
import { checkInteger, OstdError } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import { checkKey, KEY } from '../key.ts';
import { PAGE_SIZE, pageOffset, startOf, vaddr, virtualPageOf, type Paddr, type Ppn, type Vaddr } from './address.ts';
import type { FramePool } from './frame-pool.unsafe.ts';
import type { PageTable } from './page-table.unsafe.ts';
import type { PhysicalMemory } from './physical-memory.unsafe.ts';

/** How far a copy came: `done` bytes, and the address of the byte that stopped it, if one did. */
export interface Copied {
  readonly done: number;
  readonly fault?: Vaddr;
}

/** Finds the bytes at `address` of the range, up to the end of the page; `undefined` where access is denied. */
type Locate = (address: number) => Paddr | undefined;

/** A position in a range, and the walk over its pages. */
class Cursor {
  readonly #locate: Locate;
  #at: number;
  readonly #end: number;

  constructor(locate: Locate, start: number, length: number) {
    this.#locate = locate;
    this.#at = start;
    this.#end = start + length;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  skip(count: number): void {
    checkInteger('count', count, 0, this.remaining);
    this.#at += count;
  }

  accessible(): number {
    let at = this.#at;
    while (at < this.#end && this.#locate(at) !== undefined) at += PAGE_SIZE - pageOffset(at);
    return Math.min(at, this.#end) - this.#at;
  }

  /** Calls `copy` for each contiguous piece of the next `length` bytes, and moves on behind what was copied. */
  advance(length: number, copy: (address: Paddr, offset: number, length: number) => void): Copied {
    const wanted = Math.min(length, this.remaining);
    let done = 0;
    while (done < wanted) {
      const address = this.#locate(this.#at);
      if (address === undefined) return { done, fault: vaddr(this.#at) };
      const piece = Math.min(wanted - done, PAGE_SIZE - pageOffset(this.#at));
      copy(address, done, piece);
      done += piece;
      this.#at += piece;
    }
    return { done };
  }
}

/** Checks a slice of `bytes` given by offset and length, to its end if there is none; gives the length. */
function checkSlice(bytes: Bytes, offset: number, length: number | undefined): number {
  if (!Bytes.is(bytes)) throw new OstdError('E_ARGUMENT', 'the buffer is not Bytes');
  checkInteger('offset', offset, 0, bytes.length);
  const wanted = length ?? bytes.length - offset;
  checkInteger('length', wanted, 0, bytes.length - offset);
  return wanted;
}

let makeReader: (memory: PhysicalMemory, cursor: Cursor) => VmReader;

/** Reads memory in order. */
export class VmReader {
  readonly #memory: PhysicalMemory;
  readonly #cursor: Cursor;

  private constructor(key: symbol, memory: PhysicalMemory, cursor: Cursor) {
    checkKey(key);
    this.#memory = memory;
    this.#cursor = cursor;
    Object.freeze(this);
  }

  static {
    makeReader = (memory, cursor) => new VmReader(KEY, memory, cursor);
  }

  /** Bytes between the cursor and the end of its range. */
  get remaining(): number {
    return this.#cursor.remaining;
  }

  /** How many of the remaining bytes can be accessed before the first that cannot. Nothing is moved. */
  accessible(): number {
    return this.#cursor.accessible();
  }

  /** Moves on by `count` bytes without touching them. */
  skip(count: number): void {
    this.#cursor.skip(count);
  }

  /** Fills `length` bytes of `into` from `offset`, or as many as remain or can be read. */
  read(into: Bytes, offset = 0, length?: number): Copied {
    return this.#cursor.advance(checkSlice(into, offset, length), (address, done, piece) => {
      // SAFETY: `locate` gives addresses in frames that its check just found live and untyped, or that the user may read
      // now, up to the end of the page (S5); `checkSlice` has bounded the other side.
      this.#memory.copyOut(address, into, offset + done, piece);
    });
  }
}
freezeClass(VmReader);

let makeWriter: (memory: PhysicalMemory, cursor: Cursor) => VmWriter;

/** Writes memory in order. */
export class VmWriter {
  readonly #memory: PhysicalMemory;
  readonly #cursor: Cursor;

  private constructor(key: symbol, memory: PhysicalMemory, cursor: Cursor) {
    checkKey(key);
    this.#memory = memory;
    this.#cursor = cursor;
    Object.freeze(this);
  }

  static {
    makeWriter = (memory, cursor) => new VmWriter(KEY, memory, cursor);
  }

  /** Bytes between the cursor and the end of its range. */
  get remaining(): number {
    return this.#cursor.remaining;
  }

  /** How many of the remaining bytes can be accessed before the first that cannot. Nothing is moved. */
  accessible(): number {
    return this.#cursor.accessible();
  }

  /** Moves on by `count` bytes without touching them. */
  skip(count: number): void {
    this.#cursor.skip(count);
  }

  /** Writes `length` bytes of `from` from `offset`, or as many as fit or can be written. */
  write(from: Bytes, offset = 0, length?: number): Copied {
    return this.#cursor.advance(checkSlice(from, offset, length), (address, done, piece) => {
      // SAFETY: as in `read`; only untyped frames are ever located, so no typed frame changes (S1).
      this.#memory.copyIn(address, from, offset + done, piece);
    });
  }

  /** Writes `byte` (0 … 255) `length` times. */
  fill(byte: number, length: number): Copied {
    checkInteger('byte', byte, 0, 255);
    checkInteger('length', length, 0, Number.MAX_SAFE_INTEGER);
    return this.#cursor.advance(length, (address, _done, piece) => {
      // SAFETY: as in `write`.
      this.#memory.fill(address, piece, byte);
    });
  }
}
freezeClass(VmWriter);

/** Frames of one kind that follow one another, from `first` on. */
export interface FrameRange {
  readonly pool: FramePool;
  readonly kind: 'untyped' | 'dma';
  readonly first: Ppn;
  /** Bytes. */
  readonly length: number;
}

/** A reader over frames, as long as `check` does not throw. */
export function readFrames({ pool, kind, first, length }: FrameRange, check: () => void): VmReader {
  return makeReader(pool.memory[kind], new Cursor(frames(first, check), 0, length));
}

export function writeFrames({ pool, kind, first, length }: FrameRange, check: () => void): VmWriter {
  return makeWriter(pool.memory[kind], new Cursor(frames(first, check), 0, length));
}

/** A reader over user memory as `table` has it at each moment. The range lies in the user's half. */
export function readUser(pool: FramePool, table: () => PageTable, start: Vaddr, length: number): VmReader {
  return makeReader(pool.memory.untyped, new Cursor(user(table, 'readable'), start, length));
}

export function writeUser(pool: FramePool, table: () => PageTable, start: Vaddr, length: number): VmWriter {
  return makeWriter(pool.memory.untyped, new Cursor(user(table, 'writable'), start, length));
}

/** Frames from `first` on, as long as `check` does not throw. */
function frames(first: Ppn, check: () => void): Locate {
  return (offset) => {
    check();
    return (startOf(first) + offset) as Paddr;
  };
}

/** User memory as the page table has it now; a kernel mapping is never user memory. */
function user(table: () => PageTable, right: 'readable' | 'writable'): Locate {
  return (address) => {
    const pages = table();
    const mapping = pages.query(virtualPageOf(address as Vaddr));
    return mapping !== undefined && mapping.user && mapping[right] ? pages.translate(address as Vaddr) : undefined;
  };
}
