/** Memory for devices: the only frames that they may reach, and that neither users nor page tables ever have. */
import { checkRunning, whole } from '../context.ts';
import { checkInteger, OstdError } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import { checkKey, KEY } from '../key.ts';
import type { System } from '../system.ts';
import { hex, PAGE_SIZE, pageOf, startOf, type Paddr, type Ppn } from './address.ts';
import type { FrameTable } from './frame-table.ts';
import { readFrames, writeFrames, type FrameRange, type VmReader, type VmWriter } from './vm-io.unsafe.ts';

/** The largest piece: a queue of virtio and its buffers are far below. */
const MOST_PAGES = 1024;

/**
 * Physically contiguous memory that a device and the kernel both see, always in the same state: for queues and buffers. It is zeroed.
 * A device that asks for anything else stops until it is reset, also one that goes on after {@link release}: stop it first.
 */
export class DmaCoherent {
  /** Bytes. */
  readonly size: number;
  readonly #system: System;
  readonly #first: Ppn;
  #live = true;

  private constructor(key: symbol, system: System, first: Ppn, pages: number) {
    checkKey(key);
    this.#system = system;
    this.#first = first;
    this.size = pages * PAGE_SIZE;
    Object.freeze(this);
  }

  /** `pages` pages (1 … 1024), or `undefined` when memory is exhausted. */
  static allocate(pages: number): DmaCoherent | undefined {
    checkInteger('pages', pages, 1, MOST_PAGES);
    return whole((system) => {
      const first = system.frames.allocateRun('dma', pages);
      return first === undefined ? undefined : new DmaCoherent(KEY, system, first, pages);
    });
  }

  /** What a driver tells the device. */
  get paddr(): Paddr {
    return startOf(this.#checked());
  }

  /** A cursor that reads all of it. */
  reader(): VmReader {
    return readFrames(this.#range(), () => this.#checked());
  }

  /** A cursor that writes all of it. */
  writer(): VmWriter {
    return writeFrames(this.#range(), () => this.#checked());
  }

  /** Gives the memory back; no device may use it any more. */
  release(): void {
    const first = this.#checked();
    whole(({ frames }) => {
      this.#live = false;
      for (let page: number = first; page < first + this.size / PAGE_SIZE; page++) frames.release(page as Ppn);
    });
  }

  #range(): FrameRange {
    return { pool: this.#system.frames, kind: 'dma', first: this.#checked(), length: this.size };
  }

  #checked(): Ppn {
    checkRunning(this.#system, 'this DMA memory');
    if (this.#live) return this.#first;
    throw new OstdError('E_HANDLE', `this DMA memory at ${hex(startOf(this.#first))} was released`);
  }
}
freezeClass(DmaCoherent);

/** What devices may reach: frames of kind `dma`, as `frames` has them at each moment. */
export function permitsDma(frames: FrameTable): (address: number, length: number) => boolean {
  return (address, length) => {
    for (let page = pageOf(address as Paddr); startOf(page) < address + length; page = (page + 1) as Ppn) {
      if (frames.kindOf(page) !== 'dma') return false;
    }
    return true;
  };
}
