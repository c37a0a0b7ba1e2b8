/** A hart: its state in memory, the generated interpreter that executes it, and the run loop around that. */
import type { Probe } from '../debug/probe.ts';
import { Action, type HartImports } from '../interpreter/imports.ts';
import { STAMP } from '../interpreter/memory.ts';
import type { Fields, Stateful } from '../snapshot/fields.ts';
import type { WasmModule } from '../wasm/host.ts';
import type { Translator } from '../translator/translator.ts';
import { instantiate } from '../wasm/host.ts';
import { SlowAccess, WITHHELD } from './access.ts';
import { Cause, M, S } from './cause.ts';
import { CsrFile } from './csr-file.ts';
import { Slot } from './csr-slots.ts';
import { departureOf } from './departure.ts';
import { ADUE } from './envcfg.ts';
import { RunExit } from './exit.ts';
import { highOf, lowOf, toNumber } from './halves.ts';
import { EPOCH, EXIT, GATE, hartBase, LINES, RESERVED_PLACE, REST, TLBS, TRAPPED } from './layout.ts';
import { Mmu } from './mmu.ts';
import * as mstatus from './mstatus.ts';
import type { HartPort } from './port.ts';
import type { See, WindowAccess } from './windows.ts';
import { Access } from './page-walk.ts';
import { handlers } from './system.ts';
import { Rest } from './rest.ts';
import { Timers } from './timers.ts';
import { dueInterrupt, endReservation, enterTrap } from './trap.ts';

/** Instructions after which a hart returns to its run loop at the latest: fuel is an i32. */
const SLICE = 1 << 20;
/** Bytes that LR reserves, at a multiple of them. */
const RESERVED_BYTES = 8;

export class Hart implements Stateful {
  readonly id: number;
  readonly port: HartPort;
  readonly csrs: CsrFile;
  readonly mmu: Mmu;
  readonly access: SlowAccess;
  /** Instructions that the last run attempted. */
  attempted = 0;
  readonly #interpret: () => void;
  readonly #timers: Timers;
  /** Fuel that this slice began with, as far as it was not taken back. */
  #granted = 0;
  /** Retired before this slice. */
  #retired = 0;
  #stopping = false;

