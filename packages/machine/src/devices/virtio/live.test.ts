/** Whole machines whose guests drive virtio devices by rules and against them, with back-ends of every kind. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coreOf, type Machine } from '../../machine.ts';
import { deeds, scriptOf, type Deed } from '../../testing/hostile-driver.ts';
import { scriptedGuest, wake, ARENA } from '../../testing/scripted-guest.ts';
import { SlowBackends, type Manner } from '../../testing/slow-backends.ts';
import { memoryOf } from '../../testing.ts';
import { CHAIN_BYTES_MAX } from './descriptors.ts';
import { VIRTIO_MMIO_BASE, VIRTIO_MMIO_SIZE } from './mmio.ts';
import { WORK_MAX } from './work.ts';

/** How many times as many runs as usual. */
const LONG = Number(process.env['FUZZ'] ?? 1);

const DEVICES = ['block', 'net', 'console', '9p', 'entropy'];
const NEEDS_RESET = 64;
/** More than any script takes. */
const STEPS_MAX = 10_000;

interface Run {
  readonly machine: Machine;
  readonly backends: SlowBackends;
}

/**
 * Runs the harts' scripts to their ends, in steps of any of these budgets, one after the other. Each step is held to its budget, in
 * bytes that devices move: what harts could execute in it, and what is moved before a device is stopped by the limits.
 */
function run(scripts: readonly (readonly Deed[])[], manners: readonly Manner[], budgets: readonly number[]): Run {
  const backends = new SlowBackends(manners);
  const machine = scriptedGuest(
    scripts.map((script) => scriptOf(script)),
    backends.options,
  );
  let moved = 0;
  // The guest's own code is not theirs to write.
  coreOf(machine).dmaFilter = (address, length) => {
    moved += 64 + length;
    return address >= ARENA;
  };
  let pauses = scripts.reduce((sum, script) => sum + script.filter(({ does }) => does === 'pause').length, 1);
  for (let i = 0; ; i++) {
    if (i > STEPS_MAX) throw new Error('the guest does not come to its end');
    const budget = budgets[i % budgets.length]!;
    moved = 0;
    const { reason, retired } = machine.step(budget);
    expect(retired).toBeLessThanOrEqual(budget);
    expect(moved).toBeLessThanOrEqual(64 * budget + 2 * (WORK_MAX + 3 * CHAIN_BYTES_MAX));
    if (reason === 'budget') continue;
    expect(reason).toBe('idle');
    if (pauses-- === 0) return { machine, backends };
    backends.happen();
    wake(machine);
  }
}

const registersOf = (slot: number): number => VIRTIO_MMIO_BASE + VIRTIO_MMIO_SIZE * slot;
const get = (machine: Machine, slot: number, register: number): number =>
  coreOf(machine).bus.read(registersOf(slot) + register, 4)!;
const set = (machine: Machine, slot: number, register: number, value: number): void =>
  void coreOf(machine).bus.write(registersOf(slot) + register, 4, value);

/** All that a guest and a host can see. */
function seen({ machine, backends }: Run): object {
  const registers = [0x44, 0x60, 0x70, 0xfc];
  return {
    log: backends.log,
    slots: DEVICES.map((_, slot) => registers.map((register) => get(machine, slot, register))),
    harts: coreOf(machine).harts.map(({ id }) => {
      const hart = machine.hart(id);
      return [hart.pc, hart.retired, ...Array.from({ length: 32 }, (_, x) => hart.x(x)), hart.csr('mip')];
    }),
  };
}

/** A request after a reset is served, whatever came before: the device has no other way out of NEEDS_RESET. */
function worksAfterReset({ machine, backends }: Run): void {
  backends.prompt = true;
  // As often as there may be late answers to requests that were waiting for others.
  for (let i = 0; i < 20; i++) {
    backends.answer();
    machine.step(100_000);
  }
  const memory = memoryOf(machine);
  DEVICES.forEach((_, slot) => {
    const [table, driver, device, buffer] = [0, 0x100, 0x200, 0x300].map((offset) => ARENA + offset) as [
      number,
      number,
      number,
      number,
    ];
    const queue = slot === 1 || slot === 2 ? 1 : 0;
    memory.write(table, new Uint8Array(0x2000));
    // What is read asks a disk for nothing, a 9P server for a message of 7 bytes.
    const chain =
      slot === 4
        ? [[2, 32]]
        : [
            [1, 16],
            [2, 64],
          ];
    chain.forEach(([flags, length], i) => {
      memory.writeU32(table + 16 * i, buffer + 0x100 * i);
      memory.writeU32(table + 16 * i + 8, length!);
      memory.writeU32(table + 16 * i + 12, flags! | ((i + 1) << 16));
    });
    memory.writeU32(buffer, slot === 3 ? 7 : 4);
    memory.writeU32(driver, 1 << 16);
    for (const [register, value] of [
      [0x70, 0],
      [0x70, 3],
      [0x24, 1],
      [0x20, 1],
      [0x70, 11],
      [0x30, queue],
      [0x38, 4],
      [0x80, table],
      [0x90, driver],
      [0xa0, device],
      [0x44, 1],
      [0x70, 15],
    ] as const)
      set(machine, slot, register, value);
    machine.step(10);
    expect([DEVICES[slot], get(machine, slot, 0x70), memory.readU32(device) >>> 16]).toEqual([DEVICES[slot], 15, 1]);
  });
}

const manners = fc.array(
  fc.constantFrom<Manner>('now', 'now', 'now', 'twice', 'late', 'late', 'flush', 'never', 'wrong'),
  {
    minLength: 1,
    maxLength: 6,
  },
);
const scripts = fc
  .subarray([0, 1, 2, 3, 4], { minLength: 1, maxLength: 2 })
  .chain((slots) => fc.array(deeds(slots), { minLength: 1, maxLength: 2 }));
const budgets = fc
  .array(fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 300, max: 100_000 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((some) => [...some, 20_000]);

test('any driver, any back-end: steps end, the same comes of any budgets, and a reset helps', () => {
  const stopped = new Set<string>();
  const served = new Set<string>();
  fc.assert(
    fc.property(scripts, manners, budgets, (harts, answers, cut) => {
      const whole = run(harts, answers, [1_000_000]);
      const pieces = run(harts, answers, cut);
      expect(seen(pieces)).toEqual(seen(whole));
      expect(
        Buffer.compare(pieces.machine.readMemory(ARENA, 0x10_0000), whole.machine.readMemory(ARENA, 0x10_0000)),
      ).toBe(0);
      for (const [slot, name] of DEVICES.entries()) {
        if ((get(whole.machine, slot, 0x70) & NEEDS_RESET) !== 0) stopped.add(name);
      }
      for (const line of whole.backends.log) served.add(line.split(' ')[0]!);
      worksAfterReset(pieces);
    }),
    { numRuns: 60 * LONG },
  );
  // By far not only one of the two.
  expect(stopped.size).toBeGreaterThan(1);
  expect(served.size).toBeGreaterThan(3);
});
