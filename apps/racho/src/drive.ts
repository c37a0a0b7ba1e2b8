/** The event loop of a guest: a slice of it, its output, then the host's turn; asleep while it is idle. */
import { setImmediate } from 'node:timers/promises';
import type { Bell } from './bell.ts';

/** What `step` of a machine and of a system returns. */
export interface StepResult {
  readonly reason: 'budget' | 'idle' | 'halt' | 'debug';
  /** Instructions that this step retired. */
  readonly retired: number;
  /** At `halt`: what the guest ended with. */
  readonly status?: number;
  /** At `idle`: milliseconds until something happens by itself; none if nothing will. */
  readonly deadline?: number;
}

export interface Guest {
  readonly step: (budget: number) => StepResult;
}

export interface Surroundings {
  /** Passes on what the guest wrote in a slice, and waits until there is room for more. */
  readonly flush: () => Promise<void>;
  /** Rung by whatever a sleeping guest, or its end, is to notice. */
  readonly bell: Bell;
  /** Why to end although the guest goes on; asked between slices. */
  readonly leave: () => 'interrupted' | 'left' | undefined;
  /** Whether input may still come, so that a guest without a deadline is not stuck. */
  readonly mayWake: () => boolean;
  /** At `debug`: a debugger has stopped the guest, and rings the bell when it goes on. */
  readonly stopped?: () => void;
  /** Instructions after which the guest is stopped; those that trap and what the kernel does count too. */
  readonly limit: number;
  /** Instructions until the next look at the host. */
  readonly slice: () => number;
}

export interface Ending {
  /** `halt`: by itself; `left`: the user had enough; `stuck`: it would have slept for ever. */
  readonly end: 'halt' | 'limit' | 'stuck' | 'interrupted' | 'left';
  /** At `halt`, the guest's status, and 0 elsewhere. */
  readonly status: number;
  readonly retired: number;
}

/** A slice of around 10 ms, so that keys and signals feel immediate. */
export const SLICE = 500_000;

export async function drive(guest: Guest, surroundings: Surroundings): Promise<Ending> {
  const { flush, bell, leave, mayWake, stopped, limit, slice } = surroundings;
  let retired = 0;
  let spent = 0;
  for (;;) {
    bell.reset();
    const reason = leave();
    if (reason) return { end: reason, status: 0, retired };
    if (spent >= limit) return { end: 'limit', status: 0, retired };
    const budget = Math.min(slice(), limit - spent);
    const result = guest.step(budget);
    retired += result.retired;
    spent += result.reason === 'budget' ? budget : result.retired;
    await flush();
    if (result.reason === 'halt') return { end: 'halt', status: result.status ?? 0, retired };
    if (result.reason === 'debug') {
      stopped?.();
      await bell.wait(undefined);
    }
    if (result.reason === 'idle') {
      if (result.deadline === undefined && !mayWake()) return { end: 'stuck', status: 0, retired };
      await bell.wait(result.deadline);
    }
    await setImmediate();
  }
}
