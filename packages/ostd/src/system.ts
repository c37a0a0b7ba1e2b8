/** One booted system: everything ostd knows of it, and the loop that drives its hart through the gates. */
import { Gate, Operation } from './arch/gate.ts';
import { AsidPool } from './mm/asid-pool.ts';
import { KernelTrap, overByHost, Supervisor, type Exit } from './arch/supervisor.unsafe.ts';
import type { BootInfo, BootModule } from './boot-info.ts';
import { Console } from './console.ts';
import { ask, runIn } from './context.ts';
import { checkInteger, OstdError } from './error.ts';
import type { KernelImage } from './image/kernel-image.ts';
import { log, type LogOptions } from './log.ts';
import { hex, toVaddr, type Ppn } from './mm/address.ts';
import { explained, type FramePool } from './mm/frame-pool.unsafe.ts';
import { KernelHeap } from './mm/heap.unsafe.ts';
import { KernelSpace } from './mm/kernel-space.ts';
import { Sbi } from './sbi.ts';
import { Executor } from './task/executor.ts';
import { TimerQueue } from './timer.ts';
import type { TraceEvent } from './trace.ts';
import { decodeCause, USER_ECALL } from './trap/cause.ts';
import { FloatUnit } from './user/float-unit.ts';
import { userInternals, type UserMode } from './user/user-mode.ts';

/** Why a step ended. */
export interface StepResult {
  /**
   * `budget`: used up, call again; `idle`: nothing to do before `deadline`; `halt`: the machine has ended; `debug`: a debugger
   * has stopped it.
   */
  readonly reason: 'budget' | 'idle' | 'halt' | 'debug';
  /** Instructions retired by this step. */
  readonly retired: number;
  /** Exit status, on `halt`. */
  readonly status?: number;
  /** Milliseconds from now to the next timer event, on `idle`, if there is one. */
  readonly deadline?: number;
}

/** What a machine's boot leaves for the system to be built on. */
export interface BootState {
  readonly supervisor: Supervisor;
  readonly image: KernelImage;
  /** From the device tree, once the image has started. */
  readonly discover: () => { info: Omit<BootInfo, 'modules'>; frames: FramePool };
}

/** How to start a system. */
export interface SystemOptions {
  /** The kernel's entry: spawns the first tasks and returns. */
  readonly kernel: (boot: BootInfo) => void;
  readonly modules: readonly BootModule[];
  readonly log: LogOptions;
  readonly trace: ((event: TraceEvent) => void) | undefined;
  /** Hears of a panic, with the exception and its stack, which guests' consoles are spared. */
  readonly onPanic: ((error: unknown) => void) | undefined;
}

/** Exit status of a system that ended by a panic. */
export const PANIC_STATUS = 101;

/** sie.STIE: the timer is the only interrupt that ostd takes so far. */
const SIE_STIE = 1 << 5;

/** A task switch costs this much of a step's budget, so that no coroutine can hold up `step` for ever. */
const SWITCH_COST = 10;

const UNWOUND = 'the stack of the host has ended in the middle of an operation of ostd: call it from less deep';

// Every task is handed the same: a change of one would be one for all.
const NO_EVENT = Object.freeze({ kind: 'event' } as const);
const SYSCALL = Object.freeze({ kind: 'syscall' } as const);

export class System {
  readonly supervisor: Supervisor;
  readonly image: KernelImage;
  readonly logOptions: LogOptions;
  readonly asids: AsidPool = new AsidPool();
  readonly executor: Executor;
  readonly float: FloatUnit;
  // The parts below exist from boot on; kernel code runs only after that.
  frames!: FramePool;
  heap!: KernelHeap;
  kernelSpace!: KernelSpace;
  sbi!: Sbi;
  console!: Console;
  timer!: TimerQueue;
  readonly #boot: BootState;
  readonly #options: SystemOptions;
  /** What the hart is doing: the image's start, a user program, waiting for an interrupt, or nothing until ostd decides. */
  #hart: 'starting' | 'user' | 'waiting' | 'stopped' | 'halted' = 'starting';
  #user: UserMode | undefined;
  #shutdown: number | undefined;
  #stepping = false;
  /** Operations that have begun and not ended: more than those that run, if one was cut short. */
  unfinished = 0;
  /** What kernel code has cost in this step, in instructions. */
  #charged = 0;

