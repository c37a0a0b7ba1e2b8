import { expect, test } from 'vitest';
import { AsidPool } from './asid-pool.ts';

const ALL = 65_535;

test('numbers are given once, all but the kernel’s 0', () => {
  const pool = new AsidPool();
  const given = Array.from({ length: ALL }, () => pool.take());
  expect([...new Set(given)].sort((a, b) => a! - b!)).toEqual(Array.from({ length: ALL }, (_, i) => i + 1));
  expect(pool.take()).toBeUndefined();
});

test('what is given back is given again, the longest unused first', () => {
  const pool = new AsidPool();
  for (let i = 0; i < ALL; i++) pool.take();
  for (const asid of [7, 3]) pool.give(asid);
  expect([pool.take(), pool.take(), pool.take()]).toEqual([7, 3, undefined]);
});

test('what was never given comes before what was', () => {
  const pool = new AsidPool();
  pool.give(pool.take()!);
  expect(pool.take()).toBe(2);
});
