import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distance, nearest } from './suggest.ts';

it.each([
  ['', '', 0],
  ['trace', '', 5],
  ['trace', 'trace', 0],
  ['trcae', 'trace', 1],
  ['tracer', 'trace', 1],
  ['brace', 'trace', 1],
  ['kitten', 'sitting', 3],
])('distance(%s, %s) is %i', (a, b, expected) => {
  expect(distance(a, b)).toBe(expected);
});

it('is symmetric, and zero for equal words alone', () => {
  const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(distance(a, b)).toBe(distance(b, a));
      expect(distance(a, b) === 0).toBe(a === b);
      expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

const commands = ['demo', 'run', 'machine', 'disasm', 'asm', 'help'];

it.each([
  ['dmeo', 'demo'],
  ['machin', 'machine'],
  ['mach', 'machine'],
  ['disassm', 'disasm'],
  ['rnu', 'run'],
  ['xyzzy', undefined],
  ['', undefined],
])('takes %s for %s', (typed, expected) => {
  expect(nearest(typed, commands)).toBe(expected);
});
