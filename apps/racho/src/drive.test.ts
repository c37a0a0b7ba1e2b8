import { expect, it, vi } from 'vitest';
import { Bell } from './bell.ts';
import { drive, type Guest, type StepResult, type Surroundings } from './drive.ts';

/** A guest that plays these results, and asserts that it is not stepped after its end. */
function scripted(...results: StepResult[]): Guest & { budgets: number[] } {
  const budgets: number[] = [];
  return {
    budgets,
    step: (budget) => {
      budgets.push(budget);
      const result = results.shift();
      if (!result) throw new Error('stepped after the script ended');
      return result;
    },
  };
}

function surroundings(some: Partial<Surroundings> = {}): Surroundings {
  const never = (): undefined => undefined;
  const flush = (): Promise<void> => Promise.resolve();
  return { flush, bell: new Bell(), leave: never, mayWake: () => false, limit: Infinity, slice: () => 1000, ...some };
}

it('steps until the guest halts, and counts', async () => {
  const guest = scripted({ reason: 'budget', retired: 10 }, { reason: 'halt', retired: 5, status: 42 });
  expect(await drive(guest, surroundings())).toEqual({ end: 'halt', status: 42, retired: 15 });
});

it('stops at the limit, exactly', async () => {
  const guest: Guest = { step: (budget) => ({ reason: 'budget', retired: budget }) };
  expect(await drive(guest, surroundings({ limit: 1_234_567, slice: () => 1_000_000 }))).toEqual({
    end: 'limit',
    status: 0,
    retired: 1_234_567,
  });
});

it('stops a guest that traps for ever and retires nothing', async () => {
  const guest: Guest = { step: () => ({ reason: 'budget', retired: 0 }) };
  expect(await drive(guest, surroundings({ limit: 5000 }))).toEqual({ end: 'limit', status: 0, retired: 0 });
});

it('lets a guest halt with its last instruction', async () => {
  const guest = scripted({ reason: 'halt', retired: 7, status: 0 });
  expect((await drive(guest, surroundings({ limit: 7 }))).end).toBe('halt');
  expect(guest.budgets).toEqual([7]);
});

it('flushes after every step, the last one too', async () => {
  const flush = vi.fn(() => Promise.resolve());
  await drive(scripted({ reason: 'budget', retired: 1 }, { reason: 'halt', retired: 1 }), surroundings({ flush }));
  expect(flush).toHaveBeenCalledTimes(2);
});

it('does not step a guest whose output waits for its reader', async () => {
  let release = (): void => undefined;
  const full = new Promise<void>((resolve) => (release = resolve));
  const guest = scripted({ reason: 'budget', retired: 1 }, { reason: 'halt', retired: 1 });
  const run = drive(guest, surroundings({ flush: () => full }));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(guest.budgets).toHaveLength(1);
  release();
  expect((await run).end).toBe('halt');
});

it('sleeps while the guest is idle, and does not step it', async () => {
  const bell = new Bell();
  const guest = scripted({ reason: 'idle', retired: 0 }, { reason: 'halt', retired: 1 });
  const run = drive(guest, surroundings({ bell, mayWake: () => true }));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(guest.budgets).toHaveLength(1);
  bell.ring();
  expect((await run).end).toBe('halt');
});

it('wakes an idle guest at its deadline', async () => {
  const guest = scripted({ reason: 'idle', retired: 0, deadline: 1 }, { reason: 'halt', retired: 1 });
  expect((await drive(guest, surroundings())).end).toBe('halt');
});

it('says that a guest is stuck when nothing can wake it', async () => {
  expect(await drive(scripted({ reason: 'idle', retired: 3 }), surroundings())).toEqual({
    end: 'stuck',
    status: 0,
    retired: 3,
  });
});

it('ends between slices when asked to', async () => {
  let slices = 0;
  const guest: Guest = { step: (budget) => ({ reason: 'budget', retired: budget }) };
  const leave = (): 'interrupted' | undefined => (++slices > 3 ? 'interrupted' : undefined);
  expect((await drive(guest, surroundings({ leave }))).end).toBe('interrupted');
});

it('lets the host have its turn between slices', async () => {
  let interrupted = false;
  setTimeout(() => (interrupted = true), 0);
  const guest: Guest = { step: (budget) => ({ reason: 'budget', retired: budget }) };
  const end = await drive(guest, surroundings({ leave: () => (interrupted ? 'interrupted' : undefined) }));
  expect(end.end).toBe('interrupted');
});
