/** Insight is told the truth: counts add up, listings name every instruction, and a wrong translation is found where it is. */
import { describe, expect, test } from 'vitest';
import { instructionNamed, type Instruction } from '@racho/isa';
import { coreOf } from '../machine.ts';
import { compile } from '../wasm/host.ts';
import { image, machineFor, PASS } from '../testing.ts';
import type { Region } from '../translator/plan/region.ts';
import { contains, findDivergence, listingOf, TranslationCounts, type TranslationObserver } from './index.ts';

const ROUNDS = 40_000;
const source = `
  li s0, ${ROUNDS}
  li s1, 0x80100000
  li s2, 0x10000005
again:
  addi a0, a0, 3
  sd a0, 0(s1)
  ld a1, 0(s1)
  xor a2, a2, a1
device:
  lbu a3, 0(s2)
system:
  csrr a4, mscratch
  addi s0, s0, -1
  bnez s0, again
  ${PASS}`;

describe('counts', () => {
  const counts = new TranslationCounts();
  const machine = machineFor(source, { jit: 'on', observer: counts });
  const { retired } = machine.step(1e6);
  const { report } = counts;

  test('are of all regions', () => {
    const { translator } = coreOf(machine);
    expect(report).toMatchObject({ regions: translator!.compiled, dropped: translator!.translations.dropped });
    expect(report.instructions).toBeGreaterThan(4);
    expect(report.bytes).toBeGreaterThan(report.regions * 100);
    expect(report.milliseconds).toBeGreaterThan(0);
  });

  test('tell why regions are left', () => {
    const count = (cause: string, instruction?: string): number =>
      report.exits.find((exit) => exit.cause === cause && exit.instruction === instruction)?.count ?? 0;
    // Each round leaves before the device, unless it is interpreted.
    expect(count('memory', 'lbu')).toBeGreaterThan(ROUNDS / 2);
    expect(report.exits.reduce((sum, exit) => sum + exit.count, 0)).toBe(report.entries);
    expect(report.hottest.reduce((sum, entry) => sum + entry.count, 0)).toBe(report.entries);
  });

  test('tell how much of the run was translated', () => {
    // Five of the eight instructions of a round come before the device.
    expect(report.retired).toBeGreaterThan((retired * 3) / 8);
    expect(report.retired).toBeLessThan(retired);
  });

  test('are all in translated code where nothing else is needed', () => {
    const all = new TranslationCounts();
    const loop = machineFor('1: addi a0, a0, 1\n j 1b', { jit: 'on', observer: all });
    loop.step(2e6);
    expect(all.report.retired).toBeGreaterThan(1_980_000);
    // One slice after the other ends for want of fuel.
    expect(all.report.exits).toEqual([{ cause: 'fuel', count: all.report.entries }]);
    expect(all.report.hottest).toMatchObject([{ pc: 0x8000_0000 }]);
  });

  test('change nothing', () => {
    const plain = machineFor(source, { jit: 'on' });
    plain.step(1e6);
    expect(Buffer.compare(plain.snapshot(), machine.snapshot())).toBe(0);
  });
});

test('an observer’s limits are read when the machine is made, and never in the middle of a run', () => {
  let reads = 0;
  const limits = { pages: 4, get instructions() { return ++reads; } }; // prettier-ignore
  const nothing = (): void => undefined;
  const observer = { entered: nothing, left: nothing, compiled: nothing, dropped: nothing };
  const machine = machineFor('1: addi a0, a0, 1\n j 1b', {
    jit: 'eager',
    observer: { ...observer, limits: Object.create(limits) as typeof limits },
  });
  machine.step(1000);
  expect(reads).toBe(1);
  for (const wrong of [0, -1, 1.5, NaN, '1', undefined]) {
    const options = { observer: { ...observer, limits: { pages: 4, instructions: wrong as number } } };
    expect(() => machineFor('nop', options)).toThrow(expect.objectContaining({ code: 'E_CONFIG' }));
  }
});

