/** The machine's capabilities for the supervisor above it: memory by physical address, and harts between gates. */
import type { FrameState, RawShadow } from './checker.ts';
import { TIMEBASE } from './clock.ts';
import type { MachineCore } from './core.ts';
import { MachineError } from './error.ts';
import type { CsrFile } from './hart/csr-file.ts';
import { RunExit } from './hart/exit.ts';
import type { Hart } from './hart/hart.ts';
import { highOf, lowOf, safeNumber } from './hart/halves.ts';
import { checkBudget, coreOf, type Machine } from './machine.ts';
import type { GuestMemory } from './memory.ts';
import { wordsOf, type RawWords } from './words.ts';

export { RunExit };
export type { RawWords } from './words.ts';
export type { FrameState, RawShadow, UserEntry } from './checker.ts';

/** Guest RAM by physical address. Every method throws RangeError for what is not wholly in RAM. */
export interface RawMemory {
  /** Physical address of the first byte. */
  readonly base: number;
  /** Bytes. */
  readonly size: number;
  readonly readU8: (address: number) => number;
  readonly readU16: (address: number) => number;
  readonly readU32: (address: number) => number;
  readonly writeU8: (address: number, value: number) => void;
  readonly writeU16: (address: number, value: number) => void;
  readonly writeU32: (address: number, value: number) => void;
  /** A 64-bit two's-complement value. Throws RangeError if it is not a safe integer. */
  readonly readNumber: (address: number) => number;
  readonly writeNumber: (address: number, value: number) => void;
  /** RAM to `target`, as many bytes as that has. */
  readonly copyOut: (address: number, target: Uint8Array) => void;
  readonly copyIn: (address: number, source: Uint8Array) => void;
  readonly fill: (address: number, length: number, byte: number) => void;
  /** Within RAM; the ranges may overlap. */
  readonly copy: (to: number, from: number, length: number) => void;
  /** So many words of 8 bytes from an address on, all in one page; it is a multiple of 8. */
  readonly words: (address: number, count: number) => RawWords;
}

/** A hart as a supervisor may have it: there is no way to its privilege, pc or CSRs but S-mode code. */
export interface RawHart {
  readonly id: number;
  /**
   * Attempts at most `fuel` instructions (one that traps counts, but does not retire). Gives a {@link RunExit}.
   * Throws MachineError `E_CONFIG` if `fuel` is not a positive integer, `E_UNWOUND` if an earlier run was left in the middle.
   */
  readonly run: (fuel: number) => RunExit;
  /** The same, for what the caller cannot interrupt: no debugger stops it (`RunExit.Debug`). */
  readonly runThrough: (fuel: number) => RunExit;
  /** Instructions retired by this hart. */
  readonly retired: number;
  /** Operand of the gate instruction at which the hart stopped last. */
  readonly gate: number;
  // While stopped at a gate, and only then (MachineError `E_NOT_AT_GATE`): arguments 0 … 7, which are in a0 … a7.
  /** The signed value, or NaN if it is not a safe integer. */
  readonly argument: (index: number) => number;
  /** Its halves, as i32. */
  readonly argumentLow: (index: number) => number;
  readonly argumentHigh: (index: number) => number;
  /** A safe integer, else RangeError. */
  readonly setArgument: (index: number, value: number) => void;
  /** Arguments 0 to 3 at once. */
  readonly setArguments: (a0: number, a1: number, a2: number, a3: number) => void;
}

export interface RawMachine {
  /**
   * RAM, for accesses of which the caller believes that they only meet frames in that state. A checked machine sees to it; another
   * one gives the same memory for each.
   */
  readonly memory: (state: FrameState) => RawMemory;
  /** Whom to tell what frames are used for; absent unless the machine is checked. */
  readonly shadow: RawShadow | undefined;
  readonly harts: readonly RawHart[];
  /** Timer ticks a second. */
  readonly timebase: number;
  /** Timer ticks since reset. */
  readonly now: () => number;
  /** Instructions retired by all harts. */
  readonly retired: number;
  /** The exit status once the machine was switched off. A reboot counts as that: status 0. */
  readonly haltStatus: number | undefined;
  /** Why no hart can run any more: `E_UNWOUND`, if a run was left in the middle of an instruction, since the host's stack ended. */
  readonly failure: MachineError | undefined;
  /**
   * Callbacks of the host's that have not returned (a console's, a clock's, a device's, an observer's), and runs, in which whatever is called is the host's.
   * Some are called by what reads the clock or writes to RAM; a supervisor is in the middle of something then. The same object for good, for who asks often.
   */
  readonly calls: { readonly count: number };
  /** A debugger has stopped the machine: nothing runs until it lets go. */
  readonly stopped: boolean;
  readonly bootArguments: string;
  /** Whether time is a function of the instructions executed. */
  readonly deterministic: boolean;
  /**
   * From now on devices reach only what of RAM `permits` (bytes by physical address) allows; `undefined` is all of RAM. Who asks
   * for more stops its device: it needs a reset.
   */
  readonly setDmaFilter: (permits: ((address: number, length: number) => boolean) | undefined) => void;
  /** When the next timer interrupt comes, in ticks; `undefined` if none is due. */
  readonly idleDeadline: () => number | undefined;
  /** Milliseconds until then. */
  readonly idleMilliseconds: () => number | undefined;
}

