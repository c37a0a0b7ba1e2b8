/** The machine put together: memory, board, firmware and harts, how it starts, and how it is driven. */
import { Board } from './board.ts';
import { DeterministicClock, ticksToMilliseconds, WallClock, type Clock } from './clock.ts';
import type { Session } from './debug/probe.ts';
import type { Bus } from './devices/bus.ts';
import type { Device } from './devices/device.ts';
import { Htif } from './devices/htif.ts';
import { SerialLine } from './devices/serial-line.ts';
import { Work } from './devices/virtio/work.ts';
import { MachineError } from './error.ts';
import { guardedObserver, HostCalls } from './guard.ts';
import { plainCsrs } from './hart/csr-table.ts';
import { RunExit } from './hart/exit.ts';
import { Hart } from './hart/hart.ts';
import { EXPANSION_TABLE, hartBase, PLAIN_CSR_TABLE } from './hart/layout.ts';
import { expansions, interpreterFor } from './interpreter/modules.ts';
import { loadImages, type BootImages } from './loader.ts';
import { GuestMemory } from './memory.ts';
import { hotAfter, type ResolvedOptions } from './options.ts';
import { bootImages, deviceTree, startHart } from './power-on.ts';
import { sbiHart } from './sbi/adapter.ts';
import type { SbiPlatform } from './sbi/platform.ts';
import { Sbi } from './sbi/sbi.ts';
import type { Fields, Stateful } from './snapshot/fields.ts';
import { Translator } from './translator/translator.ts';
import { Turns } from './turns.ts';

/** Bytes of RAM that are cleared or copied in about the time of an instruction. */
const BYTES_PER_INSTRUCTION = 64;

