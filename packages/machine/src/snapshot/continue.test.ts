import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryDisk } from '../devices/backends/memory-disk.ts';
import { overlayDisk } from '../devices/backends/overlay-disk.ts';
import { seededEntropy } from '../devices/backends/entropy.ts';
import { Machine } from '../machine.ts';
import { randomGuest } from '../testing/random-guest.ts';
import { stateOf } from './testing/fields.ts';
import { guest } from './testing/guest.ts';

// A machine that was restored goes on as the one that was saved would have: same console, same state, at every later point.

const MEMORY = 8 << 20;
const SECTORS = 64;
/** How many times as many runs as usual. */
const LONG = Number(process.env['FUZZ'] ?? 1);

/** What happens from outside between two steps. */
interface Step {
  readonly budget: number;
  readonly input: Uint8Array;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ budget: fc.integer({ min: 1, max: 3000 }), input: fc.uint8Array({ maxLength: 20 }) }),
  { minLength: 2, maxLength: 8 },
);

class Run {
  readonly machine: Machine;
  readonly printed: number[];

  constructor(make: (console: (bytes: Uint8Array) => void) => Machine, printed: readonly number[] = []) {
    this.printed = [...printed];
    this.machine = make((bytes) => this.printed.push(...bytes));
  }

  do({ budget, input }: Step): unknown {
    this.machine.send(input);
    return this.machine.step(budget);
  }
}

const diskKinds = { memory: memoryDisk, overlay: (bytes: Uint8Array) => overlayDisk(memoryDisk(bytes)) };

/** `start` makes the machine of two runs, one of which is saved and restored after `at` steps. */
function compare(
  start: (console: (bytes: Uint8Array) => void) => Machine,
  restore: (snapshot: Uint8Array, console: (bytes: Uint8Array) => void) => Machine,
  happening: readonly Step[],
  at: number,
): void {
  const straight = new Run(start);
  const saved = new Run(start);
  for (const step of happening.slice(0, at)) expect(straight.do(step)).toEqual(saved.do(step));
  const snapshot = saved.machine.snapshot();
  const restored = new Run((console) => restore(snapshot, console), saved.printed);
  const machines = [straight, saved, restored];
  for (const step of [undefined, ...happening.slice(at)]) {
    const [result, ...results] = machines.map((run) => (step === undefined ? undefined : run.do(step)));
    for (const other of results) expect(other).toEqual(result);
    // That empties the TLB, which a guest that leaves out fences may notice: so it is done to all of them.
    const [state, ...states] = machines.map(({ machine }) => machine.snapshot());
    for (const other of states) {
      if (Buffer.compare(other, state!) !== 0) expect(stateOf(other)).toEqual(stateOf(state!));
    }
    expect(restored.printed).toEqual(straight.printed);
  }
}

test.each(['memory', 'overlay'] as const)('with timers, input, IPIs, entropy and a disk (%s)', (kind) => {
  fc.assert(
    fc.property(guest, fc.integer({ min: 1, max: 3 }), steps, fc.nat(), (kernel, harts, happening, at) => {
      const back = () => ({ drives: [diskKinds[kind](new Uint8Array(512 * SECTORS))], entropy: seededEntropy(5) });
      compare(
        (console) =>
          new Machine({ memory: MEMORY, harts, clock: 'deterministic', bios: 'none', kernel, console, ...back() }),
        (snapshot, console) => Machine.restore(snapshot, { console, ...back() }),
        happening,
        at % happening.length,
      );
    }),
    { numRuns: 8 * LONG },
  );
});

test('with random code in every mode, and page tables that nobody fences', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 3 }), steps, fc.nat(), (seed, harts, happening, at) => {
      compare(
        (console) => randomGuest(seed, { memory: MEMORY, harts, console }),
        (snapshot, console) => Machine.restore(snapshot, { console }),
        happening,
        at % happening.length,
      );
    }),
    { numRuns: 8 * LONG },
  );
});
