/** The machine as its user sees it: configure, step, feed the console, look inside. */
import { csrNumber } from '@racho/isa';
import { MachineCore } from './core.ts';
import { MachineError } from './error.ts';
import { csrByNumber } from './hart/csr-table.ts';
import { RunExit } from './hart/exit.ts';
import type { Hart } from './hart/hart.ts';
import { toBigInt } from './hart/halves.ts';
import { Access } from './hart/page-walk.ts';
import { Opened, takeSnapshot } from './snapshot/snapshot.ts';
import { describe, resolveOptions, type MachineOptions, type ResolvedOptions } from './options.ts';

/** What a step came to. */
export interface StepResult {
  /**
   * `budget`: it is used up. `idle`: every hart waits for an interrupt. `halt`: the machine was switched off. `debug`: a debugger
   * has stopped it.
   */
  readonly reason: 'budget' | 'idle' | 'halt' | 'debug';
  /** Instructions retired by this step. */
  readonly retired: number;
  /** The exit status, when halted. */
  readonly status?: number;
  /** When idle: milliseconds until the next timer event, if there is one. */
  readonly deadline?: number;
}

/** A look at a hart, for debuggers and tests. 64-bit values are unsigned. */
export interface HartView {
  readonly id: number;
  readonly pc: bigint;
  /** 0 is U-mode, 1 S-mode, 3 M-mode. */
  readonly privilege: number;
  readonly retired: number;
  /** Integer register 0 … 31; MachineError `E_CONFIG` for another number. */
  readonly x: (register: number) => bigint;
  /** The bits of floating-point register 0 … 31; a single is NaN-boxed, as FMV.X.D would give it. */
  readonly f: (register: number) => bigint;
  /** A control and status register by its name; `undefined` if the hart has none of that name. */
  readonly csr: (name: string) => bigint | undefined;
}

export type AccessKind = 'load' | 'store' | 'fetch';
const accessOf: Readonly<Record<AccessKind, Access>> = { load: Access.Load, store: Access.Store, fetch: Access.Fetch };

let coreOfMachine: (machine: Machine) => MachineCore;

/** An RV64 machine like QEMU's `virt`. */
export class Machine {
  readonly #core: MachineCore;
  #stepping = false;

  static {
    coreOfMachine = (machine) => machine.#core;
  }

  /**
   * Makes the machine and loads its software.
   * @throws MachineError `E_CONFIG` for an impossible option, `E_HOST` if the host lacks WebAssembly or the memory,
   *   `E_IMAGE_FORMAT`, `E_IMAGE_OUTSIDE_RAM` or `E_IMAGE_OVERLAP` for software that cannot be loaded.
   */
  constructor(options: MachineOptions = {}) {
    this.#core = new MachineCore(resolveOptions(options));
  }