export class MachineCore implements Stateful {
  readonly options: ResolvedOptions;
  readonly memory: GuestMemory;
  readonly clock: Clock;
  readonly serial: SerialLine;
  readonly harts: readonly Hart[];
  readonly turns: Turns;
  readonly bus: Bus;
  /** A supervisor serves gates, and drives the harts. */
  supervised = false;
  haltStatus: number | undefined;
  /** What of RAM devices may reach: all of it, unless a supervisor says otherwise. */
  dmaFilter: ((address: number, length: number) => boolean) | undefined;
  /** A debugger's, once there was one. */
  debug: Session | undefined;
  readonly translator: Translator | undefined;
  readonly #board: Board;
  readonly #work = new Work(() => this.#wake());
  readonly #images: BootImages;
  readonly #platform: SbiPlatform;
  readonly #sbi: Sbi;
  #htif: Htif | undefined;
  #resetting = false;
  /** A step is being made. */
  #driven = false;
  /** The hart that has stopped at a gate, when nothing has run since. */
  #atGate: Hart | undefined;
  readonly calls: HostCalls = new HostCalls();
  /**
   * Something has unwound a run, perhaps in the middle of an instruction. Plain fields, set by those who call `step` and `run`: where
   * the stack of the host has ended, nothing can be called, and not even an object made.
   */
  unwound = false;
  unwoundBy: unknown;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.memory = new GuestMemory(options.memory, options.harts);
    this.memory.words.set(expansions(), EXPANSION_TABLE >>> 2);
    new Uint16Array(this.memory.wasm.buffer).set(plainCsrs, PLAIN_CSR_TABLE >>> 1);
    const { guard } = this.calls;
    this.serial = new SerialLine((bytes) => guard(() => options.console(bytes), undefined));
    const { clock } = options;
    this.clock =
      clock === 'deterministic' ? new DeterministicClock(() => this.retired) : new WallClock(this.calls.clock(clock));
    this.#board = new Board({
      ...{ options, memory: this.memory, clock: this.clock, serial: this.serial, work: this.#work },
      harts: () => this.harts,
      permits: (address, length) => this.dmaFilter?.(address, length) !== false,
      write: (address, bytes) => this.write(address, bytes),
      guard,
      wake: () => this.#wake(),
      stopHarts: () => this.#stopHarts(),
      halt: (status) => this.halt(status),
      reset: () => this.#requestReset(),
    });
    this.bus = this.#board.bus;
    const threshold = hotAfter[options.jit];
    const checks = options.checker === undefined ? 'off' : 'on';
    const observer = options.observer && guardedObserver(options.observer, guard);
    const base = options.harts === 1 ? hartBase(0) : undefined;
    const translator =
      threshold === undefined ? undefined : new Translator({ memory: this.memory, threshold, checks, base, observer });
    this.translator = translator;
    this.memory.onWatch = (place) => {
      for (const hart of this.harts) hart.mmu.withhold(place);
    };
    const port = {
      memory: this.memory,
      bus: this.bus,
      clock: this.clock,
      alarm: this.#board.rtc,
      firmware: options.bios === 'sbi' ? (hart: Hart) => this.#sbi.call(hart.id) : undefined,
      supervised: () => this.supervised,
      halted: () => this.haltStatus !== undefined || this.#resetting,
      alone: options.harts === 1,
      translator,
      checker: options.checker,
    };
    const crossings = observer === undefined ? 'silent' : 'told';
    const interpreter = { hotAfter: threshold, checks, crossings } as const;
    this.harts = Array.from({ length: options.harts }, (_, id) => new Hart(id, port, interpreterFor(id, interpreter)));
    options.checker?.start(this.memory, this.harts);
    this.turns = new Turns(this.harts);
    this.#platform = this.#sbiPlatform();
    this.#sbi = new Sbi(this.#platform);
    this.#images = bootImages(options);
    this.#start();
  }

  get retired(): number {
    let sum = 0;
    for (const hart of this.harts) sum += hart.retired;
    return sum;
  }

  /**
   * Everything that has state, by name: the sections of a snapshot. In an order in which each finds loaded what it asks others for.
   */
  get parts(): readonly (readonly [name: string, part: Stateful])[] {
    return [
      ['machine', this],
      ...this.harts.map((hart) => [`hart${hart.id}`, hart] as const),
      ['turns', this.turns],
      ['work', this.#work],
      ['clock', this.clock],
      ['serial', this.serial],
      ...this.bus.devices.filter(isStateful).map((device) => [device.name, device] as const),
      ...(this.#htif === undefined ? [] : [['htif', this.#htif] as const]),
      ['memory', this.memory],
    ];
  }

  /** What is left for the machine itself, between two runs. */
  exchange(fields: Fields): void {
    const halted = fields.flag('halted', this.haltStatus !== undefined);
    this.haltStatus = halted ? fields.integer('haltStatus', this.haltStatus ?? 0) : undefined;
  }

  /** The next timer event of any hart, or the alarm, in ticks. */
  get nextDeadline(): number | undefined {
    const next = Math.min(this.#board.rtc.deadline, ...this.harts.map((hart) => hart.nextDeadline ?? Infinity));
    return next === Infinity ? undefined : next;
  }

  /** Milliseconds until then, by the clock as it is now. */
  get idleMilliseconds(): number | undefined {
    const deadline = this.nextDeadline;
    if (deadline === undefined) return undefined;
    this.clock.refresh();
    return ticksToMilliseconds(Math.max(deadline - this.clock.now(), 0));
  }

  /** Input for the serial line, between steps or from a callback of the machine's. */
  receive(bytes: Uint8Array): void {
    this.serial.receive(bytes);
    this.#board.uart.update();
  }

  halt(status: number): void {
    this.haltStatus ??= status;
    this.#stopHarts();
  }

  /** Why nothing can be made of this machine any more. */
  get failure(): MachineError | undefined {
    return this.unwound ? failureOf(this.unwoundBy) : undefined;
  }

  /** Attempts at most `budget` instructions; the harts take turns. */
  step(budget: number): RunExit {
    this.#driven = true;
    try {
      return this.#loop(budget, undefined);
    } finally {
      this.#driven = false;
    }
  }

  /** Attempts at most `budget` instructions on one hart, while the others stand still. */
  run(hart: Hart, budget: number): RunExit {
    this.#driven = true;
    try {
      let left = budget;
      // A gate is no reason to look at clocks, devices and interrupts: where nothing else has happened, its slice goes on.
      const interrupted = this.#atGate === hart ? hart.interrupted : 0;
      if (interrupted > 0 && interrupted <= budget) {
        const exit = hart.goOn();
        left -= this.#ran(hart, exit);
        if (exit === RunExit.Gate && !this.#resetting) return exit;
      }
      return this.#loop(left, hart);
    } finally {
      this.#driven = false;
    }
  }

  #next(only: Hart | undefined): Hart | undefined {
    if (only === undefined) return this.turns.next();
    return only.ready ? this.turns.give(only) : undefined;
  }

  #loop(budget: number, only: Hart | undefined): RunExit {
    let left = budget;
    this.#atGate = undefined;
    for (;;) {
      if (this.haltStatus !== undefined) return RunExit.Halt;
      if (left <= 0) return RunExit.Fuel;
      if (this.debug?.stop !== undefined && !this.debug.suspended) return RunExit.Debug;
      this.clock.refresh();
      this.#board.rtc.poll();
      const hart = this.#next(only);
      if (hart === undefined) {
        if (this.#work.pending) left -= this.#resumeDevices();
        else if (!this.#sleep()) return RunExit.Idle;
        continue;
      }
      const exit = hart.run(Math.min(left, this.turns.left));
      left -= this.#ran(hart, exit);
      if (this.#resetting) {
        left -= this.restart();
      } else if (exit === RunExit.Gate || exit === RunExit.Debug) {
        if (exit === RunExit.Gate) this.#atGate = hart;
        return exit;
      }
    }
  }

  /** A hart has run: what follows from that. Gives what it has cost, in instructions. */
  #ran(hart: Hart, exit: RunExit): number {
    const { turns } = this;
    let cost = hart.attempted;
    turns.left -= cost;
    if (exit === RunExit.Idle || exit === RunExit.Pause) turns.end();
    // At counts that do not depend on the budget.
    if (turns.left <= 0) {
      this.#htif?.poll();
      cost += this.#resumeDevices();
    }
    this.serial.flush();
    this.calls.rethrow();
    return cost;
  }

  /** Lets devices do more. Gives what it cost them before, in instructions: that, too, must not hold up the host. */
  #resumeDevices(): number {
    const { pending } = this.#work;
    const cost = Math.floor(this.#work.reset() / BYTES_PER_INSTRUCTION);
    if (pending) for (const slot of this.#board.virtio) slot.resume();
    return cost;
  }

  /** There is something to do. Between steps the host may be asleep. */
  #wake(): void {
    if (!this.#driven) this.options.onWake();
  }

  /** Lets time jump to the next deadline, if nothing can happen before. */
  #sleep(): boolean {
    if (this.harts.some((hart) => hart.ready)) return false;
    const deadline = this.nextDeadline;
    return deadline !== undefined && this.clock.skipTo(deadline);
  }

  /** Power-on. Gives what it costs, in instructions: a guest that resets for ever must not hold up its host. */
  restart(): number {
    this.memory.clear();
    this.#start();
    return Math.ceil(this.memory.size / BYTES_PER_INSTRUCTION);
  }

  #stopHarts(): void {
    for (const hart of this.harts) hart.stopSoon();
  }

  /** Takes effect when the hart has finished its instruction. A supervisor does not survive its machine: it ends. */
  #requestReset(): void {
    if (this.supervised) {
      this.halt(0);
      return;
    }
    this.#resetting = true;
    this.#stopHarts();
  }

  /** Power-on, with RAM all zero: loads the images and puts every hart at its start. */
  #start(): void {
    const { memory } = this;
    const ram = {
      base: memory.base,
      size: memory.size,
      write: (address: number, bytes: Uint8Array) => memory.write(address, bytes),
    };
    const loaded = loadImages(ram, this.#images, (initrd) => deviceTree(this.options, memory, initrd));
    const { tohost, fromhost } = loaded.symbols;
    this.#htif =
      tohost === undefined
        ? undefined
        : new Htif({ tohost, ...(fromhost === undefined ? {} : { fromhost }) }, this.#platform);
    this.#resetting = false;
    this.turns.reset();
    for (const hart of this.harts) startHart(hart, loaded, this.options.bios);
    this.bus.reset();
  }

  /** A write to RAM by something that is no hart: SC must not succeed over it. */
  write(address: number, bytes: Uint8Array): void {
    this.memory.write(address, bytes);
    const place = this.memory.place(address);
    for (const hart of this.harts) hart.breakReservation(place, bytes.length);
  }

  #sbiPlatform(): SbiPlatform {
    const { memory, serial } = this;
    return {
      harts: this.harts.map((hart) => sbiHart(hart)),
      executable: (address) => address % 2n === 0n && memory.contains(Number(address), 2),
      consoleWrite: (bytes) => serial.sendAll(bytes),
      consoleRead: (limit) => serial.takeAll(limit),
      readMemory: (address, length) => {
        const [from, count] = [Number(address), Number(length)];
        if (!memory.contains(from, count)) return undefined;
        this.options.checker?.firmware('read', from, count);
        return memory.subarray(from, count).slice();
      },
      writeMemory: (address, bytes) => {
        const to = Number(address);
        if (!memory.contains(to, bytes.length)) return false;
        this.options.checker?.firmware('write', to, bytes.length);
        this.write(to, bytes);
        return true;
      },
      halt: (status) => this.halt(status),
      reset: () => this.#requestReset(),
    };
  }
}

const isStateful = (device: Device): device is Device & Stateful => device.exchange !== undefined;

/** In words, with a remedy. What a checker threw has its own. */
function failureOf(cause: unknown): MachineError {
  if (cause instanceof MachineError) return cause;
  const what = cause instanceof Error ? cause.message : String(cause);
  const remedy =
    'make another one, and leave it more stack: call it from less deep, or give the host more (node --stack-size)';
  return new MachineError(
    'E_UNWOUND',
    `a run was left in the middle of an instruction (${what}), and the machine cannot go on; ${remedy}`,
    { cause },
  );
}
