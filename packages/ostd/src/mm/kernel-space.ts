/** The kernel's own address space: its sections, RAM, the finisher, the trampoline, and kernel stacks with guards. */
import {
  KERNEL_STACK_SIZE,
  kernelStackTop,
  MAX_KERNEL_STACKS,
  FINISHER_BASE,
  FINISHER_SIZE,
  TRAMPOLINE,
} from '../arch/layout.ts';
import { pagesAt } from '../arch/sv39.ts';
import { OstdError } from '../error.ts';
import type { KernelImage } from '../image/kernel-image.ts';
import {
  PAGE_SIZE,
  pageOf,
  paddr,
  vaddr,
  virtualPageOf,
  virtualStartOf,
  type Ppn,
  type Vaddr,
  type Vpn,
} from './address.ts';
import type { FramePool } from './frame-pool.unsafe.ts';
import { PageTable, Rights } from './page-table.unsafe.ts';

const STACK_PAGES = KERNEL_STACK_SIZE / PAGE_SIZE;

/** A kernel stack in use: its slot, and where it starts when empty. */
export interface KernelStack {
  readonly slot: number;
  readonly top: Vaddr;
}

export class KernelSpace {
  readonly table: PageTable;
  readonly #frames: FramePool;
  readonly #freeSlots: number[] = [];
  #nextSlot = 0;

  /** Maps everything that exists from boot on. `ram` is all of it, the image included. */
  constructor(frames: FramePool, image: KernelImage, ram: { readonly base: number; readonly size: number }) {
    const table = PageTable.create(frames);
    if (table === undefined) throw new OstdError('E_NO_MEMORY', 'no frame for the kernel page table');
    this.table = table;
    this.#frames = frames;
    for (const { address, size, writable, executable } of image.sections) {
      const rights = Rights.R | (writable ? Rights.W : 0) | (executable ? Rights.X : 0);
      this.#identity(address, address + size, rights);
    }
    this.#identity(image.end, ram.base + ram.size, Rights.R | Rights.W);
    this.#identity(FINISHER_BASE, FINISHER_BASE + FINISHER_SIZE, Rights.R | Rights.W);
    this.#map(virtualPageOf(TRAMPOLINE), image.trampoline, Rights.R | Rights.X | Rights.G, 0);
  }

  /** A mapped stack with an unmapped page below it, or `undefined` when memory is exhausted. */
  allocateStack(): KernelStack | undefined {
    const slot = this.#freeSlots.at(-1) ?? this.#nextSlot;
    if (slot >= MAX_KERNEL_STACKS) return undefined;
    const top = kernelStackTop(slot);
    const lowest = virtualPageOf(vaddr(top - KERNEL_STACK_SIZE));
    let pages = 0;
    try {
      while (pages < STACK_PAGES && this.#mapStackPage((lowest + pages) as Vpn)) pages++;
    } finally {
      // No memory, or the frame allocator has thrown (S6); no hart has run on it yet.
      if (pages < STACK_PAGES) this.#unmapStack(lowest, pages, () => undefined);
    }
    if (pages < STACK_PAGES) return undefined;
    if (this.#freeSlots.pop() === undefined) this.#nextSlot++;
    return { slot, top };
  }

  /** Takes a stack out of use. `fence` makes the harts forget a page before its frame is given back. */
  releaseStack(stack: KernelStack, fence: (address: Vaddr) => void): void {
    this.#unmapStack(virtualPageOf(vaddr(stack.top - KERNEL_STACK_SIZE)), STACK_PAGES, fence);
    this.#freeSlots.push(stack.slot);
  }

  /** `false` when memory is exhausted. */
  #mapStackPage(page: Vpn): boolean {
    const frame = this.#frames.allocate('kernel-stack');
    if (frame === undefined) return false;
    let outcome = 'none';
    try {
      outcome = this.table.map(page, frame, Rights.R | Rights.W);
    } finally {
      if (outcome !== 'mapped') this.#frames.release(frame);
    }
    return outcome === 'mapped';
  }

  #unmapStack(lowest: Vpn, pages: number, fence: (address: Vaddr) => void): void {
    for (let page: number = lowest; page < lowest + pages; page++) {
      const mapping = this.table.unmap(page as Vpn);
      fence(virtualStartOf(page as Vpn));
      if (mapping !== undefined) this.#frames.release(mapping.target);
    }
  }

  /** Maps `start … end` to itself, by the largest pages that fit. */
  #identity(start: number, end: number, rights: number): void {
    let page: number = pageOf(paddr(start));
    const stop = pageOf(paddr(end));
    while (page < stop) {
      const level = [2, 1, 0].find((at) => page % pagesAt(at) === 0 && page + pagesAt(at) <= stop) ?? 0;
      this.#map(page as Vpn, page as Ppn, rights, level);
      page += pagesAt(level);
    }
  }

  #map(page: Vpn, target: Ppn, rights: number, level: number): void {
    const outcome = this.table.map(page, target, rights, level);
    if (outcome !== 'mapped') throw new OstdError('E_NO_MEMORY', `the kernel's page table can't be built: ${outcome}`);
  }
}
