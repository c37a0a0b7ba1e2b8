/** The machine's one WebAssembly memory: harts' state below, guest RAM above; everything by checked physical address. */
import { highOf, lowOf, safeNumber } from './hart/halves.ts';
import { codeMap, ramBase } from './hart/layout.ts';
import type { Fields, Stateful } from './snapshot/fields.ts';
import type { WasmMemory } from './wasm/host.ts';
import { createMemory } from './wasm/host.ts';

/** Where RAM starts in the physical address space, as in QEMU's `virt`. */
export const RAM_START = 0x8000_0000;

const PAGE_SHIFT = 12;
export const PAGE_SIZE: number = 1 << PAGE_SHIFT;

export class GuestMemory implements Stateful {
  readonly wasm: WasmMemory;
  /** Physical address of the first byte of RAM, and bytes. */
  readonly base: number = RAM_START;
  readonly size: number;
  /** Views of the whole memory, hart state included. */
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly #view: DataView;
  /** What to add to a physical address to get its place in the memory; negative. */
  readonly #offset: number;

  /** Called before code that is watched is written, with the place of its page. */
  onCodeWrite: (place: number) => void = () => undefined;
  /** Place of the code map: for each page of RAM whether its code is watched. */
  readonly codeMap: number;
  readonly #code: Uint8Array;
  /** Told when a page becomes watched: no TLB may let stores through to it. */
  onWatch: (place: number) => void = () => undefined;

  /** @param size - bytes of RAM, a multiple of 4096 that ends at 2^32 at most, so that a physical address is a u32 */
  constructor(size: number, harts: number) {
    const pages = size / PAGE_SIZE;
    const start = ramBase(harts, pages);
    this.wasm = createMemory(start + size);
    this.size = size;
    const { buffer } = this.wasm;
    this.codeMap = codeMap(harts);
    this.#code = new Uint8Array(buffer, this.codeMap, pages);
    this.bytes = new Uint8Array(buffer);
    this.words = new Uint32Array(buffer);
    this.#view = new DataView(buffer);
    this.#offset = start - RAM_START;
  }

  /** Whether the range is RAM, all of it. */
  contains(address: number, length: number): boolean {
    const start = address - this.base;
    // Whole numbers of 32 bits, or not in RAM.
    return start >>> 0 === start && length >>> 0 === length && start + length <= this.size;
  }

  /** Place in the memory of a physical address that is known to be RAM. */
  place(address: number): number {
    return address + this.#offset;
  }

  /** The physical address of a place in RAM. */
  physical(place: number): number {
    return (place >>> 0) - this.#offset;
  }

  /** Place in the memory of a range of RAM. Throws RangeError if it is not. */
  checkedPlace(address: number, length: number): number {
    if (!this.contains(address, length)) {
      const range = `${address} … ${address + length}`;
      throw new RangeError(`physical ${range} is not in RAM (${this.base} … ${this.base + this.size})`);
    }
    return address + this.#offset;
  }

  /** From now on a write to the page at `place` is announced, once. */
  watchCode(place: number): void {
    this.#code[(place - this.place(RAM_START)) / PAGE_SIZE] = 1;
    this.onWatch(place);
  }

  unwatchCode(place: number): void {
    this.#code[(place - this.place(RAM_START)) / PAGE_SIZE] = 0;
  }

  /** The number of its page in RAM, for {@link isWatched}. */
  pageOf(address: number): number {
    return (address - RAM_START) >>> PAGE_SHIFT;
  }

  isWatched(page: number): boolean {
    return this.#code[page] === 1;
  }

  /** To be called before RAM is written by other means than these methods. */
  touch(address: number, length: number): void {
    if (length === 0) return;
    const last = this.pageOf(address + length - 1);
    for (let page = this.pageOf(address); page <= last; page++) {
      if (!this.isWatched(page)) continue;
      this.onCodeWrite(this.place(RAM_START + page * PAGE_SIZE));
      this.#code[page] = 0; // now only: where the host's stack ends in the call, the next write announces it again
    }
  }

  /** Place in the memory of a range of RAM that is going to be written. */
  #written(address: number, length: number): number {
    const place = this.checkedPlace(address, length);
    this.touch(address, length);
    return place;
  }

  readU8(address: number): number {
    return this.#view.getUint8(this.checkedPlace(address, 1));
  }
  readU16(address: number): number {
    return this.#view.getUint16(this.checkedPlace(address, 2), true);
  }
  readU32(address: number): number {
    return this.#view.getUint32(this.checkedPlace(address, 4), true);
  }
  writeU8(address: number, value: number): void {
    this.#view.setUint8(this.#written(address, 1), value);
  }
  writeU16(address: number, value: number): void {
    this.#view.setUint16(this.#written(address, 2), value, true);
  }
  writeU32(address: number, value: number): void {
    this.#view.setUint32(this.#written(address, 4), value, true);
  }

  /** A 64-bit two's-complement value. Throws RangeError if it is not a safe integer. */
  readNumber(address: number): number {
    const place = this.checkedPlace(address, 8);
    const value = safeNumber(this.#view.getInt32(place, true), this.#view.getInt32(place + 4, true));
    if (Number.isNaN(value)) throw new RangeError(`the value at ${address} is not exact as a number`);
    return value;
  }

  writeNumber(address: number, value: number): void {
    const place = this.#written(address, 8);
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} for ${address} is not a safe integer`);
    const [low, high] = [lowOf(value), highOf(value)]; // both, before one is there without the other
    this.#view.setInt32(place, low, true);
    this.#view.setInt32(place + 4, high, true);
  }

  copy(to: number, from: number, length: number): void {
    const [target, source] = [this.#written(to, length), this.checkedPlace(from, length)];
    this.bytes.copyWithin(target, source, source + length);
  }

  /** Sets all of RAM to zero, as it is when it is new; that touches every page, so it is not done then. */
  clear(): void {
    this.fill(this.base, this.size, 0);
  }

  fill(address: number, length: number, byte: number): void {
    const place = this.#written(address, length);
    this.bytes.fill(byte, place, place + length);
  }

  /** RAM; the harts have what lies below it. */
  exchange(fields: Fields): void {
    fields.sparse('pages', this.subarray(this.base, this.size));
  }

  /** Bytes of RAM as a view, for copies within this package. */
  subarray(address: number, length: number): Uint8Array {
    const place = this.checkedPlace(address, length);
    return this.bytes.subarray(place, place + length);
  }

  write(address: number, source: Uint8Array): void {
    this.bytes.set(source, this.#written(address, source.length));
  }
}
