/** Which task runs next: a policy that the kernel injects, and that ostd never trusts. */
import { current } from '../context.ts';
import { isObject, OstdError } from '../error.ts';
import type { Task } from './task.ts';

/** A scheduling policy. Its answers are checked: a task it makes up, keeps or gives twice ends in a report. */
export interface Scheduler {
  /** `task` is ready to run. */
  readonly enqueue: (task: Task) => void;
  /** Takes a ready task out, or `undefined` when there is none. */
  readonly pickNext: () => Task | undefined;
}

/** First in, first out: what runs until a kernel injects its own. */
export function fifoScheduler(): Scheduler {
  const queue: Task[] = [];
  return { enqueue: (task) => void queue.push(task), pickNext: () => queue.shift() };
}

/** Replaces the scheduling policy. Only before the first task is spawned; throws `E_SCHEDULER` later. */
export function injectScheduler(scheduler: Scheduler): void {
  if (!isObject(scheduler)) throw new OstdError('E_SCHEDULER', 'the scheduler is not an object');
  const { enqueue, pickNext } = scheduler; // read once: the policy can't change under the mechanism
  if (typeof enqueue !== 'function' || typeof pickNext !== 'function') {
    throw new OstdError('E_SCHEDULER', 'a scheduler has the functions enqueue and pickNext');
  }
  current().executor.setPolicy(Object.freeze({ enqueue, pickNext })); // the policy's functions are called on it
}
