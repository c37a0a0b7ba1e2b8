/** Drives a hart through the S-mode code: runs it to the next gate, and has operations carried out. */
import { RunExit, type RawHart, type RawMachine } from '@racho/machine/raw';
import { OstdError } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import type { Paddr, Ppn, Vaddr } from '../mm/address.ts';
import { Gate, modeAndAsid, Operation, TrapContextOffset } from './gate.ts';
import { rawOf, type Platform } from './platform.unsafe.ts';

/** What ended a {@link Supervisor.run}. */
export type Exit = 'fuel' | 'gate' | 'idle' | 'halt' | 'debug';

/** By the machine's number for it. */
const exits: readonly (Exit | undefined)[] = Array.from(
  { length: Math.max(...Object.values(RunExit)) + 1 },
  (_, code) => exitOf(code as RunExit),
);

function exitOf(code: RunExit): Exit | undefined {
  switch (code) {
    case RunExit.Fuel:
      return 'fuel';
    case RunExit.Gate:
      return 'gate';
    case RunExit.Idle:
      return 'idle';
    case RunExit.Halt:
      return 'halt';
    case RunExit.Debug:
      return 'debug';
    case RunExit.Pause:
      return undefined; // the machine's own business
  }
}

/** Instructions an operation may take, M-mode firmware included, before we say that it hangs. */
const OPERATION_FUEL = 50_000_000;

/** One hart, seen from the framework. */
export class Supervisor {
  readonly hartId: number;
  /**
   * What a callback of the app (console, clock, a device's back-end, trace) has thrown, or the machine that it cut short: for the app. A plain field,
   * for it may be the host's stack that has ended.
   */
  hostFailure: { readonly error: unknown } | undefined;
  /** Calls of the app that the machine is in, in the middle of whatever ostd has it do. A plain field: each use of ostd asks. */
  readonly calls: { readonly count: number };
  readonly #machine: RawMachine;
  readonly #hart: RawHart;

  constructor(platform: Platform, hartId: number) {
    const machine = rawOf(platform);
    // SAFETY: the hart is only held here, each use of it has its reason; and a count of calls changes nothing.
    const hart = machine.harts[hartId];
    if (hart === undefined) throw new OstdError('E_ARGUMENT', `the machine has no hart ${hartId}`);
    this.hartId = hartId;
    this.#machine = machine;
    this.#hart = hart;
    this.calls = machine.calls;
  }

  /** Instructions that this hart has retired. */
  get retired(): number {
    // SAFETY: reading a counter changes nothing.
    return this.#hart.retired;
  }

  /** Timer ticks since reset. */
  now(): number {
    // SAFETY: reading the clock changes nothing.
    return this.#machine.now();
  }

  /** Milliseconds until the next timer event, if there is one. */
  idleDeadline(): number | undefined {
    // SAFETY: as `now`.
    return this.#machine.idleMilliseconds();
  }

  get haltStatus(): number | undefined {
    // SAFETY: as `now`.
    return this.#machine.haltStatus;
  }

  /** Why the hart can't run any more, in words; `undefined` if it can. */
  get failure(): Error | undefined {
    // SAFETY: reading changes nothing; the error goes to the app, not to the kernel (S4).
    return this.#machine.failure;
  }

  /** Whether the app has failed, or the machine. */
  get failed(): boolean {
    // SAFETY: as `now`; nobody gets the error itself.
    return this.hostFailure !== undefined || this.#machine.failure !== undefined;
  }

  /** Whether a debugger has stopped the machine. */
  get stopped(): boolean {
    // SAFETY: as `now`.
    return this.#machine.stopped;
  }

  /** Lets the hart go on for at most `fuel` instructions. */
  run(fuel: number): Exit {
    return this.#went('run', fuel);
  }

