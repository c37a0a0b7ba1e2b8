/** For tests: what must hold of a system's frames and address spaces whatever its kernel has tried. */
import { expect } from 'vitest';
import { current } from '../context.ts';
import { USER_END, virtualPageOf, type Ppn, type Vaddr } from '../mm/address.ts';
import { isLive, partsOf, type VmSpace } from '../mm/vm-space.ts';

/** S2: what users can reach is live, untyped, and counted at least as often as it is mapped. */
export function checkInvariants(spaces: readonly VmSpace[]): void {
  const { table: frames } = current().frames;
  const mapped = new Map<Ppn, number>();
  for (const space of spaces.filter((each) => isLive(each))) {
    const { table } = partsOf(space);
    for (const { target, user } of table.range(virtualPageOf(0 as Vaddr), virtualPageOf(USER_END))) {
      expect(user).toBe(true);
      mapped.set(target, (mapped.get(target) ?? 0) + 1);
    }
  }
  for (const [page, times] of mapped) {
    expect(frames.kindOf(page)).toBe('untyped');
    expect(frames.references(page)).toBeGreaterThanOrEqual(times);
  }
}

/** Frames that are in use or free. It never changes: no frame is lost half way between the two (S6). */
export function accountedFrames(): number {
  const { table, free } = current().frames;
  let used = 0;
  for (let i = 0; i < table.count; i++) if (table.references((table.first + i) as Ppn) > 0) used++;
  return used + free;
}
