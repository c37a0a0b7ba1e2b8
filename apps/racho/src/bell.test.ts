import { expect, it, vi } from 'vitest';
import { Bell } from './bell.ts';

it('wakes who waits', async () => {
  const bell = new Bell();
  const wait = bell.wait(undefined);
  bell.ring();
  await expect(wait).resolves.toBeUndefined();
});

it('does not lose a ring that comes before the wait', async () => {
  const bell = new Bell();
  bell.reset();
  bell.ring();
  await expect(bell.wait(undefined)).resolves.toBeUndefined();
});

it('forgets rings at reset', async () => {
  const bell = new Bell();
  bell.ring();
  bell.reset();
  const woken = vi.fn();
  const wait = bell.wait(undefined).then(woken);
  await Promise.resolve();
  expect(woken).not.toHaveBeenCalled();
  bell.ring();
  await wait;
});

it.each([0, 0.2, 1])('wakes by itself after %d ms', async (ms) => {
  await expect(new Bell().wait(ms)).resolves.toBeUndefined();
});

it('sleeps through a deadline that is further away than a host timer reaches', async () => {
  vi.useFakeTimers();
  try {
    const bell = new Bell();
    const woken = vi.fn();
    const wait = bell.wait(1e15).then(woken);
    await vi.advanceTimersByTimeAsync(2 ** 31 - 2);
    expect(woken).not.toHaveBeenCalled();
    bell.ring();
    await wait;
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