  #went(how: 'run' | 'runThrough', fuel: number): Exit {
    this.#checkHost();
    let code: number;
    try {
      // SAFETY: the hart goes on in the S-mode code where it stopped, or in the user program that this code
      // returned to; neither its pc nor its privilege can be chosen here (S3).
      code = how === 'run' ? this.#hart.run(fuel) : this.#hart.runThrough(fuel);
    } catch (error) {
      this.hostFailure ??= { error };
      throw overByHost();
    }
    const exit = exits[code];
    if (exit === undefined) throw new OstdError('E_PANIC', 'the machine reported an unknown exit');
    return exit;
  }

  /** Nothing goes on where the app has failed, or a run was cut short, whoever hears of that first. */
  #checkHost(): void {
    if (this.failed) throw overByHost();
  }

  /** The number of the gate the hart stopped at. */
  get gate(): number {
    // SAFETY: reading a number changes nothing.
    return this.#hart.gate;
  }

  /** a`n` at a gate, exact, or NaN where a number can't hold it. */
  argument(n: number): number {
    // SAFETY: reading a register changes nothing.
    return this.#hart.argument(n);
  }

  /** a`n` at a gate, exact. */
  argumentBits(n: number): bigint {
    // SAFETY: as `argument`.
    const high = BigInt(this.#hart.argumentHigh(n)) << 32n;
    return high | BigInt(this.#hart.argumentLow(n) >>> 0);
  }

  /** Sets the operation and its arguments; the next {@link run} starts it. */
  request(operation: number, a1 = 0, a2 = 0, a3 = 0): void {
    this.#checkHost();
    // SAFETY: the S-mode code checks the operation's number; what an operation may do is fixed in kernel.S.
    this.#hart.setArguments(operation, a1, a2, a3);
  }

  /** Carries out an operation that ends in `Gate.Done`, at once. Results are in {@link argument} 0 and 1. */
  perform(operation: number, a1 = 0, a2 = 0, a3 = 0): void {
    this.request(operation, a1, a2, a3);
    this.#finish(`operation ${operation}`);
  }

  /** SBI call. `halted` when the call ended the machine. */
  sbiCall(extension: number, fn: number, a0 = 0, a1 = 0, a2 = 0): { error: number; value: number; halted: boolean } {
    this.request(Operation.Sbi, extension, fn, a0);
    // SAFETY: as in `request`; a4 to a6 are the call's remaining arguments.
    this.#hart.setArgument(4, a1);
    this.#hart.setArgument(5, a2);
    this.#hart.setArgument(6, 0);
    const halted = this.#finish(`SBI call ${extension.toString(16)}.${fn}`) === 'halt';
    return halted ? { error: 0, value: 0, halted } : { error: this.argument(0), value: this.argument(1), halted };
  }

  /** Forgets the translations of the page at `address` in address space `asid`. */
  fencePage(address: Vaddr, asid: number): void {
    this.perform(Operation.FencePage, address, asid);
  }

  /** Forgets all translations of address space `asid` that are not global. */
  fenceSpace(asid: number): void {
    this.perform(Operation.FenceSpace, asid);
  }

  /** Turns paging on with the kernel's own table and lets the interrupts of `sie` through. */
  enablePaging(root: Ppn, sie: number): void {
    this.perform(Operation.Paging, modeAndAsid(0), root, sie);
  }

  /** Loads 8 bytes through the MMU, as S-mode code does. */
  load(address: Vaddr): bigint {
    this.perform(Operation.Load, address);
    return this.argumentBits(0);
  }

  /** Stores 4 bytes through the MMU, as S-mode code does. */
  store(address: Vaddr, value: number): 'done' | 'halt' {
    this.request(Operation.Store, address, value);
    return this.#finish('store');
  }

  /** Stores the floating-point registers in the trap context at `context`. */
  saveFloat(context: Paddr): void {
    // SAFETY (and of `loadFloat`): only `FloatUnit` calls these, with the base of a live trap context, whose bytes are
    // the image's to write (S1); the values are those of the user that it belongs to (S3).
    this.perform(Operation.SaveFloat, context);
  }

  /** Loads them from there. */
  loadFloat(context: Paddr): void {
    this.perform(Operation.LoadFloat, context);
  }

  /**
   * Asks to return to user mode in the trap context at `context`, which is at `registers`; {@link run} then runs the user.
   */
  requestRestore(context: Vaddr, asid: number, root: Ppn, registers: Paddr): void {
    // SAFETY: telling a checked machine which user is meant is no way to run it.
    const { sepc: pc, sstatus: status } = TrapContextOffset;
    this.#machine.shadow?.enter({ root, asid, context: registers, pc, status });
    this.request(Operation.Restore, context, modeAndAsid(asid), root);
  }

  #finish(what: string): 'done' | 'halt' {
    // No debugger may stop it: kernel code waits for it, and cannot be left in the middle.
    const exit = this.#went('runThrough', OPERATION_FUEL);
    if (exit === 'halt') return 'halt';
    if (exit !== 'gate') throw new OstdError('E_PANIC', `${what} did not end: the hart stopped for ${exit}`);
    if (this.gate === Gate.KernelTrap)
      throw new KernelTrap(this.argumentBits(0), this.argumentBits(1), this.argumentBits(2));
    if (this.gate !== Gate.Done) throw new OstdError('E_PANIC', `${what} ended at gate ${this.gate}`);
    return 'done';
  }
}

/** What the kernel gets when the app has failed: objects of the host's are not for it (S4). */
export const overByHost = (): OstdError =>
  new OstdError('E_HOST', 'the app that runs this system has failed: nothing can be done here any more');

/** S-mode code trapped: the three registers that say why, unsigned. */
export class KernelTrap extends Error {
  readonly scause: bigint;
  readonly stval: bigint;
  readonly sepc: bigint;

  constructor(scause: bigint, stval: bigint, sepc: bigint) {
    const text = (value: bigint): string => `0x${BigInt.asUintN(64, value).toString(16)}`;
    super(`trap in kernel mode: scause ${text(scause)}, stval ${text(stval)}, sepc ${text(sepc)}`);
    this.name = 'KernelTrap';
    this.scause = BigInt.asUintN(64, scause);
    this.stval = BigInt.asUintN(64, stval);
    this.sepc = BigInt.asUintN(64, sepc);
  }
}
freezeClass(KernelTrap);
