import { expect, it } from 'vitest';
import { geometricMean, median } from './statistics.ts';

it('finds the middle', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => median([])).toThrow(RangeError);
});

it('means ratios geometrically', () => {
  expect(geometricMean([2, 8])).toBeCloseTo(4);
  expect(() => geometricMean([])).toThrow(RangeError);
});
