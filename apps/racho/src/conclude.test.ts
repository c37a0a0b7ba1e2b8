import { expect, it } from 'vitest';
import { guestStatus } from './conclude.ts';

it.each([
  [0, 0],
  [1, 1],
  [42, 42],
  [255, 255],
  [256, 1],
  [257, 1],
  [0x1_0000, 1],
  [-1, 255],
  [-256, 1],
])("ends with %i's low byte, but never hides a failure: %i", (guest, ours) => {
  expect(guestStatus(guest)).toBe(ours);
});
