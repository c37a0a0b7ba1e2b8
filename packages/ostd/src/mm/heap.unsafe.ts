/**
 * Kernel memory in pieces smaller than a frame: a slab for each power of two, over typed frames.
 *
 * What the S-mode code or the firmware must reach by address lives here, such as the console's buffer.
 */
import type { Bytes } from '@racho/bytes';
import { checkInteger, OstdError } from '../error.ts';
import { hex, PAGE_SIZE, pageOf, startOf, type Paddr, type Ppn } from './address.ts';
import type { FramePool } from './frame-pool.unsafe.ts';

const SMALLEST = 16;

/** A frame cut into pieces of one size. */
interface Slab {
  readonly pieceSize: number;
  readonly free: number[];
}

export class KernelHeap {
  readonly #frames: FramePool;
  readonly #slabs = new Map<Ppn, Slab>();

  constructor(frames: FramePool) {
    this.#frames = frames;
  }

  /** Frames that the heap holds. */
  get frames(): number {
    return this.#slabs.size;
  }

  /**
   * `size` bytes (1 … 4096), aligned to their power of two and zeroed; `undefined` when memory is exhausted.
   * The kernel maps all RAM at its own address, so this is the virtual address too.
   */
  allocate(size: number): Paddr | undefined {
    checkInteger('size', size, 1, PAGE_SIZE);
    const pieceSize = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(size)));
    const found = this.#withRoom(pieceSize) ?? this.#grow(pieceSize);
    if (found === undefined) return undefined;
    const [page, slab] = found;
    const address = (startOf(page) + slab.free.pop()! * pieceSize) as Paddr;
    // SAFETY: the piece was free, in a frame of kind `heap` that only this heap holds (S1).
    this.#frames.memory.heap.fill(address, pieceSize, 0);
    return address;
  }

  /** Gives back what {@link allocate} gave; anything else, or the same twice, throws `E_HANDLE`. */
  release(address: Paddr): void {
    const { slab, piece } = this.#pieceAt(address);
    slab.free.push(piece);
    if (slab.free.length < PAGE_SIZE / slab.pieceSize) return;
    this.#slabs.delete(pageOf(address));
    this.#frames.release(pageOf(address));
  }

  /** Copies `length` bytes of `source` at `offset` to the start of an allocated piece that is big enough for them. */
  write(address: Paddr, source: Bytes, offset: number, length: number): void {
    const { slab } = this.#pieceAt(address);
    checkInteger('length', length, 0, slab.pieceSize);
    // SAFETY: inside of one allocated piece, in a frame of kind `heap` (S1).
    this.#frames.memory.heap.copyIn(address, source, offset, length);
  }

  /** The slab and the number of the allocated piece at `address`. */
  #pieceAt(address: Paddr): { slab: Slab; piece: number } {
    const page = pageOf(address);
    const slab = this.#slabs.get(page);
    const piece = slab === undefined ? NaN : (address - startOf(page)) / slab.pieceSize;
    if (slab === undefined || !Number.isInteger(piece) || slab.free.includes(piece)) {
      throw new OstdError('E_HANDLE', `${hex(address)} is not an allocated piece of the kernel heap`);
    }
    return { slab, piece };
  }

  #withRoom(pieceSize: number): [Ppn, Slab] | undefined {
    for (const [page, slab] of this.#slabs)
      if (slab.pieceSize === pieceSize && slab.free.length > 0) return [page, slab];
    return undefined;
  }

  #grow(pieceSize: number): [Ppn, Slab] | undefined {
    const page = this.#frames.allocate('heap');
    if (page === undefined) return undefined;
    const slab = { pieceSize, free: Array.from({ length: PAGE_SIZE / pieceSize }, (_, i) => i) };
    this.#slabs.set(page, slab);
    return [page, slab];
  }
}
