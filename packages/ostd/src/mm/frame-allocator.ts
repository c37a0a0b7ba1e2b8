/**
 * Which frame to hand out next: a policy, never trusted; {@link FramePool} checks every answer.
 *
 * It is asked in the middle of things, and can use nothing of ostd then (`E_BUSY`). When it throws, the kernel gets `E_ALLOCATOR`, and whoever hears of
 * a panic what was thrown, as its cause.
 */
import type { Ppn } from './address.ts';

export interface FrameAllocator {
  /** An unused frame, or `undefined` when there is none. */
  readonly allocate: () => Ppn | undefined;
  /** `count` neighbouring unused frames, by the first of them. */
  readonly allocateRun: (count: number) => Ppn | undefined;
  /** The frame is unused again. What this throws ends the system. */
  readonly recycle: (page: Ppn) => void;
}

/** Fresh frames in order, recycled ones first, the latest of them at once: the stack allocator of the lineage. */
export function stackAllocator(first: Ppn, end: Ppn): FrameAllocator {
  let fresh: number = first;
  const recycled: Ppn[] = [];
  return {
    allocate: () => recycled.pop() ?? (fresh < end ? (fresh++ as Ppn) : undefined),
    allocateRun: (count) => {
      if (fresh + count <= end) {
        fresh += count;
        return (fresh - count) as Ppn;
      }
      // What is left of the fresh ones may continue a run of recycled ones; they stay the last to be used.
      while (fresh < end) recycled.unshift(fresh++ as Ppn);
      return takeRun(recycled, count);
    },
    recycle: (page) => void recycled.push(page),
  };
}

/** Takes `count` consecutive pages out of `pages`, if it holds them. */
function takeRun(pages: Ppn[], count: number): Ppn | undefined {
  const sorted = [...pages].sort((a, b) => a - b);
  const start = sorted.findIndex((page, i) => (sorted[i + count - 1] ?? Infinity) - page === count - 1);
  if (start < 0) return undefined;
  const taken = new Set(sorted.slice(start, start + count));
  pages.splice(0, pages.length, ...pages.filter((page) => !taken.has(page)));
  return sorted[start];
}
