/** Tasks that wait for a condition, woken in the order they came. */
import { current, whole } from '../context.ts';
import { OstdError } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import type { System } from '../system.ts';
import type { Coroutine } from './suspend.ts';
import { internals, Task } from './task.ts';

/** A place in a queue: taken by who waits, and given up by nobody else. */
interface Place {
  readonly task: Task;
  /** It was chosen to be woken, and has not looked at its condition since. */
  woken: boolean;
}

export class WaitQueue {
  readonly #places: Place[] = [];

  constructor() {
    Object.freeze(this);
  }

  /**
   * Sleeps until `condition` gives a value, and returns it. It is tried at once and after each wake-up. A wait that ends without that, though
   * it was woken, wakes the next one. `condition` must not wake the queue itself: who looks is awake, and that wake-up is somebody else's.
   */
  *waitUntil<T>(condition: () => T | undefined): Coroutine<T> {
    if (typeof condition !== 'function') throw new OstdError('E_ARGUMENT', 'what is waited for is not a function');
    const first = condition();
    if (first !== undefined) return first;
    const system = current();
    const task = Task.current();
    if (task === undefined) throw new OstdError('E_NOT_RUNNING', 'only a task can wait');
    const place = { task, woken: false };
    this.#places.push(place);
    try {
      for (;;) {
        yield* Task.park();
        const value = condition();
        place.woken = false;
        if (value !== undefined) return value;
      }
    } finally {
      // Who has left must not take a wake-up from who still waits.
      // Counted before anything is called (decision 17): what is left here is not what was before.
      system.unfinished++;
      this.#end(place, system);
    }
  }

  /** A wait is over; a wake-up that it has not used is the next one's. As in `whole`, but that the count has begun. */
  #end(place: Place, system: System): void {
    try {
      this.#leave(place);
      if (place.woken) this.wakeOne();
      system.unfinished--;
    } catch (error) {
      if (!(error instanceof RangeError)) system.unfinished--;
      throw error;
    }
  }

  /**
   * Wakes the task that has waited longest, of those that are not awake yet. It keeps its place if the scheduler refuses it; one of
   * another system, for which a queue is not made, loses it (`E_HANDLE`).
   */
  wakeOne(): void {
    whole((system) => {
      // One that is on its way to the scheduler is awake, and may still be refused: who calls from there wakes the next one.
      const place = this.#places.find(({ task }) => task.state === 'parked');
      if (place === undefined) return;
      if (!internals.belongsTo(place.task, system)) this.#leave(place);
      place.woken = true;
      try {
        place.task.wake();
      } catch (error) {
        place.woken = false;
        throw error;
      }
      // Behind the others: what it waits for may not be there yet. The scheduler may have ended its wait.
      if (this.#leave(place)) this.#places.push(place);
    });
  }

  /** Wakes all but those that are awake: one that the scheduler is just handed counts as that, though it may yet refuse it. */
  wakeAll(): void {
    whole(() => {
      for (let left = this.#places.length; left > 0; left--) this.wakeOne();
    });
  }

  #leave(place: Place): boolean {
    const at = this.#places.indexOf(place);
    if (at >= 0) this.#places.splice(at, 1);
    return at >= 0;
  }
}
freezeClass(WaitQueue);
