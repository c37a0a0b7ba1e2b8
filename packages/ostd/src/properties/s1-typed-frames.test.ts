/** S1: what ostd keeps in frames of its own changes by ostd alone, wherever the kernel and its users write. */
import { it } from 'vitest';
import { holdsOfMemory } from '../testing/properties/memory-property.ts';
import { ownBytes, unchanged } from '../testing/properties/own-bytes.ts';
import { frameBytes } from '../testing/properties/page-walk.ts';
import { same } from '../testing/properties/same.ts';

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
        unchanged(before);
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
