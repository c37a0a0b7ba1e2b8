/** The context switch: resumes the coroutine of one task at a time, and carries out what it suspends for. */
import { OstdError } from '../error.ts';
import type { System } from '../system.ts';
import type { UserMode } from '../user/user-mode.ts';
import { fifoScheduler, type Scheduler } from './scheduler.ts';
import { requestOf } from './suspend.ts';
import { checkTask, internals, type Task } from './task.ts';

/** What the hart shall do next. */
export type Next =
  { readonly kind: 'user'; readonly mode: UserMode } | { readonly kind: 'switch' } | { readonly kind: 'idle' };

const SWITCH: Next = { kind: 'switch' };
const IDLE: Next = { kind: 'idle' };

export class Executor {
  readonly #system: System;
  #policy: Scheduler = fifoScheduler();
  #current: Task | undefined;
  #lastId = 0;
  /** The policy has had a task. */
  #isUsed = false;
  /** Tasks that the policy holds: it can neither lose one unnoticed nor invent one. */
  readonly #ready = new Set<Task>();

  constructor(system: System) {
    this.#system = system;
  }

  get current(): Task | undefined {
    return this.#current;
  }

  nextId(): number {
    return ++this.#lastId;
  }

  setPolicy(policy: Scheduler): void {
    if (this.#isUsed || this.#ready.size > 0)
      throw new OstdError('E_SCHEDULER', 'a scheduler is injected before the first task is spawned');
    this.#policy = policy;
  }

  /** Hands `task` to the policy. */
  enqueue(task: Task): void {
    const { state } = task;
    internals.setState(task, 'ready');
    this.#ready.add(task);
    try {
      this.#policy.enqueue(task);
      this.#isUsed = true;
    } catch (error) {
      // The kernel may catch it: then the task is where it was (S6), and the policy, if it kept it, can't pick it.
      this.#ready.delete(task);
      internals.setState(task, state);
      if (state === 'parked') internals.takeWake(task); // one by the policy itself, for a task that it refuses
      throw error;
    }
  }

  /** Resumes the current task, or the next one, until it suspends. */
  advance(): Next {
    const task = this.#current ?? this.#pick();
    if (task === undefined) return IDLE;
    const { done, value } = internals.body(task).next();
    if (done === true) {
      this.#end(task);
      return SWITCH;
    }
    const request = requestOf(value);
    switch (request.kind) {
      case 'user':
        return request;
      case 'yield':
        this.#current = undefined;
        this.enqueue(task);
        return SWITCH;
      case 'park':
        if (internals.takeWake(task)) return SWITCH;
        internals.setState(task, 'parked');
        this.#current = undefined;
        return SWITCH;
    }
  }

  #pick(): Task | undefined {
    const picked = this.#policy.pickNext();
    if (picked === undefined) {
      if (this.#ready.size === 0) return undefined;
      throw new OstdError('E_SCHEDULER', `the scheduler picks nothing, but ${this.#ready.size} tasks are ready`);
    }
    const task = checkTask(picked, this.#system);
    if (!this.#ready.delete(task)) {
      throw new OstdError('E_SCHEDULER', `the scheduler picked task ${task.id} (${task.name}), which is ${task.state}`);
    }
    internals.setState(task, 'running');
    this.#current = task;
    this.#system.trace('switch', () => `to ${task.id} (${task.name})`);
    return task;
  }

  #end(task: Task): void {
    this.#current = undefined;
    this.discard(task);
  }

  /** `task` never runs again. */
  discard(task: Task): void {
    internals.setState(task, 'done');
    const { supervisor, kernelSpace } = this.#system;
    kernelSpace.releaseStack(internals.stack(task), (address) => supervisor.fencePage(address, 0));
  }
}
