/** Tasks that wait for a condition, woken in the order they came. */
import { current, whole } from '../context.ts';
import { OstdError } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import type { Coroutine } from './suspend.ts';
import { internals, Task } from './task.ts';

export class WaitQueue {
  readonly #waiting: Task[] = [];

  constructor() {
    Object.freeze(this);
  }

  /** Sleeps until `condition` gives a value, and returns it. It is tried at once and after each wake-up. */
  *waitUntil<T>(condition: () => T | undefined): Coroutine<T> {
    if (typeof condition !== 'function') throw new OstdError('E_ARGUMENT', 'what is waited for is not a function');
    const first = condition();
    if (first !== undefined) return first;
    const system = current();
    const task = Task.current();
    if (task === undefined) throw new OstdError('E_NOT_RUNNING', 'only a task can wait');
    try {
      for (;;) {
        if (!this.#waiting.includes(task)) this.#waiting.push(task);
        yield* Task.park();
        const value = condition();
        if (value !== undefined) return value;
      }
    } finally {
      // Who has left must not take a wake-up from who still waits.
      // Counted before anything is called (decision 17): what is left here is not what was before.
      system.unfinished++;
      const at = this.#waiting.indexOf(task);
      if (at >= 0) this.#waiting.splice(at, 1);
      system.unfinished--;
    }
  }

  /**
   * Wakes the task that has waited longest. It keeps its place if the scheduler refuses it; one of another system, for which a queue is
   * not made, loses it (`E_HANDLE`).
   */
  wakeOne(): void {
    whole((system) => {
      const task = this.#waiting.shift(); // out of the way of a scheduler that wakes the next one
      try {
        task?.wake();
      } catch (error) {
        if (task?.state === 'parked' && internals.belongsTo(task, system)) this.#waiting.unshift(task);
        throw error;
      }
    });
  }

  /** Wakes all. */
  wakeAll(): void {
    for (let left = this.#waiting.length; left > 0; left--) this.wakeOne();
  }
}
freezeClass(WaitQueue);