  constructor(boot: BootState, options: SystemOptions) {
    this.#boot = boot;
    this.#options = options;
    this.supervisor = boot.supervisor;
    this.image = boot.image;
    this.logOptions = options.log;
    this.executor = new Executor(this);
    this.float = new FloatUnit(boot.supervisor);
  }

  /** The frame of `__alltraps` and `__restore`. */
  get trampoline(): Ppn {
    return this.image.trampoline;
  }

  /**
   * Runs the system for at most `budget` instructions; less if it becomes idle or ends.
   * Kernel work between them is charged too, so that a step always ends.
   */
  step(budget: number): StepResult {
    checkInteger('budget', budget, 0, Number.MAX_SAFE_INTEGER);
    if (this.#stepping) throw new OstdError('E_BUSY', 'step was called from within a step: wait until it returns');
    this.#stepping = true;
    try {
      return runIn(this, () => this.#step(budget));
    } finally {
      this.#stepping = false;
    }
  }

  /** Adds to the trace, if somebody listens. */
  trace(kind: string, text: () => string): void {
    const { trace } = this.#options;
    if (trace === undefined) return;
    const { hartId, retired } = this.supervisor;
    const line = text();
    // It leaves for the host, which believes its type.
    if (typeof line !== 'string') throw new OstdError('E_ARGUMENT', 'the text of a trace is not a string');
    const event = { at: retired, hart: hartId, task: this.executor.current?.id ?? 0, kind, text: line };
    try {
      ask(() => {
        trace(event);
      });
    } catch (error) {
      this.supervisor.hostFailure ??= { error };
      throw overByHost();
    }
  }

  requestShutdown(status: number): void {
    this.#shutdown ??= status;
  }

  #step(budget: number): StepResult {
    const start = this.supervisor.retired;
    this.#charged = 0;
    let idle = false;
    while (!idle && this.#hart !== 'halted') {
      const left = budget - this.#charged - (this.supervisor.retired - start);
      if (left <= 0) break;
      try {
        if (this.#hart === 'stopped') {
          if (this.supervisor.stopped) break;
          this.#charged += SWITCH_COST;
          this.#dispatch();
        } else {
          const exit = this.#run(left);
          if (exit === 'fuel' || exit === 'debug') break; // fuel is used up even where traps let nothing retire
          if (exit === 'halt') this.#hart = 'halted';
          if (exit === 'gate') this.#serveGate();
          idle = exit === 'idle';
        }
        this.#checkWhole();
      } catch (error) {
        this.#hart = 'halted'; // whatever the stack of the host has room for from here on
        if (!this.supervisor.failed) this.#panic(error);
      }
      // What the app's own callback threw is the app's; the kernel code that it cut short can't go on, whatever it made of that. Nor can a
      // machine whose run was cut short by the end of the host's stack, where perhaps nothing could be written down any more.
      if (!this.supervisor.failed) continue;
      this.#hart = 'halted';
      throw this.supervisor.failure ?? this.supervisor.hostFailure?.error;
    }
    const retired = this.supervisor.retired - start;
    if (this.#hart === 'halted') return { reason: 'halt', retired, status: this.supervisor.haltStatus ?? PANIC_STATUS };
    if (this.supervisor.stopped) return { reason: 'debug', retired };
    if (!idle) return { reason: 'budget', retired };
    const deadline = this.supervisor.idleDeadline();
    return deadline === undefined ? { reason: 'idle', retired } : { reason: 'idle', retired, deadline };
  }

  /**
   * Lets the hart go on, for as long as it stops for nothing but system calls that are served at once: those go back without a switch
   * to the task, for the price of one.
   */
  #run(budget: number): Exit | 'served' {
    const { supervisor } = this;
    let left = budget;
    let before = supervisor.retired;
    do {
      const exit = supervisor.run(left);
      if (exit !== 'gate' || supervisor.gate !== Gate.Trap || supervisor.argument(0) !== USER_ECALL) return exit;
      this.#hart = 'stopped';
      const user = this.#user!;
      if (userInternals.serve(user) === 'stop' || this.#shutdown !== undefined || this.unfinished > 0) {
        userInternals.deliver(user, SYSCALL);
        return 'served';
      }
      this.#charged += SWITCH_COST;
      userInternals.reenter(user);
      this.#hart = 'user';
      const { retired } = supervisor;
      left -= SWITCH_COST + retired - before;
      before = retired;
    } while (left > 0);
    return 'served';
  }

  /** The hart stopped at a gate: does what it stopped for. */
  #serveGate(): void {
    const { supervisor } = this;
    this.#hart = 'stopped';
    switch (supervisor.gate) {
      case Gate.Boot:
        this.#start();
        break;
      case Gate.Trap:
        this.#userTrap();
        break;
      case Gate.Done: // the wait is over
        this.timer.interrupt();
        break;
      case Gate.KernelTrap:
        throw new KernelTrap(supervisor.argumentBits(0), supervisor.argumentBits(1), supervisor.argumentBits(2));
      default:
        throw new OstdError('E_PANIC', `the kernel image stopped at gate ${supervisor.gate}, which does not exist`);
    }
  }

