/** A thread's way into user mode and back: `execute()` runs the user until something needs the kernel. */
import { MAX_TRAP_CONTEXTS, trapContextAddress } from '../arch/layout.ts';
import { satp } from '../arch/sv39.ts';
import { checkRunning, whole } from '../context.ts';
import { OstdError } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import { checkKey, KEY } from '../key.ts';
import { virtualPageOf, type Ppn, type Vaddr } from '../mm/address.ts';
import { Rights, type PageTable } from '../mm/page-table.unsafe.ts';
import { isLive, partsOf, type VmSpace } from '../mm/vm-space.ts';
import type { System } from '../system.ts';
import { makeSuspend } from '../task/suspend.ts';
import { internals, Task } from '../task/task.ts';
import { Execution, type CallServer, type UserEvent, type UserExecution } from './execution.ts';
import { TrapContext } from './trap-context.unsafe.ts';
import { makeUserContext, type UserContext } from './user-context.ts';

export let userInternals: UserInternals;

export class UserMode {
  /** The user's registers. Change them between two executions. */
  readonly context: UserContext;
  readonly #system: System;
  readonly #space: VmSpace;
  readonly #asid: number;
  readonly #root: Ppn;
  readonly #address: Vaddr;
  readonly #page: Ppn;
  readonly #trap: TrapContext;
  readonly #execution: Execution;
  #live = true;
  #task: Task | undefined;

  private constructor(key: symbol, system: System, space: VmSpace, address: Vaddr, page: Ppn) {
    checkKey(key);
    this.#system = system;
    this.#space = space;
    const { table, asid } = partsOf(space);
    this.#asid = asid;
    this.#root = table.root;
    this.#address = address;
    this.#page = page;
    this.#trap = new TrapContext(system.frames, page, {
      satp: satp(0, system.kernelSpace.table.root),
      handler: system.image.symbol('__user_trap'),
    });
    this.context = makeUserContext(() => this.#checked(), system.float);
    this.#execution = new Execution(makeSuspend({ kind: 'user', mode: this }), () => this.#prepare());
    Object.freeze(this);
  }

  static {
    userInternals = {
      deliver: (mode, event) => mode.#execution.deliver(event),
      serve: (mode) => {
        mode.#trap.skipEcall();
        return mode.#execution.serve();
      },
      enter: (mode) => {
        mode.#checked();
        mode.#execution.enter();
        mode.#restore();
      },
      reenter: (mode) => mode.#restore(),
    };
  }

  /** A thread in `space` with all registers 0, or `undefined` when memory is exhausted. */
  static create(space: VmSpace): UserMode | undefined {
    const { table } = partsOf(space);
    return whole((system) => UserMode.#create(system, space, table));
  }

  static #create(system: System, space: VmSpace, table: PageTable): UserMode | undefined {
    const address = freeSlot(table);
    const page = address === undefined ? undefined : system.frames.allocate('trap-context');
    if (address === undefined || page === undefined) return undefined;
    let outcome = 'none';
    try {
      const user = new UserMode(KEY, system, space, address, page);
      // Last of all: whatever throws, nothing is mapped that is given back (S1, S6).
      outcome = table.map(virtualPageOf(address), page, Rights.R | Rights.W);
      return outcome === 'mapped' ? user : undefined;
    } finally {
      if (outcome !== 'mapped') system.frames.release(page);
    }
  }

  /**
   * Runs the user: `const event = yield* mode.execute();`. Throws `E_BUSY` if another task is at it already. Where `serve` is given,
   * system calls go to it first: those that need not block then cost no switch to the task.
   */
  execute(serve?: CallServer): UserExecution {
    this.#checked();
    if (serve !== undefined && typeof serve !== 'function') {
      throw new OstdError('E_ARGUMENT', 'what serves system calls is not a function');
    }
    this.#execution.setServer(serve);
    return this.#execution.steps;
  }

  /** Gives the thread's memory back, before or after its address space. Throws `E_BUSY` while it runs. */
  release(): void {
    this.#checked();
    this.#execution.checkIdle();
    whole(({ float, supervisor, frames }) => {
      this.#live = false;
      float.forget(this.#trap);
      if (isLive(this.#space)) {
        const { table, asid } = partsOf(this.#space);
        supervisor.fencePage(this.#address, asid);
        table.unmap(virtualPageOf(this.#address));
      }
      frames.release(this.#page);
    });
  }

  /** Has the hart return to the user, in an address space that is alive. */
  #restore(): void {
    const system = this.#system;
    if (this.#task !== system.executor.current) throw new OstdError('E_SUSPEND', 'a task ran the user of another');
    // What it is was checked when the thread was made, and that is all there is to it but its life.
    if (!isLive(this.#space)) partsOf(this.#space);
    system.float.give(this.#trap);
    system.supervisor.requestRestore(this.#address, this.#asid, this.#root, this.#trap.base);
  }

  #checked(): TrapContext {
    checkRunning(this.#system, 'this user mode');
    if (!this.#live) throw new OstdError('E_HANDLE', 'this user mode was released');
    return this.#trap;
  }

  /** Before each execution: the space must be alive, and the trap must come back on the running task's stack. */
  #prepare(): void {
    this.#checked();
    partsOf(this.#space);
    const task = this.#system.executor.current;
    if (task === undefined) throw new OstdError('E_NOT_RUNNING', 'only a task can run a user');
    if (task === this.#task) return;
    this.#trap.setKernelStack(internals.stack(task).top);
    this.#task = task;
  }
}
freezeClass(UserMode);

/** What the system's loop needs of a user mode. */
interface UserInternals {
  /** Hands over why the user stopped; the coroutine gets it when it is resumed. */
  readonly deliver: (mode: UserMode, event: UserEvent) => void;
  /** The user has made a system call, behind which it is now: what the server says, or `stop` if there is none. */
  readonly serve: (mode: UserMode) => 'resume' | 'stop';
  /**
   * The running task has yielded the suspension: the hart is to return to the user. Throws for one that was yielded twice, by another
   * task, or after its thread or address space was released.
   */
  readonly enter: (mode: UserMode) => void;
  /** The user's system call was served: the same, in the execution that goes on. */
  readonly reenter: (mode: UserMode) => void;
}

/** The highest page for a trap context that is not taken yet. */
function freeSlot(table: PageTable): Vaddr | undefined {
  for (let slot = 0; slot < MAX_TRAP_CONTEXTS; slot++) {
    const address = trapContextAddress(slot);
    if (table.query(virtualPageOf(address)) === undefined) return address;
  }
  return undefined;
}
