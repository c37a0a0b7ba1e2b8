/** Raw bytes of RAM by physical address, in frames of one kind: what the rest of ostd's unsafe files are built on. */
import { viewOf } from '@racho/bytes/raw';
import type { Bytes } from '@racho/bytes';
import type { FrameState, RawMemory, RawWords } from '@racho/machine/raw';
import { rawOf, type Platform } from '../arch/platform.unsafe.ts';
import { PAGE_SIZE, startOf, type Paddr, type Ppn } from './address.ts';

export class PhysicalMemory {
  /** First byte of RAM. */
  readonly base: number;
  /** Bytes of RAM. */
  readonly size: number;
  readonly #raw: RawMemory;

  /** @param state - of all frames that are accessed by this object: a checked machine sees to it */
  constructor(platform: Platform, state: FrameState) {
    // SAFETY: what is narrowed here to frames of one kind is no more than the platform gave.
    this.#raw = rawOf(platform).memory(state);
    this.base = this.#raw.base;
    this.size = this.#raw.size;
  }

  /** Zeroes a frame. */
  clearFrame(page: Ppn): void {
    // SAFETY: the only caller is the pool, on a frame that it has just claimed, so nobody else counts on its bytes.
    this.#raw.fill(startOf(page), PAGE_SIZE, 0);
  }

  /** Copies `length` bytes of RAM into `target` at `offset`. */
  copyOut(from: Paddr, target: Bytes, offset: number, length: number): void {
    // SAFETY: reading breaks no invariant of a frame; callers see to it that the frame is theirs to read (S5).
    this.#raw.copyOut(from, viewOf(target).subarray(offset, offset + length));
  }

  /** Copies `length` bytes of `source` at `offset` to RAM. */
  copyIn(to: Paddr, source: Bytes, offset: number, length: number): void {
    // SAFETY: callers pass addresses in live untyped frames or in frames of their own kind (S1).
    this.#raw.copyIn(to, viewOf(source).subarray(offset, offset + length));
  }

  fill(to: Paddr, length: number, byte: number): void {
    // SAFETY: as `copyIn`.
    this.#raw.fill(to, length, byte);
  }

  /** The 64-bit word at `address` as a number; the caller knows that it is exact. */
  readNumber(address: Paddr): number {
    // SAFETY: as `copyOut`.
    return this.#raw.readNumber(address);
  }

  writeNumber(address: Paddr, value: number): void {
    // SAFETY: as `copyIn`.
    this.#raw.writeNumber(address, value);
  }

  /** `count` 64-bit words from `address` on, in one frame. */
  words(address: Paddr, count: number): RawWords {
    // SAFETY: callers keep them no longer than the frame is theirs, and write as by `copyIn`.
    return this.#raw.words(address, count);
  }

  /** The 64-bit word at `address`, unsigned. */
  readWord(address: Paddr): bigint {
    // SAFETY: as `copyOut`.
    return (BigInt(this.#raw.readU32(address + 4)) << 32n) | BigInt(this.#raw.readU32(address));
  }

  writeWord(address: Paddr, value: bigint): void {
    // SAFETY: as `copyIn`.
    this.#raw.writeU32(address, Number(BigInt.asUintN(32, value)));
    this.#raw.writeU32(address + 4, Number(BigInt.asUintN(32, value >> 32n)));
  }
}
