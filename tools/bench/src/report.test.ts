/** Ratios and tables of made-up measurements. */
import { expect, test } from 'vitest';
import type { Row } from './measurements.ts';
import { ratioOf } from './ratios.ts';
import { ratiosTable, timesTable } from './report.ts';

const row = (program: string, kind: Row['kind'], walls: Readonly<Record<string, number>>): Row => ({
  program,
  kind,
  size: 1,
  results: Object.entries(walls).map(([contender, wall]) => ({ contender, wall, cpu: wall, memory: 1, walls: [wall] })),
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