  /**
   * The machine that {@link snapshot} has saved, going on where it was. Memory, harts, images and the kind of clock are the snapshot's,
   * so that `options` need only give what is the host's: console, drives and the other back-ends, and the clock itself.
   * @param snapshot - is not kept
   * @throws MachineError `E_SNAPSHOT_FORMAT` for bytes that are no snapshot or a damaged one, `E_SNAPSHOT_VERSION` for one of another
   *   version, `E_SNAPSHOT_MISMATCH` if options or devices are not those of the snapshot; else as the constructor. Then the contents of
   *   drives, and other state of back-ends, are what they were.
   */
  static restore(snapshot: Uint8Array, options: MachineOptions = {}): Machine {
    const opened = new Opened(snapshot);
    const machine = new Machine(opened.options(options));
    opened.into(machine.#core.parts);
    return machine;
  }

  /**
   * The whole machine as bytes for {@link restore}: the same state gives the same bytes. They are not compressed; pages of zeros
   * take no room. The machine goes on as if nothing had happened, but for its TLBs, which are emptied.
   * @throws MachineError `E_SNAPSHOT_BUSY` within a step, and while a back-end has a request (step on, and try again);
   *   `E_SNAPSHOT_UNSUPPORTED` if a supervisor is attached, or a 9P server in use cannot save itself; `E_HOST` without memory for it.
   */
  snapshot(): Uint8Array {
    const core = this.#core;
    if (core.supervised) {
      const message = 'a supervisor is attached to this machine, whose tasks cannot be saved';
      throw new MachineError(
        'E_SNAPSHOT_UNSUPPORTED',
        `${message}; take a snapshot of the kernel's machine before that`,
      );
    }
    if (this.#stepping) {
      throw new MachineError(
        'E_SNAPSHOT_BUSY',
        'the machine is within a step; take the snapshot when that has returned',
      );
    }
    if (core.failure !== undefined) throw core.failure;
    return takeSnapshot(core);
  }

  /** The options with their defaults. */
  get options(): ResolvedOptions {
    return this.#core.options;
  }

  /** Instructions retired since the machine was made, of all harts. */
  get retired(): number {
    return this.#core.retired;
  }

  /**
   * Runs until `budget` instructions were attempted (one that traps counts, but is not retired), all harts wait, or the
   * machine is switched off. An idle or halted machine may be stepped again; that retires nothing.
   * @throws MachineError `E_CONFIG` if `budget` is not a positive integer, `E_ATTACHED` if a supervisor drives the machine,
   *   `E_NESTED` within a step, `E_UNWOUND` if the host's stack ended in the middle of this step or an earlier one.
   */
  step(budget: number): StepResult {
    const core = this.#core;
    if (core.supervised) {
      throw new MachineError('E_ATTACHED', 'a supervisor is attached to this machine; step the supervisor instead');
    }
    if (this.#stepping) {
      throw new MachineError('E_NESTED', 'the machine is within a step; step it after the callback has returned');
    }
    checkBudget(budget);
    const before = core.retired;
    const exit = this.#run(budget);
    const retired = core.retired - before;
    if (exit === RunExit.Halt) return { reason: 'halt', retired, status: core.haltStatus ?? 0 };
    if (exit === RunExit.Debug) return { reason: 'debug', retired };
    if (exit !== RunExit.Idle) return { reason: 'budget', retired };
    const deadline = core.idleMilliseconds;
    return { reason: 'idle', retired, ...(deadline === undefined ? {} : { deadline }) };
  }

  /** Bytes of console input that {@link send} takes now without losing any. */
  get inputRoom(): number {
    return this.#core.serial.room;
  }

  /**
   * Console input. Bytes beyond what the line buffers (64 KiB) are lost.
   * @throws MachineError `E_CONFIG` if it is no Uint8Array.
   */
  send(bytes: Uint8Array): void {
    if (!((bytes as unknown) instanceof Uint8Array)) {
      throw new MachineError('E_CONFIG', `console input is ${describe(bytes)}; give a Uint8Array`);
    }
    this.#core.receive(bytes);
  }

  /** @throws MachineError `E_CONFIG` if there is no such hart. */
  hart(id: number): HartView {
    return viewOf(this.#hart(id));
  }

  /**
   * A copy of physical memory.
   * @throws RangeError if any of it is not RAM, MachineError `E_CONFIG` for what is no number.
   */
  readMemory(address: number, length: number): Uint8Array {
    for (const [name, value] of Object.entries({ address, length })) {
      if (typeof value === 'number') continue;
      throw new MachineError('E_CONFIG', `${name} is ${describe(value)}; give a number, as physical addresses are`);
    }
    return this.#core.memory.subarray(address, length).slice();
  }

  /**
   * The physical address that a hart's access to a virtual one (64 bits) would go to now, or `undefined` if it would fault.
   * Changes nothing, not even A and D bits.
   * @throws MachineError `E_CONFIG` if there is no such hart, or the address is no bigint.
   */
  translate(hart: number, address: bigint, access: AccessKind = 'load'): number | undefined {
    if (typeof address !== 'bigint') {
      throw new MachineError('E_CONFIG', `the virtual address is ${describe(address)}; give a bigint`);
    }
    const low = Number(BigInt.asIntN(32, address));
    const high = Number(BigInt.asIntN(32, address >> 32n));
    const physical = this.#hart(hart).mmu.translate(low, high, 1, accessOf[access], 'observe');
    return physical < 0 ? undefined : physical;
  }

  #run(budget: number): RunExit {
    const core = this.#core;
    if (core.failure !== undefined) throw core.failure;
    this.#stepping = true;
    try {
      return core.step(budget);
    } catch (error) {
      if (!core.unwound && core.calls.handedOn?.thrown !== error) {
        core.unwound = true;
        core.unwoundBy = error;
      }
      throw this.#core.failure ?? error;
    } finally {
      this.#stepping = false;
    }
  }

  #hart(id: number): Hart {
    const hart = this.#core.harts[id];
    if (hart === undefined) {
      throw new MachineError('E_CONFIG', `no hart ${id}; there are ${this.#core.harts.length}, counted from 0`);
    }
    return hart;
  }
}

/** For `raw`, which is not for everyone. */
export const coreOf = (machine: Machine): MachineCore => coreOfMachine(machine);

/** @throws MachineError `E_CONFIG` if it is not a positive integer. */
export function checkBudget(budget: number): void {
  if (!Number.isSafeInteger(budget) || budget <= 0) {
    throw new MachineError('E_CONFIG', `budget is ${budget}; give a positive whole number of instructions`);
  }
}

function checked(register: number): number {
  if (Number.isInteger(register) && register >= 0 && register < 32) return register;
  throw new MachineError('E_CONFIG', `no register ${register}; there are 0 to 31`);
}

function viewOf(hart: Hart): HartView {
  const { csrs } = hart;
  return {
    id: hart.id,
    get pc() {
      return toBigInt(csrs.pcLow, csrs.pcHigh);
    },
    get privilege() {
      return csrs.privilege;
    },
    get retired() {
      return hart.retired;
    },
    x: (register) => toBigInt(csrs.xLow(checked(register)), csrs.xHigh(register)),
    f: (register) => toBigInt(csrs.fLow(checked(register)), csrs.fHigh(register)),
    csr: (name) => {
      const row = csrByNumber[csrNumber(name) ?? -1];
      if (row === undefined) return undefined;
      const low = csrs.read(row);
      return toBigInt(low, csrs.high);
    },
  };
}
