/** The iteration behind `yield* mode.execute()`: first gives the suspension, then ends with the event. */
import { OstdError } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import { checkKey, KEY } from '../key.ts';
import type { Vaddr } from '../mm/address.ts';
import type { Suspend } from '../task/suspend.ts';
import type { ExceptionCause } from '../trap/cause.ts';

/** Why a user stopped. */
export type UserEvent =
  /** `ecall`; pc is behind it already. */
  | { readonly kind: 'syscall' }
  /** An exception: `value` is stval, unsigned; `address` is the same as a virtual address, if it is one. */
  | { readonly kind: 'exception'; readonly cause: ExceptionCause; readonly value: bigint; readonly address?: Vaddr }
  /** An interrupt took the hart away; ostd has served it, and the kernel may reschedule. */
  | { readonly kind: 'event' };

/**
 * Serves a system call without waking the task: `resume` lets the user go on at once; `stop` ends the execution with the event
 * `syscall`. It runs while the task is suspended, so it can't block; pc is behind the `ecall` already.
 */
export type CallServer = () => 'resume' | 'stop';

/** What {@link UserMode.execute} returns: use it by `yield*`, at once, and once. */
export interface UserExecution {
  readonly [Symbol.iterator]: () => Iterator<Suspend, UserEvent, void>;
}

/** One object serves all executions of a thread, so that a system call allocates no generator. The kernel holds its {@link steps} only. */
export class Execution {
  readonly steps: ExecutionSteps = new ExecutionSteps(KEY, this);
  readonly #suspend: Suspend;
  readonly #prepare: () => void;
  /** `issued`: the suspension is with the task; `running`: on the hart; `stopped`: the event waits for the task. */
  #phase: 'idle' | 'issued' | 'running' | 'stopped' = 'idle';
  #event: UserEvent | undefined;
  #server: CallServer | undefined;

  constructor(suspend: Suspend, prepare: () => void) {
    this.#suspend = suspend;
    this.#prepare = prepare;
  }

  next(): IteratorResult<Suspend, UserEvent> {
    if (this.#phase === 'idle') {
      this.#prepare();
      this.#phase = 'issued';
      return { done: false, value: this.#suspend };
    }
    const event = this.#event;
    if (event === undefined) {
      this.close(); // whoever is refused here is a coroutine that has ended by it, and that nobody can close any more
      throw new OstdError('E_BUSY', 'this user was resumed before it stopped');
    }
    this.#phase = 'idle';
    this.#event = undefined;
    return { done: true, value: event };
  }

  /** The coroutine was closed in the middle; kernel code runs, so the user is not on the hart. */
  close(): void {
    this.#phase = 'idle';
    this.#event = undefined;
  }

  checkIdle(): void {
    if (this.#phase !== 'idle') throw new OstdError('E_BUSY', 'this user runs already');
  }

  /** For the next execution. */
  setServer(server: CallServer | undefined): void {
    this.checkIdle();
    this.#server = server;
  }

  /** Client code runs, while the execution goes on: nobody can release the user or run it a second time. */
  serve(): 'resume' | 'stop' {
    const server = this.#server;
    if (server === undefined || !this.#runs()) return 'stop';
    return server() === 'resume' && this.#runs() ? 'resume' : 'stop'; // it may have closed the coroutine
  }

  #runs(): boolean {
    return this.#phase === 'running';
  }

  /** The suspension has reached the executor: it counts once. */
  enter(): void {
    if (this.#phase !== 'issued') throw new OstdError('E_SUSPEND', 'a suspension was yielded that is not due');
    this.#phase = 'running';
  }

  /** Why the user stopped; nobody hears it if the coroutine was closed meanwhile. */
  deliver(event: UserEvent): void {
    if (this.#phase !== 'running') return;
    this.#phase = 'stopped';
    this.#event = event;
  }
}

/** What the kernel iterates over: whatever it takes this for, it finds nothing here that is ostd's. */
export class ExecutionSteps implements Iterator<Suspend, UserEvent, void> {
  readonly #execution: Execution;

  constructor(key: symbol, execution: Execution) {
    checkKey(key);
    this.#execution = execution;
    Object.freeze(this);
  }

  [Symbol.iterator](): Iterator<Suspend, UserEvent, void> {
    this.#execution.checkIdle();
    return this;
  }

  next(): IteratorResult<Suspend, UserEvent> {
    return this.#execution.next();
  }

  return(): IteratorResult<Suspend, UserEvent> {
    this.#execution.close(); // whoever asks: the coroutine is closed already, and what refuses would leave the user to nobody
    return { done: true, value: { kind: 'event' } };
  }
}
freezeClass(ExecutionSteps);
