/** The timer: a tick about 100 times a second while tasks run, and sleepers woken at their time. */
import { TICKS_PER_SECOND } from './arch/layout.ts';
import { checkRunning, current } from './context.ts';
import { checkInteger, OstdError } from './error.ts';
import { freeze } from './frozen.ts';
import type { System } from './system.ts';
import type { Coroutine } from './task/suspend.ts';
import { Task } from './task/task.ts';

/** A sleep of a task's, and the tick of the time base at which it ends. */
interface Sleep {
  readonly deadline: number;
  readonly task: Task;
}

/** Armed with this, the timer never fires: the SBI takes it as 2^64 − 1 (SBI 2.0, 6.1). So does what no number holds exactly, years ahead. */
const NEVER = -1;

export class TimerQueue {
  readonly #system: System;
  readonly #interval: number;
  readonly #perMillisecond: number;
  readonly #callbacks = new Set<() => void>();
  readonly #sleeps: Sleep[] = [];
  /** When the next tick is due; `undefined` while nothing runs. */
  #nextTick: number | undefined;

  /** @param timebase - ticks of `time` a second */
  constructor(system: System, timebase: number) {
    this.#system = system;
    this.#interval = Math.max(1, Math.round(timebase / TICKS_PER_SECOND));
    this.#perMillisecond = timebase / 1000;
  }

  /** Milliseconds since reset. */
  now(): number {
    return Math.floor(this.#system.supervisor.now() / this.#perMillisecond);
  }

  onTick(callback: () => void): () => void {
    const registered = (): void => callback(); // each time another one, so that what ends it ends no other
    this.#callbacks.add(registered);
    return () => {
      checkRunning(this.#system, 'this tick callback');
      this.#callbacks.delete(registered);
    };
  }

  /** The sleep of `task` until `milliseconds` since reset have passed. */
  sleep(milliseconds: number, task: Task): Sleep {
    return { deadline: Math.ceil(milliseconds * this.#perMillisecond), task };
  }

  /** Wakes the task of `sleep` when that is due. */
  wakeAfter(sleep: Sleep): void {
    this.forget(sleep);
    const at = this.#sleeps.findIndex(({ deadline }) => deadline > sleep.deadline);
    this.#sleeps.splice(at < 0 ? this.#sleeps.length : at, 0, sleep);
    if (this.#sleeps[0] === sleep) this.#arm();
  }

  /** `sleep` is over. */
  forget(sleep: Sleep): void {
    const at = this.#sleeps.indexOf(sleep);
    if (at >= 0) this.#sleeps.splice(at, 1);
  }

  /** A task is about to run: ticks shall interrupt it. */
  startTicking(): void {
    if (this.#nextTick !== undefined) return;
    this.#nextTick = this.#system.supervisor.now() + this.#interval;
    this.#arm();
  }

  /** Nothing is ready to run: only a sleeper's time needs an interrupt. */
  stopTicking(): void {
    this.#nextTick = undefined;
    this.#arm();
  }

  /** The timer has fired. */
  interrupt(): void {
    const now = this.#system.supervisor.now();
    while (this.#sleeps[0] !== undefined && this.#sleeps[0].deadline <= now) this.#sleeps.shift()?.task.wake();
    if (this.#nextTick !== undefined && this.#nextTick <= now) {
      this.#nextTick = now + this.#interval;
      // Those that it registers run at the next tick, and those that it ends no more.
      for (const callback of [...this.#callbacks]) if (this.#callbacks.has(callback)) callback();
    }
    this.#arm();
  }

  /** Setting the timer also takes the interrupt back that it has raised (SBI 2.0, 6.1). */
  #arm(): void {
    const deadline = Math.min(this.#nextTick ?? Infinity, this.#sleeps[0]?.deadline ?? Infinity);
    this.#system.sbi.setTimer(Number.isSafeInteger(deadline) ? deadline : NEVER);
  }
}

/** Time for kernel code. */
export const timer: {
  /** Milliseconds since reset. */
  readonly now: () => number;
  /**
   * Calls `callback` at each tick, about 100 times a second while a task runs. It must not block.
   * Returns what ends that.
   */
  readonly onTick: (callback: () => void) => () => void;
  /** Sleeps until `timer.now()` is at least `milliseconds`. */
  readonly sleepUntil: (milliseconds: number) => Coroutine<void>;
} = {
  now: () => current().timer.now(),
  onTick: (callback: () => void) => {
    if (typeof callback !== 'function') throw new OstdError('E_ARGUMENT', 'the tick callback is not a function');
    return current().timer.onTick(callback);
  },
  sleepUntil: function* (milliseconds: number): Coroutine<void> {
    checkInteger('milliseconds', milliseconds, 0, 2 ** 40);
    const system = current();
    const task = Task.current();
    if (task === undefined) throw new OstdError('E_NOT_RUNNING', 'only a task can sleep');
    const sleep = system.timer.sleep(milliseconds, task);
    try {
      while (system.timer.now() < milliseconds) {
        system.timer.wakeAfter(sleep);
        yield* Task.park();
        checkRunning(system, 'this sleep'); // whoever holds the coroutine resumes it
      }
    } finally {
      system.timer.forget(sleep);
    }
  },
};
freeze(timer);
