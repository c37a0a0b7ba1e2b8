/** The goals, by made-up measurements. */
import { expect, test } from 'vitest';
import { goals, verdict, type Goal } from './goals.ts';
import type { Measurements, Row, Start } from './measurements.ts';

const row = (program: string, kind: Row['kind'], walls: Readonly<Record<string, number>>): Row => ({
  program,
  kind,
  size: 1,
  results: Object.entries(walls).map(([contender, time]) => ({ contender, time, cpu: time, memory: 1, walls: [] })),
});
const start: Start = {
  contender: 'racho-user',
  helloCpu: 0.25,
  nodeCpu: 0.05,
  helloWall: 0.3,
  helloMemory: 90,
  nodeMemory: 40,
  boot: 0.02,
  bootInstructions: 300,
};
const measured: Measurements = {
  date: '2026-01-01',
  cpu: 'a processor',
  processors: 2,
  commit: 'abc',
  runs: 1,
  clock: 'wall',
  divisor: 1,
  problems: [],
  contenders: [],
  rows: [
    row('a', 'integer', {
      'racho-user': 2,
      'racho-bare': 1,
      native: 1,
      'qemu-user-7.2': 1,
      'qemu-user-10': 4,
      'qemu-system-10': 3,
    }),
    row('b', 'integer', {
      'racho-user': 2,
      'racho-bare': 1,
      native: 0.25,
      'qemu-user-7.2': 4,
      'qemu-user-10': 4,
      'qemu-system-10': 3,
    }),
    row('c', 'float', { 'racho-user': 1, 'qemu-user-10': 5 }),
  ],
  roundTrips: [{ contender: 'racho-user', nanoseconds: 123 }],
  starts: [start],
  linux: [{ contender: 'racho-user', on: 5, off: 10, instructions: 1e9 }],
};

test('each is computed from what it names', () => {
  const values = goals.map(({ value }) => value(measured, ''));
  const expected = [1, 2, 0.5, 4, 3, 5, 123, 200, 2];
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  expect(values).toHaveLength(expected.length);
});

test('nothing is made up for what was not measured', () => {
  const empty = { ...measured, rows: [], roundTrips: [], starts: [], linux: [] };
  for (const { value } of goals) expect(value(empty, '')).toBeUndefined();
  for (const { value } of goals) expect(value(measured, '-node24')).toBeUndefined();
});

test('a mark that is just reached is reached', () => {
  const goal = (better: Goal['better'], floor: number | undefined, target: number, stretch: number): Goal => {
    return { what: '', digits: 0, unit: '', better, floor, target, stretch, value: () => undefined };
  };
  const verdicts = (each: Goal, ...values: readonly number[]): string[] => values.map((value) => verdict(each, value));
  expect(verdicts(goal('higher', 1, 2, 3), 0.9, 1, 2, 3)).toEqual(['missed', 'floor', 'target', 'stretch']);
  expect(verdicts(goal('lower', 3, 2, 1), 3.1, 3, 2, 1)).toEqual(['missed', 'floor', 'target', 'stretch']);
  expect(verdicts(goal('higher', undefined, 2, 3), 0)).toEqual(['floor']);
});

test('marks rise towards what is better', () => {
  for (const { what, better, floor, target, stretch } of goals) {
    const marks = [floor ?? target, target, stretch];
    expect([what, ...marks]).toEqual([what, ...marks.toSorted((a, b) => (better === 'higher' ? a - b : b - a))]);
  }
});
