import { expect, test } from 'vitest';
import { decode } from './decoder.ts';
import { encode } from './encoding.ts';
import { expand, expansionTable } from './expansion-table.ts';

test('agrees with the decoder on all 65536 half-words', () => {
  const table = expansionTable();
  expect(table.length).toBe(0x1_0000);
  const wrong: string[] = [];
  for (let half = 0; half < 0x1_0000; half++) {
    const decoded = (half & 3) === 3 ? undefined : decode(half);
    const wanted = decoded === undefined ? 0 : encode(decoded.instruction, decoded.operands);
    if (table[half] !== wanted || expand(half) !== wanted) wrong.push(half.toString(16));
  }
  expect(wrong).toEqual([]);
});

test('belongs to the caller', () => {
  expansionTable().fill(0);
  expect(expand(0x1141)).toBe(0xff01_0113);
});

test('expand looks at 16 bits only', () => {
  expect(expand(0x1_1141)).toBe(expand(0x1141));
});
