/** The debug port of a machine: what a debugger reads, writes and stops, with or without a supervisor above the machine. */
import type { MachineCore } from '../core.ts';
import { MachineError } from '../error.ts';
import type { Hart } from '../hart/hart.ts';
import { Rest } from '../hart/rest.ts';
import { coreOf, type Machine } from '../machine.ts';
import { DebugMemory, identity, translationOf, type DeviceUse, type Translation } from './memory.ts';
import { Points, type Point } from './points.ts';
import { Probe, type DebugStop, type HartMode, type Session } from './probe.ts';
import { readRegister, writeRegister } from './registers.ts';

/** A hart in a debugger's hands. Addresses and values have 64 bits and are unsigned. */
export interface DebugHart {
  readonly id: number;
  /** `'waiting'`: for an interrupt; `'stopped'`: until another hart starts it. */
  readonly state: 'ready' | 'waiting' | 'stopped';
  /** `pc`, `priv` (0, 1 or 3), `x0` … `x31`, `f0` … `f31`, their ABI names, or a CSR; `undefined` for any other name. */
  readonly read: (register: string) => bigint | undefined;
  /** By the register's own rules (WARL); `false` if there is none of that name, or it is read-only. */
  readonly write: (register: string, value: bigint) => boolean;
  /** Where its loads from a virtual address go now, whatever the page's rights; `undefined` if nothing is mapped. */
  readonly translate: (address: bigint) => number | undefined;
  /** Virtual memory: the bytes up to the first that cannot be read. Changes nothing, no A bit and no TLB. */
  readonly readMemory: (address: bigint, length: number, devices?: DeviceUse) => Uint8Array;
  /** `false` if some of it is not mapped to memory; then nothing is written. Pages without W are written, too. */
  readonly writeMemory: (address: bigint, bytes: Uint8Array, devices?: DeviceUse) => boolean;
}

/** A window of the physical address space. */
export interface Window {
  readonly name: string;
  readonly base: number;
  /** Bytes. */
  readonly size: number;
}

export interface DebugPort {
  readonly harts: readonly DebugHart[];
  /**
   * Why the machine stands still: until {@link DebugPort.resume}, every step of it, or of the supervisor's, executes nothing and
   * gives `'debug'` as reason.
   */
  readonly stop: DebugStop | undefined;
  /** Makes it stand still. Where it stopped already, the reason stays. */
  readonly pause: () => void;
  /**
   * Lets it go on until the next stop, by default with all harts. The instruction at which a hart stopped is not stopped at
   * again, but executed. Where a supervisor serves a gate, that is all one instruction, whatever it has the hart do meanwhile.
   */
  readonly resume: (mode?: (hart: number) => HartMode) => void;
  /** Sets a point; `false` if no hart can ever touch the range. The same twice is one. */
  readonly insert: (point: Point) => boolean;
  /** `false` if there is none. */
  readonly remove: (point: Point) => boolean;
  /** Removes all points and lets the machine go on. From then on it runs at full speed. */
  readonly detach: () => void;
  /** Physical memory, as {@link DebugHart.readMemory}. */
  readonly readPhysical: (address: bigint, length: number, devices?: DeviceUse) => Uint8Array;
  readonly writePhysical: (address: bigint, bytes: Uint8Array, devices?: DeviceUse) => boolean;
  /** Power-on, with the images loaded anew. Throws MachineError `E_ATTACHED` if a supervisor drives the machine. */
  readonly reset: () => void;
  /** RAM and devices, by address. */
  readonly windows: readonly Window[];
  /** Instructions retired by all harts. */
  readonly retired: number;
}

class Port implements DebugPort {
  readonly harts: readonly DebugHart[];
  readonly #core: MachineCore;
  readonly #memory: DebugMemory;
  readonly #session: Session = { points: new Points(), stop: undefined, suspended: false };
  readonly #probes: readonly Probe[];

  constructor(core: MachineCore) {
    this.#core = core;
    core.debug = this.#session;
    this.#memory = new DebugMemory(core.memory, core.bus, (address, bytes) => core.write(address, bytes));
    this.#probes = core.harts.map((hart) => new Probe(hart.id, hart.csrs, this.#session));
    this.harts = core.harts.map((hart) => this.#view(hart));
  }

  get stop(): DebugStop | undefined {
    return this.#session.stop;
  }

  get retired(): number {
    return this.#core.retired;
  }

  get windows(): readonly Window[] {
    const { bus, memory } = this.#core;
    const devices = bus.devices.map(({ name, base, size }) => ({ name, base, size }));
    return [...devices, { name: 'ram', base: memory.base, size: memory.size }];
  }

  pause(): void {
    this.#session.stop ??= { kind: 'pause' };
    this.#connect();
  }

  resume(mode: (hart: number) => HartMode = () => 'run'): void {
    this.#session.stop = undefined;
    this.#probes.forEach((probe, hart) => probe.resume(mode(hart)));
    this.#connect();
  }

  insert(point: Point): boolean {
    if (!this.#session.points.insert(point)) return false;
    this.#connect();
    // What the TLBs hold must be looked at from now on.
    for (const hart of this.#core.harts) hart.mmu.reset();
    return true;
  }

  remove(point: Point): boolean {
    const removed = this.#session.points.remove(point);
    this.#connect();
    return removed;
  }

  detach(): void {
    this.#session.points.clear();
    this.resume();
  }

  readPhysical(address: bigint, length: number, devices: DeviceUse = 'spare'): Uint8Array {
    return this.#memory.read(identity, address, length, devices);
  }

  writePhysical(address: bigint, bytes: Uint8Array, devices: DeviceUse = 'spare'): boolean {
    return this.#memory.write(identity, address, bytes, devices);
  }

  reset(): void {
    if (this.#core.supervised) {
      throw new MachineError('E_ATTACHED', 'a supervisor does not survive a reset of its machine; start both anew');
    }
    this.#core.restart();
  }

  /** Harts are looked at only while there is something to look for. */
  #connect(): void {
    const { points, stop } = this.#session;
    const needed = !points.none || stop !== undefined || this.#probes.some(({ mode }) => mode !== 'run');
    this.#core.harts.forEach((hart, i) => {
      hart.probe = needed ? this.#probes[i] : undefined;
      hart.mmu.points = points.none ? undefined : points;
    });
  }

  #view(hart: Hart): DebugHart {
    const memory = this.#memory;
    const translate: Translation = translationOf(hart);
    return {
      id: hart.id,
      get state() {
        if (hart.rest === Rest.Stopped) return 'stopped';
        return hart.rest === Rest.None || hart.wakeable ? 'ready' : 'waiting';
      },
      read: (register) => readRegister(hart, register),
      write: (register, value) => writeRegister(hart, register, value),
      translate: (address) => {
        const physical = translate(address);
        return physical < 0 ? undefined : physical;
      },
      readMemory: (address, length, devices = 'spare') => memory.read(translate, address, length, devices),
      writeMemory: (address, bytes, devices = 'spare') => memory.write(translate, address, bytes, devices),
    };
  }
}

const ports = new WeakMap<MachineCore, DebugPort>();

/** The debug port of the machine: always the same one, which costs nothing until a point is set or it is paused. */
export function debug(machine: Machine): DebugPort {
  const core = coreOf(machine);
  const port = ports.get(core) ?? new Port(core);
  ports.set(core, port);
  return port;
}
