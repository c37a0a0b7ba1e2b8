/** Handles on untyped frames: the only memory that kernel code reads and writes, and that users may have mapped. */
import { checkRunning, current, whole } from '../context.ts';
import { checkInteger, isObject, OstdError } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import { checkKey, KEY } from '../key.ts';
import type { System } from '../system.ts';
import { hex, PAGE_SIZE, startOf, type Paddr, type Ppn } from './address.ts';
import { readFrames, writeFrames, type FrameRange, type VmReader, type VmWriter } from './vm-io.unsafe.ts';

let makeUFrame: (system: System, page: Ppn) => UFrame;

/** The page behind a live handle of the running system; throws `E_HANDLE` for anything else. */
export let frameOf: (frame: UFrame) => Ppn;

/**
 * A handle on one untyped frame. The frame is unused again when the last handle is released and the last mapping of
 * it is gone. A handle is released once; a second time, and any use after, throws `E_HANDLE`.
 */
export class UFrame {
  readonly #system: System;
  readonly #page: Ppn;
  #live = true;

  private constructor(key: symbol, system: System, page: Ppn) {
    checkKey(key);
    this.#system = system;
    this.#page = page;
    Object.freeze(this);
  }

  static {
    makeUFrame = (system, page) => new UFrame(KEY, system, page);
    frameOf = (frame) => {
      if (!isObject(frame) || !(#page in frame)) throw new OstdError('E_HANDLE', 'this is not a UFrame');
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
    const page = this.#checked();
    return whole((system) => {
      system.frames.retain(page);
      return new UFrame(KEY, system, page);
    });
  }

  /** Gives this handle up. */
  release(): void {
    const page = this.#checked();
    whole(({ frames }) => {
      this.#live = false;
      frames.release(page);
    });
  }

  #range(): FrameRange {
    return { pool: this.#system.frames, kind: 'untyped', first: this.#checked(), length: PAGE_SIZE };
  }

  #checked(): Ppn {
    checkRunning(this.#system, 'this frame');
    if (!this.#live) throw new OstdError('E_HANDLE', `this handle on frame ${hex(startOf(this.#page))} was released`);
    return this.#page;
  }
}
freezeClass(UFrame);

/** How to allocate frames. They come zeroed. */
export const FrameAllocOptions: {
  /** One frame, or `undefined` when memory is exhausted. */
  readonly allocFrame: () => UFrame | undefined;
  /** `count` physically contiguous frames (1 … 65536), in order, or `undefined`. */
  readonly allocSegment: (count: number) => readonly UFrame[] | undefined;
  /** Unused frames. */
  readonly free: () => number;
} = Object.freeze({
  allocFrame: () =>
    whole((system) => {
      const page = system.frames.allocate('untyped');
      return page === undefined ? undefined : makeUFrame(system, page);
    }),
  allocSegment: (count: number) => {
    checkInteger('count', count, 1, 65_536);
    return whole((system) => {
      const first = system.frames.allocateRun('untyped', count);
      if (first === undefined) return undefined;
      return Object.freeze(Array.from({ length: count }, (_, i) => makeUFrame(system, (first + i) as Ppn)));
    });
  },
  free: () => current().frames.free,
});
