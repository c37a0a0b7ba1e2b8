import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, suggestion } from './suggest.ts';

test.each([
  ['', '', 0],
  ['addi', 'addi', 0],
  ['adi', 'addi', 1],
  ['wrod', 'word', 1],
  ['bad', 'add', 2],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
])('%j and %j are %d apart', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

test('the distance is symmetric, and 0 only for equals', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

test('suggests the nearest, and nothing that is far', () => {
  expect(suggestion('addii', ['add', 'addi', 'addiw'])).toBe('; did you mean "addi"?');
  expect(suggestion('xyz', ['add', 'addi'])).toBe('');
  expect(suggestion('x', [])).toBe('');
});
