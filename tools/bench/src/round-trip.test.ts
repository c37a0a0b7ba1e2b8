/** What one call takes, from what many and few take. */
import { expect, test } from 'vitest';
import { roundTrip } from './round-trip.ts';

test('is the difference by the difference', () => {
  const result = (time: number): Parameters<typeof roundTrip>[0] => {
    return { contender: 'x', time, cpu: 0, memory: 0, walls: [] };
  };
  // A second more for ten thousands of calls more.
  const { contender, nanoseconds } = roundTrip(result(1.5), result(0.5), 10);
  expect(contender).toBe('x');
  expect(nanoseconds).toBeCloseTo(100_000);
});