test('an observer must have all that is called', () => {
  const partial = { entered: () => undefined } as unknown as TranslationObserver;
  expect(() => machineFor('nop', { observer: partial })).toThrow('observer has no left, compiled, dropped');
});

const silent: TranslationObserver = {
  entered: () => undefined,
  left: () => undefined,
  compiled: () => undefined,
  dropped: () => undefined,
};

test.each(['entered', 'left', 'compiled', 'dropped', 'substitute'] as const)(
  'what an observer throws comes out of a run that is whole: %s',
  (member) => {
    const own = new Error('mine');
    const observer: TranslationObserver = {
      ...silent,
      [member]: () => {
        throw own;
      },
    };
    const machine = machineFor(source, { jit: 'eager', observer });
    const plain = machineFor(source, { jit: 'eager' });
    const thrown: unknown[] = [];
    const step = (budget: number): void => {
      try {
        machine.step(budget);
      } catch (error) {
        thrown.push(error);
      }
    };
    plain.step(1000);
    step(1000);
    // A write by who is no hart drops all that was translated; nothing is thrown in the middle of it.
    for (const each of [machine, plain]) coreOf(each).write(0x8000_0000, each.readMemory(0x8000_0000, 64));
    plain.step(5000);
    while (machine.retired < plain.retired) step(plain.retired - machine.retired);
    expect(thrown.length).toBeGreaterThan(0);
    expect(thrown.every((error) => error === own)).toBe(true);
    expect(Buffer.compare(plain.snapshot(), machine.snapshot())).toBe(0);
  },
);

test('a listing has each instruction, and its module is one', () => {
  const regions: Region[] = [];
  const observer = {
    ...silent,
    compiled: (made: { regions: readonly Region[] }) => void regions.push(...made.regions),
  };
  machineFor(source, { jit: 'eager', observer }).step(200);
  const found = regions.find((region) => region.entry > 0x8000_0000);
  const listing = listingOf(found!);
  expect([...listing.instructions.values()]).toContain('xor a2,a2,a1');
  for (const pc of listing.instructions.keys()) expect(contains(found!, pc)).toBe(true);
  expect(contains(found!, 0x8000_0001)).toBe(false);
  expect(() => compile(listing.module)).not.toThrow();
  // Each address stands in it as a constant that is dropped.
  for (const pc of listing.instructions.keys()) {
    const low = [0x42, (pc & 0x7f) | 0x80, ((pc >>> 7) & 0x7f) | 0x80];
    const at = listing.module.findIndex((_, i) => low.every((byte, j) => listing.module[i + j] === byte));
    expect(at, pc.toString(16)).toBeGreaterThan(0);
  }
});

describe('a divergence', () => {
  const or = instructionNamed('or')!;
  /** Makes `xor` what `or` is. */
  const wrong = (row: Instruction): Instruction => (row.name === 'xor' ? { ...row, semantics: or.semantics } : row);
  const start = (jit: 'off' | 'on' | 'eager', observer: TranslationObserver) => {
    const machine = machineFor(source, { jit, observer });
    return { machine, step: (budget: number) => machine.step(budget) };
  };
  const expected = () => start('off', silent);

  test.each(['on', 'eager'] as const)('is found at the instruction (%s)', (jit) => {
    const actual = (observer: TranslationObserver) => start(jit, Object.assign(observer, { substitute: wrong }));
    const found = findDivergence({ expected, actual, limit: 60_000 })!;
    expect(found.suspects.map((pc) => machineFor(source).readMemory(pc, 4))).toEqual([image('xor a2, a2, a1')]);
    expect(found.trail.map(({ pc }) => Number(pc))).toContain(found.suspects[0]);
    expect(found.differences.map(({ place }) => place)).toEqual(['hart 0 a2']);
    expect(found.trail.length).toBeGreaterThan(4);
  });

  test('is none of a right translation', () => {
    const actual = (observer: TranslationObserver) => start('eager', observer);
    expect(findDivergence({ expected, actual, limit: 30_000 })).toBeUndefined();
  });
});
