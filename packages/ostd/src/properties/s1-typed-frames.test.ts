/** S1: what ostd keeps in frames of its own changes by ostd alone, wherever the kernel and its users write. */
import { Bytes } from '@racho/bytes';
import { viewOf } from '@racho/bytes/raw';
import { it } from 'vitest';
import { current } from '../context.ts';
import { startOf, type Ppn } from '../mm/address.ts';
import { holdsOfMemory } from '../testing/properties/memory-property.ts';
import { frameBytes } from '../testing/properties/page-walk.ts';
import { same } from '../testing/properties/same.ts';

/** The image, the firmware below it, and the heap; page tables and trap contexts are compared word by word anyway. */
function ownBytes(): Bytes {
  const { table, memory } = current().frames;
  const pages = Array.from({ length: table.count }, (_, i) => (table.first + i) as Ppn);
  const own = pages.filter((page) => ['image', 'heap'].includes(table.kindOf(page) ?? 'none'));
  const bytes = Bytes.alloc(own.length * 4096);
  own.forEach((page, i) => memory[table.kindOf(page)!].copyOut(startOf(page), bytes, i * 4096, 4096));
  return bytes;
}

it('holds for random writes by every way that there is', () => {
  holdsOfMemory({
    runs: 300,
    failures: [],
    weights: {
      ...{ allocate: 2, 'allocate segment': 1, release: 2, fill: 8, 'create space': 1, 'release space': 1, lie: 1 },
      ...{ map: 6, unmap: 2, 'fill user': 8, 'create user': 2, 'release user': 1, 'set register': 4, probe: 6 },
    },
    atEnd: () => {
      const before = ownBytes();
      return function* (world) {
        same('ostd’s own bytes', Buffer.compare(viewOf(ownBytes()), viewOf(before)), 0);
        // What `__restore` and `__alltraps` load into CSRs from a trap context is the same for all users, but for FS.
        const entries = world.liveUsers.map(({ page }) => {
          const context = frameBytes(page);
          return [256, 272, 288].map((offset) => context.u64(offset) & ~0x6000n);
        });
        for (const entry of entries) same('the CSRs of a trap context', entry, entries[0]);
        yield* [];
      };
    },
  });
});
