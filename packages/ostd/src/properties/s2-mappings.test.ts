/** S2: U-mode reaches what is mapped now and nothing else, whatever the kernel maps, unmaps and releases. */
import { it } from 'vitest';
import { holdsOfMemory } from '../testing/properties/memory-property.ts';
import { probeOne, FORBIDDEN } from '../testing/properties/user-steps.ts';
import { PAGES } from '../testing/properties/step.ts';

it('holds for U-mode accesses between random changes of the mappings', () => {
  holdsOfMemory({
    runs: 400,
    failures: [],
    weights: {
      ...{ allocate: 2, clone: 1, release: 2, fill: 1, 'create space': 1, 'release space': 1, lie: 1 },
      ...{ map: 8, unmap: 4, protect: 3, 'create user': 1, 'release user': 1, probe: 8 },
    },
    atEnd: () =>
      function* (world) {
        for (const space of world.spaces.filter(({ live }) => live)) {
          for (const page of PAGES) yield* probeOne(space, 'store', page * 4096 + 8, 0x5afen);
          for (const page of PAGES) yield* probeOne(space, 'load', page * 4096 + 8, 0n);
          for (const address of FORBIDDEN) yield* probeOne(space, 'load', address, 0n);
        }
      },
  });
});
