/** S5: what is read or written through one address space is its own, or a frame that both have mapped. */
import { it } from 'vitest';
import { holdsOfMemory } from '../testing/properties/memory-property.ts';
import { probeOne } from '../testing/properties/user-steps.ts';

it('holds for several spaces that share some frames, and come and go', () => {
  holdsOfMemory({
    runs: 300,
    failures: [],
    weights: {
      ...{ allocate: 3, clone: 1, release: 1, 'create space': 4, 'release space': 2 },
      ...{ map: 12, unmap: 2, protect: 1, 'fill user': 6, 'read user': 6, probe: 10 },
    },
    atEnd: () =>
      function* (world) {
        // Every page of every space is found with its own bytes, one space right after the other.
        const pages = [...new Set(world.spaces.flatMap((space) => [...space.pages.keys()]))];
        for (const page of pages) {
          for (const space of world.spaces.filter(({ live }) => live)) yield* probeOne(space, 'load', page * 4096, 0n);
        }
      },
  });
});
