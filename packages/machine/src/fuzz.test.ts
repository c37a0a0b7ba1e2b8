import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attach, RunExit } from './raw.ts';
import { hartOf, setCsr } from './testing.ts';
import { randomGuest } from './testing/random-guest.ts';

// Whatever is in memory, the machine goes on: no exception, no hang, and counts that add up.

const SIZE = 8 << 20;
/** Where every piece of random code is translated, which takes its time, fewer seeds must do. */
const ENOUGH = { interruptAfterTimeLimit: 20_000 };

test('random memory in any mode never throws, and every step ends', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const machine = randomGuest(seed, { memory: SIZE });
      for (let i = 0; i < 5; i++) {
        const before = machine.retired;
        const result = machine.step(5000);
        expect(result.retired).toBeLessThanOrEqual(5000);
        expect(machine.retired).toBe(before + result.retired);
        expect(machine.hart(0).x(0)).toBe(0n);
        expect([0, 1, 3]).toContain(machine.hart(0).privilege);
        expect(machine.hart(0).pc & 1n).toBe(0n);
      }
    }),
    { numRuns: 60, ...ENOUGH },
  );
});

test('random S-mode memory under the firmware and a supervisor never throws', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const machine = randomGuest(seed, { memory: SIZE, bios: 'sbi' });
      const { harts } = attach(machine);
      const hart = hartOf(machine);
      setCsr(hart, 'medeleg', 0xb1ffn);
      setCsr(hart, 'mideleg', 0x222n);
      setCsr(hart, 'mie', 0n);
      hart.csrs.privilege = 1;
      hart.mmu.update();
      for (let i = 0; i < 20; i++) {
        const exit = harts[0]!.run(1000);
        expect(Object.values(RunExit)).toContain(exit);
        // With all of it delegated, M-mode is the firmware's alone.
        expect(machine.hart(0).privilege).toBeLessThan(3);
        if (exit === RunExit.Gate) harts[0]!.setArgument(0, i);
      }
    }),
    { numRuns: 40, ...ENOUGH },
  );
});
