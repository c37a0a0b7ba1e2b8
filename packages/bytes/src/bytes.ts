/**
 * `Bytes`: a fixed number of bytes that can be read and written, every index checked, the storage out of reach.
 *
 * Safe code gets no typed array and so no `.buffer`: whoever holds a `Bytes` holds these bytes and nothing beside them.
 * `viewOf` and `wrap` are the way past that for trusted code. They are exported by `raw.ts` only.
 */
import { BytesError } from './error.ts';
import { decode, encode } from './utf8.ts';

/** Unlocks the constructor; not exported, so that only this module makes instances over a storage of its choice. */
const KEY = Symbol('Bytes');

/** More is refused before the host is asked. */
const MAX_LENGTH = 0xffff_ffff;

/** Set in the class, where the private parts can be seen; `viewOf` and `wrap` below call them. */
let storageOf: (bytes: Bytes) => Uint8Array;
let over: (view: Uint8Array) => Bytes;

/**
 * A fixed number of bytes. Multi-byte numbers are little-endian and need no alignment.
 *
 * An index must be an integer in `0 .. length - 1` and a range must have `0 <= start <= end <= length`; nothing is clamped
 * or counted from the end. Anything else throws a `BytesError` and changes nothing.
 */
export class Bytes {
  readonly #view: Uint8Array;

  private constructor(key: symbol, view: Uint8Array) {
    if (key !== KEY || new.target !== Bytes) {
      throw new BytesError(
        'E_BYTES_TYPE',
        'Bytes cannot be constructed or extended; use Bytes.alloc, from, of, fromText',
      );
    }
    this.#view = view;
    Object.freeze(this);
  }

  static {
    storageOf = (bytes) => Bytes.#storage(bytes);
    over = (view) => new Bytes(KEY, view);
  }

  /** `length` zero bytes. */
  static alloc(length: number): Bytes {
    return new Bytes(KEY, allocate(length));
  }

  /** The bytes given, each in 0 .. 255. */
  static of(...values: readonly number[]): Bytes {
    return Bytes.from(values);
  }

  /** A copy of `values`, each in 0 .. 255. */
  static from(values: Iterable<number>): Bytes {
    const list = [...values];
    const view = allocate(list.length);
    list.forEach((value, i) => (view[i] = unsigned(value, 0xff, 'byte')));
    return new Bytes(KEY, view);
  }

  /** `text` in UTF-8; a surrogate without its partner becomes U+FFFD. */
  static fromText(text: string): Bytes {
    return new Bytes(KEY, encode(text));
  }

  /** Two hexadecimal digits a byte, in either case; white space between bytes is ignored. */
  static fromHex(hex: string): Bytes {
    const view = allocate(hex.length >>> 1);
    let length = 0;
    for (let at = 0; at < hex.length;) {
      const high = digit(hex, at);
      if (high < 0 && /\s/.test(hex.charAt(at))) {
        at += 1;
        continue;
      }
      const low = digit(hex, at + 1);
      if (high < 0 || low < 0) {
        throw new BytesError('E_BYTES_HEX', `${JSON.stringify(hex.slice(0, 60))} is not pairs of hexadecimal digits`);
      }
      view[length++] = (high << 4) | low;
      at += 2;
    }
    return new Bytes(KEY, length === view.length ? view : view.slice(0, length));
  }

  /** A new value with the bytes of all `parts` in order. */
  static concat(...parts: readonly Bytes[]): Bytes {
    const views = parts.map((part) => Bytes.#storage(part));
    const joined = allocate(views.reduce((sum, view) => sum + view.length, 0));
    let at = 0;
    for (const view of views) {
      joined.set(view, at);
      at += view.length;
    }
    return new Bytes(KEY, joined);
  }

  /** Whether `value` is a `Bytes` made here: an object that only looks like one is not. */
  static is(value: unknown): value is Bytes {
    return typeof value === 'object' && value !== null && #view in value;
  }

  static #storage(bytes: Bytes): Uint8Array {
    if (!Bytes.is(bytes)) throw new BytesError('E_BYTES_TYPE', `expected Bytes, got ${describe(bytes)}`);
    return bytes.#view;
  }

