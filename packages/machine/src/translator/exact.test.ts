/** A run is the same however it is executed: interpreted, translated, and translated at once leave equal snapshots, whenever they are taken. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryDisk } from '../devices/backends/memory-disk.ts';
import { coreOf, Machine } from '../machine.ts';
import type { MachineOptions } from '../options.ts';
import { stateOf } from '../snapshot/testing/fields.ts';
import { guestWith, type Fences } from '../snapshot/testing/guest.ts';
import { hartOf, machineFor, setCsr, setPc, setX, MEMORY_MODES } from '../testing.ts';

const MODES = ['off', 'on', 'eager'] as const;

/** Equal, and where they are not, it is said in what. */
function expectSame(machines: readonly Machine[]): void {
  const [first, ...others] = machines.map((machine) => machine.snapshot());
  for (const other of others) if (Buffer.compare(other, first!) !== 0) expect(stateOf(other)).toEqual(stateOf(first!));
}

const regions = (machine: Machine): number => coreOf(machine).translator?.compiled ?? 0;

test.each<[Fences, number]>([
  ['changes', 1],
  ['accesses', 3],
])('with timers, input, IPIs, a disk, floating point, and fences at %s of pages (%i harts at most)', (fences, most) => {
  const steps = fc.array(
    fc.record({
      budget: fc.integer({ min: 1, max: 5000 }),
      input: fc.uint8Array({ maxLength: 20 }),
      look: fc.boolean(),
    }),
    { minLength: 2, maxLength: 8 },
  );
  let translated = 0;
  fc.assert(
    fc.property(guestWith(fences), fc.integer({ min: 1, max: most }), steps, (kernel, harts, happening) => {
      const machines = MODES.map((jit) => {
        const printed: number[] = [];
        const options: MachineOptions = { memory: 8 << 20, harts, clock: 'deterministic', bios: 'none', kernel, jit };
        const drives = [memoryDisk(new Uint8Array(512 * 64))];
        return {
          printed,
          machine: new Machine({ ...options, drives, console: (bytes) => void printed.push(...bytes) }),
        };
      });
      for (const { budget, input, look } of [...happening, { budget: 20_000, input: Uint8Array.of(), look: true }]) {
        const results = machines.map(({ machine, printed }) => {
          machine.send(input);
          return { result: machine.step(budget), printed: [...printed], pc: machine.hart(0).pc };
        });
        for (const result of results) expect(result).toEqual(results[0]);
        if (look) expectSame(machines.map(({ machine }) => machine));
      }
      for (const { machine } of machines) translated += regions(machine);
    }),
    { numRuns: 12 },
  );
  expect(translated).toBeGreaterThan(100);
});

/**
 * A loop over all that regions do: it calls, indexes, loads, stores, multiplies, and changes its own code now and then. The timer's
 * interrupt comes once, at the tick in s8.
 */
const WORK = `
  lla t0, tick
  csrw mtvec, t0
  li t0, 0x80
  csrw mie, t0
  li s1, 0x80200ff8
  lla s2, patch
  lla s3, words
  li s4, 0x2004000
  sd s8, 0(s4)
  csrsi mstatus, 8
again:
  addi a0, a0, 1
  andi t0, a0, 7
  slli t0, t0, 3
  add t1, s1, t0
  sd a0, -8(t1)
  ld a1, 0(s1)
  add a2, a2, a1
  amoadd.w a3, a0, (s1)
patch:
  addi a4, a4, 1
  call leaf
  andi t0, a0, 31
  bnez t0, again
  srli t0, a0, 3
  andi t0, t0, 4
  add t0, t0, s3
  lw t0, 0(t0)
  sw t0, 0(s2)
  fence.i
  j again
leaf:
  mul a5, a0, a2
  bgez a5, 1f
  addi a6, a6, 1
1: ret
  .balign 4
tick:
  csrr t3, mepc
  slli s6, s6, 1
  xor s6, s6, t3
  csrr t3, minstret
  add s7, s7, t3
  li t3, -1
  sd t3, 0(s4)
  mret
words:
  addi a4, a4, 3
  addi a4, a4, -1
`;

test.each(['flat', 'paged'] as const)('with an interrupt at every count (%s)', (mode) => {
  const COUNTS = 400;
  const machines = (['off', 'eager'] as const).map((jit) => machineFor(`${MEMORY_MODES[mode]}${WORK}`, { jit }));
  for (let count = 0; count < COUNTS; count++) {
    for (const machine of machines) {
      const hart = hartOf(machine);
      for (let register = 1; register < 32; register++) setX(hart, register, 0n);
      setCsr(hart, 'mstatus', 0n);
      setPc(hart, 0x8000_0000n);
      // A tick is ten instructions, and each round is one longer than a number of ticks: so it comes at each count there is.
      setX(hart, 24, BigInt(Math.floor(machine.retired / 10) + 3 + Math.floor(count / 10)));
      machine.step(COUNTS + 201);
    }
    const [off, eager] = machines.map((machine) => {
      const { retired, pc, x } = machine.hart(0);
      return { retired, pc, registers: Array.from({ length: 32 }, (_, n) => x(n)) };
    });
    expect(eager, `count ${count}`).toEqual(off);
    // The handler was there.
    expect(off!.registers[23]).toBeGreaterThan(0n);
  }
  expectSame(machines);
  expect(coreOf(machines[1]!).translator!.translations.made(mode)).toBeGreaterThan(5);
});

test('cut into steps at every count', () => {
  const machines = MODES.map((jit) => machineFor(WORK, { jit }));
  for (let count = 1; count < 120; count++) {
    for (const machine of machines) expect(machine.step(count).retired).toBe(count);
    // Not always: with the TLB goes what was counted of how hot code is.
    if (count % 20 === 0) expectSame(machines);
    else expect(new Set(machines.map((machine) => machine.hart(0).pc)).size).toBe(1);
  }
  const [off, , eager] = machines.map(regions);
  expect([off, eager! > 5]).toEqual([0, true]);
});