  constructor(id: number, port: HartPort, interpreter: WasmModule) {
    this.id = id;
    this.port = port;
    const { memory } = port;
    const base = hartBase(id);
    const words = new Int32Array(memory.wasm.buffer);
    const state = words.subarray(base >>> 2, (base + TLBS) >>> 2);
    this.csrs = new CsrFile(state, { retired: () => this.retired, time: () => this.#time() });
    this.#timers = new Timers(this.csrs);
    this.mmu = new Mmu(memory, this.csrs, words, base, (page, start, end) => {
      port.translator?.translations.unlinkPage(page, start, end);
    });
    const access = new SlowAccess(memory, port.bus, port.clock, this.mmu, base);
    this.access = access;
    const { translator, checker } = port;
    if (checker !== undefined) {
      this.mmu.check = (kind, low, high, physical) => checker.access(this, kind, low, high, physical);
    }
    const translated =
      translator === undefined
        ? {}
        : {
            table: translator.translations.table,
            hot: (row: number) => this.#hot(translator, row),
            entered: () => translator.observer?.entered({ pc: this.#pc, fuel: this.csrs.fuel }),
            left: () => translator.observer?.left(departureOf(this.csrs, this.mmu, memory.bytes)),
          };
    const imports: HartImports = {
      fetch: (low, high) => this.#afterFetch(access.fetch(low, high)),
      load: (low, high, size) => this.#afterAccess(access.load(low, high, size)),
      store: (low, high, size, valueLow, valueHigh) =>
        this.#afterAccess(access.store(low, high, size, valueLow, valueHigh)),
      reserve: (low, high, size) => access.atomic(low, high, size, Access.Load),
      atomic: (low, high, size) => access.atomic(low, high, size, Access.Store),
      trap: () => void this.raisePending(),
      illegal: (word) => void this.raise(Cause.IllegalInstruction, word, 0),
      system: (handler, word) => handlers[handler]!(this, word),
      check: (row, low, high, kind, place) => {
        const epoch = this.csrs.words[EPOCH >>> 2]!;
        const see = (...[at, atHigh, where]: Parameters<See>): void =>
          checker?.access(this, kind as Access, at, atHigh, memory.physical(where));
        see(low, high, place);
        words[(row + STAMP) >>> 2] = epoch;
        if (kind !== Access.Fetch) this.mmu.checkWindow(kind as WindowAccess, epoch, see);
      },
    };
    this.#interpret = instantiate(interpreter, { env: { memory: memory.wasm, ...imports, ...translated } }, 'run');
    this.reset(0, M);
  }

  /** Power-on state, with `pc` (below 2^32) and a privilege. Counts go on. */
  reset(pc: number, privilege: number): void {
    const { csrs } = this;
    this.#retired = this.retired;
    this.#granted = 0;
    csrs.words.fill(0);
    this.endReservation();
    csrs.set(Slot.mhartid, this.id, 0);
    csrs.set(Slot.menvcfg, 0, ADUE);
    csrs.setPc(pc | 0, 0);
    csrs.privilege = privilege;
    this.#timers.machine = Infinity;
    this.mmu.reset();
  }

  /** Between two runs, and without a supervisor: what a gate left behind is no part of it. */
  exchange(fields: Fields): void {
    const retired = fields.integer('retired', this.retired);
    this.csrs.exchange(fields);
    this.#timers.exchange(fields);
    // What the TLB holds depends on how code was executed, so no snapshot has it. It is emptied on both sides, as it may be at any time.
    this.mmu.reset();
    if (fields.direction === 'save') return;
    this.#retired = retired;
    this.#granted = this.csrs.words[TRAPPED >>> 2] = this.csrs.fuel = 0;
  }

  /** Enters S-mode at `pc` (below 2^32) with translation and interrupts off, as the SBI wants it. */
  enterSupervisor(pc: number): void {
    const { csrs } = this;
    csrs.setPc(pc | 0, 0);
    csrs.privilege = S;
    csrs.set(Slot.satp, 0, 0);
    csrs.setLow(Slot.mstatus, csrs.low(Slot.mstatus) & ~mstatus.SIE);
    this.rest = Rest.None;
    this.endReservation();
    this.mmu.update();
    this.stopSoon();
  }

  /** Executes nothing until {@link Hart.enterSupervisor}, with no interrupt pending or enabled that is not a line's. */
  stop(): void {
    this.csrs.setLow(Slot.mie, 0);
    this.csrs.setLow(Slot.mip, 0);
    this.setSupervisorTimer(Infinity);
    this.rest = Rest.Stopped;
  }

  /** Waits as WFI does, under the SBI's name. */
  suspend(): void {
    this.rest = Rest.Suspended;
    this.stopSoon();
  }

  /** Instructions retired since the machine was made; exact also while one is executed, which it does not count. */
  get retired(): number {
    const { csrs } = this;
    // What trapped has used fuel, but did not retire.
    return this.#retired + this.#granted - csrs.fuel - csrs.words[TRAPPED >>> 2]!;
  }

  /** Number of the last gate. */
  get gate(): number {
    return this.csrs.words[GATE >>> 2]!;
  }

  /** Why it executes nothing. */
  get rest(): Rest {
    return this.csrs.words[REST >>> 2] as Rest;
  }
  set rest(value: Rest) {
    this.csrs.words[REST >>> 2] = value;
  }

  /** Whether it has something to execute, at the time that the clock has now. */
  get ready(): boolean {
    if (this.probe?.held === true) return false;
    if (this.rest === Rest.None) return true;
    if (this.rest === Rest.Stopped) return false;
    this.#timers.update(this.port.clock.now());
    return this.wakeable;
  }

  /** Whether an interrupt is pending that `mie` enables: what ends WFI, whatever `mstatus` says. */
  get wakeable(): boolean {
    return (this.csrs.pending() & this.csrs.low(Slot.mie)) !== 0;
  }

  /** Raises or lowers interrupt lines, bits of `mip`. */
  setLine(bit: number, level: 0 | 1): void {
    const lines = this.csrs.words[LINES >>> 2]!;
    this.csrs.words[LINES >>> 2] = level === 1 ? lines | bit : lines & ~bit;
    this.stopSoon();
  }

  /** From now on MTIP says whether it is `deadline`, in ticks. */
  setMachineTimer(deadline: number): void {
    this.#timers.machine = deadline;
    this.timersChanged();
  }

  /** Sets `stimecmp`, on behalf of S-mode. */
  setSupervisorTimer(deadline: number): void {
    this.#timers.setSupervisor(deadline);
    this.timersChanged();
  }

  /** To be called when `stimecmp`, or whether it counts, has changed. */
  timersChanged(): void {
    this.#timers.update(this.port.clock.now());
    this.stopSoon();
  }

  /** The next timer event that is yet to come, in ticks. */
  get nextDeadline(): number | undefined {
    const next = this.#timers.next(this.port.clock.now());
    return next === Infinity ? undefined : next;
  }

  /** The next SC fails. */
  endReservation(): void {
    endReservation(this.csrs);
  }

  /** Something that is no hart has written to a range, given by its place in the memory. */
  breakReservation(place: number, length: number): void {
    const reserved = (this.csrs.words[RESERVED_PLACE >>> 2]! & -RESERVED_BYTES) >>> 0;
    if (place < reserved + RESERVED_BYTES && place + length > reserved) this.endReservation();
  }

  /** Ends the slice after the current instruction, so that the run loop sees what has changed. */
  stopSoon(): void {
    this.#stopping = true;
  }

  /** Instructions left of a slice that a gate has interrupted, if nothing has happened since that ends it; else 0. */
  get interrupted(): number {
    const { words, fuel } = this.csrs;
    return words[EXIT >>> 2] === RunExit.Gate && !this.#stopping && this.probe === undefined ? fuel : 0;
  }

  /** Goes on with such a slice. */
  goOn(): RunExit {
    const { csrs } = this;
    const before = this.#granted - csrs.fuel;
    this.#interpret();
    this.attempted = this.#granted - csrs.fuel - before;
    return csrs.words[EXIT >>> 2] as RunExit;
  }

  /** Executes at most `fuel` instructions; one that traps counts as well. Whose turn it is, is not asked. */
  run(fuel: number): RunExit {
    this.attempted = 0;
    for (;;) {
      if (this.port.halted()) return RunExit.Halt;
      const left = fuel - this.attempted;
      if (left <= 0) return RunExit.Fuel;
      if (this.probe?.stopped() === true) return RunExit.Debug;
      this.port.clock.refresh();
      this.port.alarm.poll();
      if (!this.ready) return RunExit.Idle;
      this.rest = Rest.None;
      this.#timers.update(this.port.clock.now());
      const interrupted = this.takeInterrupt();
      const allowed = this.probe?.allowance(interrupted) ?? Infinity;
      if (allowed === 0) return RunExit.Debug;
      this.attempted += this.#slice(Math.min(left, allowed, SLICE, this.#untilDeadline()));
      const exit = this.csrs.words[EXIT >>> 2] as RunExit;
      if (exit === RunExit.Gate) return exit;
      const stopped = this.probe?.stopped() === true;
      // That it gives its turn away is told first, or it would have another one.
      if (exit !== RunExit.Fuel) return exit;
      if (stopped) return RunExit.Debug;
    }
  }

  /** A debugger's, while it looks: it may stop the hart before any instruction. */
  get probe(): Probe | undefined {
    return this.access.probe;
  }
  set probe(probe: Probe | undefined) {
    this.access.probe = probe;
  }

  get #pc(): number {
    return toNumber(this.csrs.pcLow, this.csrs.pcHigh);
  }

  /** The interpreter came by the address in PC often enough. */
  #hot(translator: Translator, row: number): void {
    const code = (page: number): number => this.mmu.codePlace(lowOf(page), highOf(page));
    translator.hot(this.#pc, row, code, this.mmu.mode(translator.windowWorth));
  }

  /** Takes the interrupt that is due, if one is. */
  takeInterrupt(): boolean {
    const cause = dueInterrupt(this.csrs);
    if (cause < 0) return false;
    enterTrap(this.csrs, 'interrupt', cause, 0, 0);
    this.mmu.update();
    return true;
  }

  /** For system handlers: the instruction is done. Goes to `pc`, unless an interrupt comes first. */
  retire(): Action {
    this.csrs.fuel -= 1;
    this.takeInterrupt();
    this.#truncate(0);
    return Action.Resume;
  }

  /** For system handlers: the instruction is done, and is the last of this run. */
  leave(exit: RunExit): Action {
    this.csrs.fuel -= 1;
    this.csrs.words[EXIT >>> 2] = exit;
    return Action.Leave;
  }

  /** For system handlers: the instruction traps. */
  raise(cause: number, tvalLow: number, tvalHigh: number): Action {
    enterTrap(this.csrs, 'exception', cause, tvalLow, tvalHigh);
    return this.trapped();
  }

  /** Takes the exception that an access has left behind, or ends the slice before the instruction. */
  raisePending(): Action {
    const { cause, tvalLow, tvalHigh } = this.access.pending;
    if (cause !== WITHHELD) return this.raise(cause, tvalLow, tvalHigh);
    this.stopSoon();
    this.#truncate(0);
    return Action.Resume;
  }

  /** For system handlers: fuel is used, but nothing retires. */
  trapped(): Action {
    this.csrs.fuel -= 1;
    this.csrs.words[TRAPPED >>> 2]! += 1;
    this.mmu.update();
    this.takeInterrupt();
    this.#truncate(0);
    return Action.Resume;
  }

  #untilDeadline(): number {
    const deadline = Math.min(this.nextDeadline ?? Infinity, this.port.alarm.deadline);
    return deadline === Infinity ? Infinity : (this.port.clock.instructionsUntil(deadline) ?? Infinity);
  }

  /** Runs the interpreter for at most `fuel` instructions; gives how many it attempted. */
  #slice(fuel: number): number {
    const { csrs } = this;
    const { words } = csrs;
    this.#retired = this.retired;
    this.#granted = fuel;
    words[TRAPPED >>> 2] = 0;
    csrs.fuel = fuel;
    this.#stopping = false;
    words[EXIT >>> 2] = RunExit.Fuel;
    this.port.translator?.settle();
    this.#interpret();
    return this.#granted - csrs.fuel;
  }

  /** Leaves no more than `fuel` for the rest of the slice, if it is to end. */
  #truncate(fuel: number): void {
    if (!this.#stopping) return;
    this.#stopping = false;
    const excess = this.csrs.fuel - fuel;
    if (excess <= 0) return;
    this.csrs.fuel = fuel;
    this.#granted -= excess;
  }

  /** A device may have raised an interrupt or ended the run. The instruction is yet to retire; if it traps, {@link trapped} sees to it. */
  #afterAccess(place: number): number {
    if (place !== 0) this.#truncate(1);
    return place;
  }

  /** Generated code asks once for a page: where that does not speak for all of it, the slice ends behind the instruction. */
  #afterFetch(place: number): number {
    if (place !== 0 && !this.mmu.uniform) {
      this.stopSoon();
      this.#truncate(1);
    }
    return place;
  }

  #time(): number {
    this.port.clock.refresh();
    return this.port.clock.now();
  }
}