  /** Builds the system on what the firmware left, and calls the kernel. */
  #start(): void {
    const { info, frames } = this.#boot.discover();
    this.frames = frames;
    this.kernelSpace = new KernelSpace(frames, this.image, info.memory);
    this.supervisor.enablePaging(this.kernelSpace.table.root, SIE_STIE);
    this.heap = new KernelHeap(frames);
    this.sbi = new Sbi(this.supervisor);
    this.console = new Console(this);
    this.timer = new TimerQueue(this, info.timebase);
    const { kernel, modules } = this.#options; // a call by the name of a member would hand the options over as `this`
    kernel(Object.freeze({ ...info, modules }));
    this.#giveWay(); // none of the kernel's tasks has run; where that is the end, none will
  }

  /** See `whole`. */
  #checkWhole(): void {
    if (this.unfinished > 0) throw new OstdError('E_UNWOUND', UNWOUND);
  }

  /** The kernel has returned: ends the machine if that was asked for, unless there is something wrong that would be lost with it. */
  #giveWay(): boolean {
    this.frames.checkPolicy();
    this.#checkWhole();
    if (this.#shutdown === undefined) return false;
    this.sbi.shutdown(this.#shutdown);
    this.#hart = 'halted';
    return true;
  }

  /** A user stopped for something else than a call: says so to its coroutine. */
  #userTrap(): void {
    const { supervisor } = this;
    const user = this.#user!;
    const cause = decodeCause(BigInt.asUintN(64, supervisor.argumentBits(0)));
    const value = BigInt.asUintN(64, supervisor.argumentBits(1));
    switch (cause.kind) {
      case 'interrupt':
        this.trace('interrupt', () => cause.cause);
        this.timer.interrupt();
        userInternals.deliver(user, NO_EVENT);
        return;
      case 'exception': {
        this.trace('exception', () => `${cause.cause} ${hex(value)}`);
        const address = toVaddr(Number(BigInt.asIntN(64, value)));
        const event = { kind: 'exception', cause: cause.cause, value } as const;
        userInternals.deliver(user, address === undefined ? event : { ...event, address });
        return;
      }
      case 'unknown':
        throw new OstdError('E_PANIC', `a user trapped with scause ${hex(cause.scause)}, which no supervisor knows`);
    }
  }

  /** Runs kernel code until the hart is needed again. */
  #dispatch(): void {
    const next = this.executor.advance();
    if (this.#giveWay()) return;
    switch (next.kind) {
      case 'switch':
        return;
      case 'idle':
        this.timer.stopTicking();
        this.supervisor.request(Operation.Wait);
        this.#hart = 'waiting';
        return;
      case 'user': {
        this.timer.startTicking();
        userInternals.enter(next.mode);
        this.#user = next.mode;
        this.#hart = 'user';
      }
    }
  }

  /** The kernel, or ostd, is broken: says so and ends the machine. Nothing of it reaches the host. */
  #panic(error: unknown): void {
    try {
      log.error(`[ostd] panic: ${textOf(error)}`);
      this.sbi.shutdown(PANIC_STATUS);
    } catch {
      // Not even the console works; the exit status is all that is left to say it.
    }
    const { onPanic } = this.#options;
    ask(() => onPanic?.(explained(error)));
  }
}

/** What was thrown is the kernel's, and so may be the code that makes a text of it. */
function textOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return 'an exception that cannot be told';
  }
}
