/** Kernel tasks: a coroutine with a kernel stack, a name and a state. */
import { current, whole } from '../context.ts';
import { OstdError } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import { checkKey, KEY } from '../key.ts';
import type { KernelStack } from '../mm/kernel-space.ts';
import type { System } from '../system.ts';
import { makeSuspend, type Coroutine, type Suspend } from './suspend.ts';

/** `ready`: in the scheduler's hands; `running`: on a hart; `parked`: waits to be woken; `done`: returned. */
export type TaskState = 'ready' | 'running' | 'parked' | 'done';

const yieldNow = (): Suspend => (yieldToken ??= makeSuspend({ kind: 'yield' }));
const parkNow = (): Suspend => (parkToken ??= makeSuspend({ kind: 'park' }));
let yieldToken: Suspend | undefined;
let parkToken: Suspend | undefined;

export let internals: TaskInternals;

export class Task {
  /** Counts from 1 in each system. */
  readonly id: number;
  readonly name: string;
  readonly #system: System;
  readonly #stack: KernelStack;
  readonly #body: Coroutine<void>;
  #state: TaskState = 'ready';
  /** A wake-up that came while the task was not parked: its next park returns at once. */
  #wakePending = false;

  private constructor(
    key: symbol,
    system: System,
    id: number,
    name: string,
    body: Coroutine<void>,
    stack: KernelStack,
  ) {
    checkKey(key);
    this.#system = system;
    this.id = id;
    this.name = name;
    this.#body = body;
    this.#stack = stack;
    Object.freeze(this);
  }

  static {
    internals = {
      isTask: (value): value is Task => typeof value === 'object' && value !== null && #body in value,
      belongsTo: (task, system) => task.#system === system,
      body: (task) => task.#body,
      stack: (task) => task.#stack,
      setState: (task, state) => {
        task.#state = state;
      },
      takeWake: (task) => {
        const pending = task.#wakePending;
        task.#wakePending = false;
        return pending;
      },
    };
  }

  /**
   * Makes a task that runs `body` and hands it to the scheduler; `undefined` when there is no memory for its stack.
   * An exception that `body` lets go is a kernel bug, and ends the system with a report.
   */
  static spawn(name: string, body: () => Coroutine<void>): Task | undefined {
    if (typeof name !== 'string') throw new OstdError('E_ARGUMENT', 'the name of a task is not a string');
    if (typeof body !== 'function') throw new OstdError('E_ARGUMENT', `the body of task ${name} is not a function`);
    current(); // throws outside of a step: before any code of the client is run
    const coroutine = body(); // client code: before anything is allocated
    return whole((system) => {
      const stack = system.kernelSpace.allocateStack();
      if (stack === undefined) return undefined;
      const task = new Task(KEY, system, system.executor.nextId(), name, coroutine, stack);
      try {
        system.executor.enqueue(task);
      } catch (error) {
        system.executor.discard(task); // the caller knows of no task
        throw error;
      }
      return task;
    });
  }

  /** The task that runs now, or that a tick has interrupted; `undefined` at boot, and when a tick comes while nothing runs. */
  static current(): Task | undefined {
    return current().executor.current;
  }

  /** Lets other tasks run. */
  static *yield(): Coroutine<void> {
    yield yieldNow();
  }

  /** Sleeps until {@link wake}. May return early: check what you wait for in a loop. */
  static *park(): Coroutine<void> {
    yield parkNow();
  }

  get state(): TaskState {
    return this.#state;
  }

  /** Makes a parked task ready; for one that is not parked, its next park returns at once. */
  wake(): void {
    checkTask(this, current());
    if (this.#state === 'done') return;
    if (this.#state !== 'parked') {
      this.#wakePending = true;
      return;
    }
    whole(({ executor }) => {
      executor.enqueue(this);
    });
  }
}
freezeClass(Task);

/** What the executor and the user mode need of a task. */
interface TaskInternals {
  readonly isTask: (value: unknown) => value is Task;
  readonly belongsTo: (task: Task, system: System) => boolean;
  readonly body: (task: Task) => Coroutine<void>;
  readonly stack: (task: Task) => KernelStack;
  readonly setState: (task: Task, state: TaskState) => void;
  /** Takes the pending wake-up, if there is one. */
  readonly takeWake: (task: Task) => boolean;
}

/** Throws unless `value` is a task of `system`. */
export function checkTask(value: unknown, system: System): Task {
  if (internals.isTask(value) && internals.belongsTo(value, system)) return value;
  throw new OstdError('E_HANDLE', 'this is not a task of the running system');
}
