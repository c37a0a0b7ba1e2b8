/** Programs of four harts, compared with QEMU. */
import { expect, test } from 'vitest';
import { HARTS, hartsImage, outcome } from './harts.ts';
import { runOnQemu, runOnRacho } from './machines.ts';

test('what four harts make of shared words by AMOs, LR/SC, locks and barriers is what they make on QEMU', async () => {
  for (let index = 0; index < 8; index++) {
    const bytes = hartsImage(index);
    const theirs = outcome(await runOnQemu({ bytes }, ['-smp', `${HARTS}`]));
    const ours = outcome(runOnRacho({ bytes }, HARTS));
    expect(ours, `program ${index}`).toEqual(theirs);
    // All harts saw the same.
    expect(new Set(ours.slice(-HARTS)).size).toBe(1);
  }
});
