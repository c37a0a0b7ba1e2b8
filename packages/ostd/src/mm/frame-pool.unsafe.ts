/** Allocation and release of frames: the mechanism around the frame table and an allocator policy. */
import { OstdError } from '../error.ts';
import { hex, startOf, type Ppn } from './address.ts';
import type { FrameAllocator } from './frame-allocator.ts';
import type { PhysicalMemory } from './physical-memory.unsafe.ts';
import type { FrameKind, FrameTable } from './frame-table.ts';

export class FramePool {
  readonly memory: PhysicalMemory;
  readonly table: FrameTable;
  readonly #policy: FrameAllocator;
  #free: number;

  /** @param free - number of frames that `policy` has to give */
  constructor(memory: PhysicalMemory, table: FrameTable, policy: FrameAllocator, free: number) {
    this.memory = memory;
    this.table = table;
    this.#policy = policy;
    this.#free = free;
  }

  /** Unused frames. */
  get free(): number {
    return this.#free;
  }

  /** A zeroed frame that holds `kind`, or `undefined` when memory is exhausted. */
  allocate(kind: FrameKind): Ppn | undefined {
    const page = this.#policy.allocate();
    if (page !== undefined) this.#take(page, kind);
    return page;
  }

  /** `count` zeroed neighbours. */
  allocateRun(kind: FrameKind, count: number): Ppn | undefined {
    const first = this.#policy.allocateRun(count);
    if (first === undefined) return undefined;
    if (!Number.isInteger(first)) throw refused(first); // before anything is computed with what may be no number
    for (let i = 0; i < count; i++) this.#take((first + i) as Ppn, kind);
    return first;
  }

  /** One handle more on the frame. */
  retain(page: Ppn): void {
    this.table.retain(page);
  }

  /** Gives up one handle on the frame; the last one makes it unused. */
  release(page: Ppn): void {
    if (!this.table.release(page)) return;
    this.#free++;
    this.#policy.recycle(page);
  }

  #take(page: Ppn, kind: FrameKind): void {
    if (!this.table.claim(page)) throw refused(page);
    this.#free--;
    // SAFETY: the table has just said that the frame is unused RAM, and that it is ours now.
    this.memory.clearFrame(page);
    this.table.publish(page, kind);
  }
}

function refused(page: Ppn): OstdError {
  const what = Number.isInteger(page) ? hex(startOf(page)) : 'what is no page number';
  return new OstdError('E_ALLOCATOR', `the frame allocator gave ${what}, which is not unused RAM`);
}
