/** Handles on untyped frames: the only memory that kernel code reads and writes, and that users may have mapped. */
import { current } from '../context.ts';
import { checkInteger, isObject, OstdError } from '../error.ts';
import { hex, PAGE_SIZE, startOf, type Paddr, type Ppn } from './address.ts';
import type { FramePool } from './frame-pool.unsafe.ts';
import { readFrames, writeFrames, type FrameRange, type VmReader, type VmWriter } from './vm-io.unsafe.ts';

let makeUFrame: (pool: FramePool, page: Ppn) => UFrame;

/** The page behind a live handle of `pool`; throws `E_HANDLE` for anything else. */
export let frameOf: (frame: UFrame, pool: FramePool) => Ppn;

/**
 * A handle on one untyped frame. The frame is unused again when the last handle is released and the last mapping of
 * it is gone. A handle is released once; a second time, and any use after, throws `E_HANDLE`.
 */
export class UFrame {
  readonly #pool: FramePool;
  readonly #page: Ppn;
  #live = true;

  private constructor(pool: FramePool, page: Ppn) {
    this.#pool = pool;
    this.#page = page;
    Object.freeze(this);
  }

  static {
    makeUFrame = (pool, page) => new UFrame(pool, page);
    frameOf = (frame, pool) => {
      if (!isObject(frame) || !(#page in frame)) throw new OstdError('E_HANDLE', 'this is not a UFrame');
      if (frame.#pool !== pool) throw new OstdError('E_HANDLE', 'this frame belongs to another system');
      return frame.#checked();
    };
  }

  /** Where the frame is; a number for messages and devices, no power. */
  get paddr(): Paddr {
    return startOf(this.#checked());
  }

  /** A cursor that reads the frame. */
  reader(): VmReader {
    return readFrames(this.#range(), () => this.#checked());
  }

  /** A cursor that writes the frame. */
  writer(): VmWriter {
    return writeFrames(this.#range(), () => this.#checked());
  }

  /** Another handle on the same frame. */
  clone(): UFrame {
    this.#pool.retain(this.#checked());
    return new UFrame(this.#pool, this.#page);
  }

  /** Gives this handle up. */
  release(): void {
    const page = this.#checked();
    this.#live = false;
    this.#pool.release(page);
  }

  #range(): FrameRange {
    return { pool: this.#pool, kind: 'untyped', first: this.#checked(), length: PAGE_SIZE };
  }

  #checked(): Ppn {
    if (!this.#live) throw new OstdError('E_HANDLE', `this handle on frame ${hex(startOf(this.#page))} was released`);
    return this.#page;
  }
}

/** How to allocate frames. They come zeroed. */
export const FrameAllocOptions: {
  /** One frame, or `undefined` when memory is exhausted. */
  readonly allocFrame: () => UFrame | undefined;
  /** `count` physically contiguous frames (1 … 65536), in order, or `undefined`. */
  readonly allocSegment: (count: number) => readonly UFrame[] | undefined;
  /** Unused frames. */
  readonly free: () => number;
} = Object.freeze({
  allocFrame: () => {
    const pool = current().frames;
    const page = pool.allocate('untyped');
    return page === undefined ? undefined : makeUFrame(pool, page);
  },
  allocSegment: (count: number) => {
    checkInteger('count', count, 1, 65_536);
    const pool = current().frames;
    const first = pool.allocateRun('untyped', count);
    if (first === undefined) return undefined;
    return Object.freeze(Array.from({ length: count }, (_, i) => makeUFrame(pool, (first + i) as Ppn)));
  },
  free: () => current().frames.free,
});
