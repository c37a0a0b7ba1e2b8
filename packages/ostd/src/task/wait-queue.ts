/** Tasks that wait for a condition, woken in the order they came. */
import { OstdError } from '../error.ts';
import type { Coroutine } from './suspend.ts';
import { Task } from './task.ts';

export class WaitQueue {
  readonly #waiting: Task[] = [];

  /** Sleeps until `condition` gives a value, and returns it. It is tried at once and after each wake-up. */
  *waitUntil<T>(condition: () => T | undefined): Coroutine<T> {
    for (;;) {
      const value = condition();
      if (value !== undefined) return value;
      const task = Task.current();
      if (task === undefined) throw new OstdError('E_NOT_RUNNING', 'only a task can wait');
      if (!this.#waiting.includes(task)) this.#waiting.push(task);
      yield* Task.park();
    }
  }

  /** Wakes the task that has waited longest. */
  wakeOne(): void {
    this.#waiting.shift()?.wake();
  }

  /** Wakes all. */
  wakeAll(): void {
    for (const task of this.#waiting.splice(0)) task.wake();
  }
}