  get length(): number {
    return this.#view.length;
  }

  /** The byte at `index`. */
  at(index: number): number {
    return this.#view[this.#field(index, 1)]!;
  }

  /** Writes `value` (0 .. 255) at `index`. */
  set(index: number, value: number): void {
    this.#view[this.#field(index, 1)] = unsigned(value, 0xff, 'byte');
  }

  /** The 16-bit number at `offset`. */
  u16(offset: number): number {
    this.#field(offset, 2);
    return this.#view[offset]! | (this.#view[offset + 1]! << 8);
  }

  /** Writes a number in 0 .. 2^16 - 1. */
  setU16(offset: number, value: number): void {
    this.#write(this.#field(offset, 2), 2, unsigned(value, 0xffff, 'u16'));
  }

  /** The 32-bit number at `offset`, unsigned. */
  u32(offset: number): number {
    this.#field(offset, 4);
    return this.#word(offset);
  }

  /** Writes a number in 0 .. 2^32 - 1. */
  setU32(offset: number, value: number): void {
    this.#write(this.#field(offset, 4), 4, unsigned(value, 0xffff_ffff, 'u32'));
  }

  /** The 64-bit number at `offset`, unsigned. Costs a `bigint`; see `i53`. */
  u64(offset: number): bigint {
    this.#field(offset, 8);
    return (BigInt(this.#word(offset + 4)) << 32n) | BigInt(this.#word(offset));
  }

  /** Writes a number in 0 .. 2^64 - 1. */
  setU64(offset: number, value: bigint): void {
    this.#field(offset, 8);
    if (typeof value !== 'bigint' || value < 0n || value >> 64n !== 0n) {
      throw new BytesError('E_BYTES_VALUE', `${String(value)} is not a u64: 0n .. 2n ** 64n - 1n`);
    }
    this.#write(offset, 4, Number(value & 0xffff_ffffn));
    this.#write(offset + 4, 4, Number(value >> 32n));
  }

  /**
   * The 64-bit number at `offset`, signed, where it is a safe integer (|n| < 2^53); `undefined` where it is not.
   * That is how racho holds addresses (the page at the top of the address space is -4096), counts and sizes.
   */
  i53(offset: number): number | undefined {
    this.#field(offset, 8);
    const value = (this.#word(offset + 4) | 0) * 0x1_0000_0000 + this.#word(offset);
    return Number.isSafeInteger(value) ? value : undefined;
  }

  /** Writes a safe integer as a signed 64-bit number. */
  setI53(offset: number, value: number): void {
    this.#field(offset, 8);
    if (!Number.isSafeInteger(value)) {
      throw new BytesError(
        'E_BYTES_VALUE',
        `${String(value)} is not a safe integer; use setU64 for the rest of 64 bits`,
      );
    }
    const high = Math.floor(value / 0x1_0000_0000);
    this.#write(offset, 4, value - high * 0x1_0000_0000);
    this.#write(offset + 4, 4, high >>> 0);
  }

  /** A copy of `start .. end - 1`. */
  slice(start = 0, end: number = this.length): Bytes {
    this.#range(start, end);
    const copy = allocate(end - start);
    copy.set(this.#view.subarray(start, end)); // not `view.slice`: a view of shared memory would share again
    return new Bytes(KEY, copy);
  }

  /** Copies `source[start .. end - 1]` to `this[at ...]`. Overlapping ranges of one value are copied as if at once. */
  copyFrom(source: Bytes, at = 0, start = 0, end: number = Bytes.#storage(source).length): void {
    const from = Bytes.#storage(source);
    source.#range(start, end);
    this.#field(at, end - start);
    this.#view.set(from.subarray(start, end), at);
  }

  /** Writes `value` (0 .. 255) to `start .. end - 1`. */
  fill(value: number, start = 0, end: number = this.length): void {
    this.#range(start, end);
    this.#view.fill(unsigned(value, 0xff, 'byte'), start, end);
  }

  /** Whether `other` has the same length and the same bytes. */
  equals(other: Bytes): boolean {
    const view = Bytes.#storage(other);
    if (view.length !== this.length) return false;
    for (let i = 0; i < view.length; i++) if (this.#view[i] !== view[i]) return false;
    return true;
  }

  /** The first index at or after `from` that holds `byte` (0 .. 255), or -1. */
  indexOf(byte: number, from = 0): number {
    this.#range(from, this.length);
    return this.#view.indexOf(unsigned(byte, 0xff, 'byte'), from);
  }

  /** The bytes `start .. end - 1` read as UTF-8; what is malformed becomes U+FFFD. */
  toText(start = 0, end: number = this.length): string {
    this.#range(start, end);
    return decode(this.#view.subarray(start, end));
  }

  /** Two lower-case hexadecimal digits a byte. */
  toHex(): string {
    return Array.from(this.#view, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /** For messages: the length and the first bytes. */
  toString(): string {
    const head = this.slice(0, Math.min(this.length, 32)).toHex();
    return `Bytes(${this.length})${head && ` ${head}`}${this.length > 32 ? '…' : ''}`;
  }

  *[Symbol.iterator](): Generator<number, void> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }

  /** Checks that `offset .. offset + size - 1` is inside and returns `offset`. */
  #field(offset: number, size: number): number {
    // `Number.isInteger` comes first: it also turns away a string or a bigint from untyped code
    if (!Number.isInteger(offset) || offset < 0 || offset + size > this.#view.length) {
      const what = size === 1 ? `index ${String(offset)}` : `${size} bytes at ${String(offset)}`;
      throw new BytesError('E_BYTES_RANGE', `${what} not within ${this.#view.length} bytes`);
    }
    return offset;
  }

  #range(start: number, end: number): void {
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || start > end || end > this.#view.length) {
      throw new BytesError(
        'E_BYTES_RANGE',
        `range ${String(start)} .. ${String(end)} not within ${this.#view.length} bytes`,
      );
    }
  }

  #word(offset: number): number {
    const view = this.#view;
    return (view[offset]! | (view[offset + 1]! << 8) | (view[offset + 2]! << 16) | (view[offset + 3]! << 24)) >>> 0;
  }

  #write(offset: number, size: number, value: number): void {
    for (let i = 0; i < size; i++) this.#view[offset + i] = value >>> (8 * i);
  }
}

/** @internal See `raw.ts`. */
export function viewOf(bytes: Bytes): Uint8Array {
  return storageOf(bytes);
}

/** @internal See `raw.ts`. */
export function wrap(view: Uint8Array): Bytes {
  if (!(view instanceof Uint8Array)) {
    throw new BytesError('E_BYTES_TYPE', `expected a Uint8Array, got ${describe(view)}`);
  }
  return over(view);
}

Object.freeze(Bytes);
Object.freeze(Bytes.prototype);
Object.freeze((Bytes.prototype[Symbol.iterator] as { readonly prototype?: object }).prototype); // of what it gives

function allocate(length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 0 || length > MAX_LENGTH) {
    throw new BytesError('E_BYTES_LENGTH', `${String(length)} is not a length: an integer in 0 .. ${MAX_LENGTH}`);
  }
  try {
    return new Uint8Array(length);
  } catch {
    throw new BytesError('E_BYTES_LENGTH', `the host has no room for ${length} bytes`);
  }
}

function unsigned(value: number, max: number, kind: string): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new BytesError('E_BYTES_VALUE', `${String(value)} is not a ${kind}: an integer in 0 .. ${max}`);
  }
  return value;
}

function describe(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

/** The value of the hexadecimal digit at `at`, or -1. */
function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  // In ASCII, this bit is all that distinguishes the cases.
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}
