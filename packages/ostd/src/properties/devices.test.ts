/** S1, S2 and S5 where devices do what they like: reach for anything, answer late, interrupt at any time. */
import { it } from 'vitest';
import { connect, LateDisk } from '../testing/properties/devices.ts';
import { holdsOfMemory } from '../testing/properties/memory-property.ts';
import { ownBytes, unchanged } from '../testing/properties/own-bytes.ts';
import { probeOne } from '../testing/properties/user-steps.ts';

it('holds for devices that reach for anything', () => {
  const disk = new LateDisk();
  holdsOfMemory({
    runs: 200,
    failures: [],
    bench: { machine: { drives: [disk] }, onStop: () => disk.answerSometimes() },
    before: connect,
    weights: {
      ...{ 'allocate for devices': 6, 'release from devices': 3, 'let a device go': 16, 'ring a device': 3 },
      ...{
        allocate: 4,
        release: 2,
        fill: 3,
        'create space': 1,
        'release space': 1,
        'create user': 1,
        'release user': 1,
      },
      ...{ map: 5, unmap: 1, probe: 8, lie: 1 },
    },
    atEnd: () => {
      const before = ownBytes();
      return function* (world) {
        unchanged(before);
        for (const space of world.spaces.filter(({ live }) => live)) {
          for (const page of space.pages.keys()) yield* probeOne(space, 'load', page * 4096, 0n);
        }
      };
    },
  });
});
