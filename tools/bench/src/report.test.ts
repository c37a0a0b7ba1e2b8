/** Ratios and tables of made-up measurements. */
import { expect, test } from 'vitest';
import type { Measurements, Row } from './measurements.ts';
import { ratioOf } from './ratios.ts';
import { comparisonTable, page, ratiosTable, timesTable } from './report.ts';

const row = (program: string, kind: Row['kind'], walls: Readonly<Record<string, number>>): Row => ({
  program,
  kind,
  size: 1,
  results: Object.entries(walls).map(([contender, time]) => ({ contender, time, cpu: time, memory: 1, walls: [] })),
});
const rows = [
  row('a', 'integer', { 'racho-user': 2, qemu: 4, native: 1 }),
  row('b', 'integer', { 'racho-user': 4, qemu: 2, native: 1 }),
  row('c', 'float', { 'racho-user': 1, qemu: 9 }),
];

test('a ratio is how often one time goes into the other, by kind', () => {
  expect(ratioOf(rows, 'integer', 'qemu', 'racho-user')).toEqual({ mean: 1, worst: 0.5, worstProgram: 'b' });
  expect(ratioOf(rows, 'float', 'qemu', 'racho-user')?.mean).toBeCloseTo(9);
  expect(ratioOf(rows, 'float', 'native', 'racho-user')).toBeUndefined();
  expect(ratioOf(rows, 'call', 'qemu', 'racho-user')).toBeUndefined();
});

test('tables have a column for each contender, and say where there is nothing', () => {
  expect(timesTable(rows).split('\n')).toEqual([
    '| seconds | racho-user | qemu | native | M instr/s |',
    '| --- | ---: | ---: | ---: | ---: |',
    '| a | 2.00 | 4.00 | 1.00 | – |',
    '| b | 4.00 | 2.00 | 1.00 | – |',
    '| c | 1.00 | 9.00 | – | – |',
  ]);
  expect(ratiosTable(rows).split('\n').slice(2)).toEqual([
    '| racho-user against qemu | 1.00 (b 0.50) | 9.00 (c 9.00) |',
    '| racho-user against native | 0.35 (b 0.25) | – |',
  ]);
});

test('commits are compared program by program, and kind by kind', () => {
  expect(comparisonTable(rows, 'qemu', 'racho-user').split('\n').slice(2)).toEqual([
    '| a | 2.000 |',
    '| b | 0.500 |',
    '| c | 9.000 |',
    '| all of integer | 1.000 |',
    '| all of float | 9.000 |',
  ]);
});

const facts: Omit<Measurements, 'rows'> = {
  date: '2026-01-01',
  cpu: 'a processor',
  processors: 2,
  commit: 'abc',
  runs: 3,
  clock: 'wall',
  divisor: 1,
  problems: [],
  contenders: [{ name: 'racho-user', version: 'Node v1' }],
  roundTrips: [],
  starts: [],
  linux: [],
};

test('a page says where its numbers come from, and has only what was measured', () => {
  const text = page({ ...facts, rows }, 'npm run bench');
  expect(text).toContain(
    'Made by `npm run bench` on 2026-01-01, of commit abc: 2 processors (a processor), medians of 3.',
  );
  expect(text.match(/^## .*$/gm)).toEqual(['## Goals', '## Times', '## Ratios', '## Memory']);
  expect(page({ ...facts, rows: [] }, '').match(/^## .*$/gm)).toEqual(['## Goals']);
});

test('less work is not set beside goals', () => {
  const text = page({ ...facts, divisor: 20, rows }, '');
  expect(text).toContain('these times say nothing about speed');
  expect(text).not.toContain('## Goals');
});

test('what could not be measured is told', () => {
  expect(page({ ...facts, rows, problems: ['fib: somebody has another result'] }, '')).toContain(
    '## Problems\n\nfib: somebody has another result\n',
  );
});
