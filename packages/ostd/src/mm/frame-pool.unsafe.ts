/** Allocation and release of frames: the mechanism around the frame table and an allocator policy. */
import type { Platform } from '../arch/platform.unsafe.ts';
import { ask } from '../context.ts';
import { isObject, OstdError } from '../error.ts';
import { hex, startOf, type Ppn } from './address.ts';
import type { FrameAllocator } from './frame-allocator.ts';
import { PhysicalMemory } from './physical-memory.unsafe.ts';
import { frameKinds, type FrameKind, type FrameTable } from './frame-table.ts';

export class FramePool {
  /** RAM by what its frames hold. */
  readonly memory: Readonly<Record<FrameKind, PhysicalMemory>>;
  readonly table: FrameTable;
  readonly #policy: FrameAllocator;
  readonly #busy: PhysicalMemory;
  #free: number;
  #failure: OstdError | undefined;

  /** @param free - number of frames that `policy` has to give */
  constructor(platform: Platform, table: FrameTable, policy: FrameAllocator, free: number) {
    this.memory = memoryByKind(platform);
    this.#busy = new PhysicalMemory(platform, 'busy');
    this.table = table;
    this.#policy = checkedPolicy(policy);
    this.#free = free;
  }

  /** Unused frames. */
  get free(): number {
    return this.#free;
  }

  /** A zeroed frame that holds `kind`, or `undefined` when memory is exhausted. */
  allocate(kind: FrameKind): Ppn | undefined {
    const page = answerOf(() => this.#policy.allocate());
    if (page === undefined) return undefined;
    if (!Number.isInteger(page)) throw refused(page); // before anything is computed with what may be no number
    this.#take(page, kind);
    return page;
  }

  /** `count` zeroed neighbours. */
  allocateRun(kind: FrameKind, count: number): Ppn | undefined {
    const first = answerOf(() => this.#policy.allocateRun(count));
    if (first === undefined) return undefined;
    if (!Number.isInteger(first)) throw refused(first);
    let taken = 0;
    try {
      for (; taken < count; taken++) this.#take((first + taken) as Ppn, kind);
    } finally {
      // A policy that lies, or a host without stack, gets nothing half done.
      while (taken < count && taken > 0) this.release((first + --taken) as Ppn);
    }
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
    this.#recycle(page);
  }

  /** Throws if the policy has failed where nothing could be done about it. */
  checkPolicy(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Whoever gives frames back goes on to the end, whatever the policy throws (S6); the system ends after that. */
  #recycle(page: Ppn): void {
    try {
      ask(() => {
        this.#policy.recycle(page);
      });
    } catch (cause) {
      const message = `the frame allocator threw when ${hex(startOf(page))} was given back to it`;
      this.#failure ??= new OstdError('E_ALLOCATOR', message, { cause });
    }
  }

  #take(page: Ppn, kind: FrameKind): void {
    if (!this.table.claim(page)) throw refused(page);
    let published = false;
    try {
      // SAFETY: the table has just said that the frame is unused RAM, and that it is ours now.
      this.#busy.clearFrame(page);
      this.table.publish(page, kind);
      this.#free--;
      published = true;
    } finally {
      if (!published) {
        this.table.abandon(page);
        this.#recycle(page);
      }
    }
  }
}

const THREW = 'the frame allocator threw when it was asked for frames';

/** What a policy has thrown, by what the kernel was told instead. */
const causes = new WeakMap<object, unknown>();

/**
 * What the policy throws is the app's, which has made it, and objects of the host's are not for the kernel (S4): that gets an error of ours. It says
 * that the stack has ended, if that may be it, since `whole` must hear of that.
 */
function answerOf<T>(question: () => T): T {
  try {
    return ask(question);
  } catch (cause) {
    const told = cause instanceof RangeError ? new RangeError(THREW) : new OstdError('E_ALLOCATOR', THREW);
    causes.set(told, cause);
    throw told;
  }
}

/** For the app: the exception, with the policy's own as its cause if that is what it stands for. */
export function explained(error: unknown): unknown {
  if (!(error instanceof Error) || !causes.has(error)) return error;
  return new OstdError('E_ALLOCATOR', THREW, { cause: causes.get(error) }); // the kernel has had the other one in its hands
}

function memoryByKind(platform: Platform): FramePool['memory'] {
  const entries = frameKinds.map((kind) => [kind, new PhysicalMemory(platform, kind)] as const);
  return Object.freeze(Object.fromEntries(entries) as Record<FrameKind, PhysicalMemory>);
}

/** Its functions are read once: the policy can't change under the mechanism. */
function checkedPolicy(policy: FrameAllocator): FrameAllocator {
  if (!isObject(policy)) throw new OstdError('E_ALLOCATOR', 'the frame allocator is not an object');
  const { allocate, allocateRun, recycle } = ask(() => {
    const { allocate, allocateRun, recycle } = policy; // which may run code
    return { allocate, allocateRun, recycle };
  });
  if (![allocate, allocateRun, recycle].every((each) => typeof each === 'function')) {
    throw new OstdError('E_ALLOCATOR', 'a frame allocator has the functions allocate, allocateRun and recycle');
  }
  return Object.freeze({ allocate, allocateRun, recycle });
}

function refused(page: Ppn): OstdError {
  const what = Number.isInteger(page) ? hex(startOf(page)) : 'what is no page number';
  return new OstdError('E_ALLOCATOR', `the frame allocator gave ${what}, which is not unused RAM`);
}