const A0 = 10;
const ARGUMENTS = 8;

/**
 * Makes the caller this machine's supervisor: gate instructions in S-mode stop the hart and are its calls, and only it
 * can run harts from now on.
 * @throws MachineError `E_ATTACHED` if the machine has one.
 */
export function attach(machine: Machine): RawMachine {
  const core = coreOf(machine);
  if (core.supervised) throw new MachineError('E_ATTACHED', 'this machine has a supervisor; make another machine');
  core.supervised = true;
  const plain = rawMemory(core.memory);
  const { checker } = core.options;
  return Object.freeze({
    memory: (state: FrameState) => checker?.memory(state, plain) ?? plain,
    shadow: checker?.shadow,
    harts: Object.freeze(core.harts.map((hart) => rawHart(core, hart))),
    timebase: TIMEBASE,
    now: () => {
      core.clock.refresh();
      return core.clock.now();
    },
    get retired() {
      return core.retired;
    },
    get haltStatus() {
      return core.haltStatus;
    },
    get failure() {
      return core.failure;
    },
    calls: core.calls,
    get stopped() {
      return core.debug?.stop !== undefined;
    },
    bootArguments: core.options.bootargs,
    deterministic: core.options.clock === 'deterministic',
    setDmaFilter: (permits: MachineCore['dmaFilter']) => {
      core.dmaFilter = permits;
    },
    idleDeadline: () => core.nextDeadline,
    idleMilliseconds: () => core.idleMilliseconds,
  });
}

function rawMemory(memory: GuestMemory): RawMemory {
  return Object.freeze({
    base: memory.base,
    size: memory.size,
    readU8: (address: number) => memory.readU8(address),
    readU16: (address: number) => memory.readU16(address),
    readU32: (address: number) => memory.readU32(address),
    writeU8: (address: number, value: number) => memory.writeU8(address, value),
    writeU16: (address: number, value: number) => memory.writeU16(address, value),
    writeU32: (address: number, value: number) => memory.writeU32(address, value),
    readNumber: (address: number) => memory.readNumber(address),
    writeNumber: (address: number, value: number) => memory.writeNumber(address, value),
    copyOut: (address: number, target: Uint8Array) => target.set(memory.subarray(address, target.length)),
    copyIn: (address: number, source: Uint8Array) => memory.write(address, source),
    fill: (address: number, length: number, byte: number) => memory.fill(address, length, byte),
    copy: (to: number, from: number, length: number) => memory.copy(to, from, length),
    words: (address: number, count: number) => wordsOf(memory, address, count),
  });
}

function rawHart(core: MachineCore, hart: Hart): RawHart {
  let atGate = false;
  const { csrs } = hart;
  const { checker } = core.options;
  const checkGate = (): void => {
    if (atGate) return;
    throw core.failure ?? new MachineError('E_NOT_AT_GATE', `hart ${hart.id} is not at a gate: it has no arguments`);
  };
  const register = (index: number): number => {
    checkGate();
    if (!Number.isInteger(index) || index < 0 || index >= ARGUMENTS) {
      throw new RangeError(`no argument ${index}; there are 0 to ${ARGUMENTS - 1}`);
    }
    return A0 + index;
  };
  const run = (fuel: number): RunExit => {
    checkBudget(fuel);
    if (core.failure !== undefined) throw core.failure;
    checker?.resume();
    atGate = false;
    // Nothing of the supervisor's runs meanwhile: whatever of the app's is come to, and by whatever way, is a call of the host's.
    core.calls.count++;
    try {
      const exit = core.run(hart, fuel);
      core.calls.count--;
      atGate = exit === RunExit.Gate;
      return exit;
    } catch (error) {
      core.calls.count--;
      if (!core.unwound && core.calls.handedOn?.thrown !== error) {
        core.unwound = true;
        core.unwoundBy = error;
      }
      throw error;
    }
  };
  return Object.freeze({
    id: hart.id,
    run,
    runThrough: (fuel: number) => {
      const { debug } = core;
      if (debug === undefined) return run(fuel);
      debug.suspended = true;
      try {
        return run(fuel);
      } finally {
        debug.suspended = false;
      }
    },
    get retired() {
      return hart.retired;
    },
    get gate() {
      return hart.gate;
    },
    argument: (index: number) => {
      const x = register(index);
      return safeNumber(csrs.xLow(x), csrs.xHigh(x));
    },
    argumentLow: (index: number) => csrs.xLow(register(index)),
    argumentHigh: (index: number) => csrs.xHigh(register(index)),
    setArgument: (index: number, value: number) => {
      setRegister(csrs, register(index), value);
    },
    setArguments: (a0: number, a1: number, a2: number, a3: number) => {
      checkGate();
      // On the way of every system call, where they are small.
      if ((a0 | 0) === a0 && (a1 | 0) === a1 && (a2 | 0) === a2 && (a3 | 0) === a3) {
        csrs.setSmall(A0, a0, a1, a2, a3);
        return;
      }
      setRegister(csrs, A0, a0);
      setRegister(csrs, A0 + 1, a1);
      setRegister(csrs, A0 + 2, a2);
      setRegister(csrs, A0 + 3, a3);
    },
  });
}

function setRegister(csrs: CsrFile, x: number, value: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`argument ${x - A0}: ${value} is not a safe integer`);
  csrs.setX(x, lowOf(value), highOf(value));
}
