/** The checker of a machine: shadow frames and page tables, fed by the supervisor, and asked before memory is touched. */
import type { Checker, FrameState, RawShadow, Touch, UserEntry } from '../checker.ts';
import { MachineError } from '../error.ts';
import { M, U } from '../hart/cause.ts';
import { Slot } from '../hart/csr-slots.ts';
import { toBigInt, toNumber } from '../hart/halves.ts';
import type { Hart } from '../hart/hart.ts';
import { EPOCH } from '../hart/layout.ts';
import type { Access } from '../hart/page-walk.ts';
import { SATP_BARE, satpMode } from '../hart/satp.ts';
import type { GuestMemory } from '../memory.ts';
import type { RawMemory } from '../raw.ts';
import { checkEntry, checkStatus } from './entry.ts';
import { ShadowFrames } from './frames.ts';
import { checkedMemory } from './memory.ts';
import { denial, nameOf } from './rules.ts';
import { ShadowSpaces } from './spaces.ts';
import { ShadowTables } from './tables.ts';
import { callers, hex, instructionAt, violation, type Report } from './violation.ts';

const PAGE_SIZE = 4096;
const pageOf = (address: number): number => Math.floor(address / PAGE_SIZE);

/** Calls deep enough for any check. The supervisor's client may have used up the host's stack. */
const HEADROOM = 60;

/** Throws the host's RangeError now, before anything was done, if there is no room for so many calls. */
const reserveStack = (depth: number): number => (depth === 0 ? 0 : reserveStack(depth - 1) + 1);

/** A machine's checker: `new Machine({ checker: new Shadow() })`. It begins when a supervisor tells of the first frame. */
export class Shadow implements Checker {
  #memory!: GuestMemory;
  #harts: readonly Hart[] = [];
  #frames!: ShadowFrames;
  #tables!: ShadowTables;
  readonly #spaces = new ShadowSpaces((...what) => this.#report(...what));
  /** Who acts now, for messages. */
  #actor: () => string = () => 'the supervisor';
  #active = false;
  #entry: UserEntry | undefined;
  /** Counts changes: what was found good before one is looked at again. */
  #epoch = 0;
  #violation: MachineError | undefined;

  /** The first violation. From then on every use of the machine throws it. */
  get violation(): MachineError | undefined {
    return this.#violation;
  }

  readonly shadow: RawShadow = {
    frame: (page, state, references) => this.#change(page, state, references),
    enter: (entry) => {
      this.#supervise();
      checkStatus(entry, this.#memory, this.#report);
      this.#entry = entry;
    },
  };

  start(memory: GuestMemory, harts: readonly Hart[]): void {
    if (this.#harts.length > 0) throw new MachineError('E_CONFIG', 'this checker has a machine; make another checker');
    this.#memory = memory;
    this.#harts = harts;
    this.#frames = new ShadowFrames(pageOf(memory.base), memory.size / PAGE_SIZE, this.#report);
    this.#tables = new ShadowTables(memory, this.#frames, this.#report);
  }

  access(hart: Hart, access: Access, low: number, high: number, physical: number): void {
    const { csrs } = hart;
    if (!this.#active || csrs.privilege === M) return;
    this.#by(() => this.#instruction(hart));
    const address = toNumber(low, high);
    const what = `${nameOf[access]} of ${hex(address)}`;
    const satpHigh = csrs.highHalf(Slot.satp);
    if (satpMode(satpHigh) !== SATP_BARE) {
      const now = this.#tables.walk((csrs.low(Slot.satp) & 0x003f_ffff) >>> 0, address);
      if (now?.physical !== physical) {
        const where = now === undefined ? 'which is not mapped now' : `which is mapped to ${hex(now.physical)} now`;
        throw this.#report('S2', `${what}, ${where}: a fence was left out`, pageOf(physical));
      }
      if ((now.flags & access) === 0) {
        throw this.#report('S2', `${what}, whose right was taken away: a fence was left out`, pageOf(physical));
      }
    }
    const page = pageOf(physical);
    const state = this.#frames.contains(page) ? this.#frames.stateOf(page) : undefined;
    const denied = denial(csrs.privilege === U ? 'user' : 'supervisor', access, state);
    if (denied !== undefined) throw this.#report(denied, what, page);
  }

  entered(hart: Hart): void {
    if (!this.#active) return;
    this.#by(() => this.#instruction(hart));
    checkEntry(hart, this.#entry, {
      memory: this.#memory,
      frames: this.#frames,
      tables: this.#tables,
      report: this.#report,
    });
    if (this.#entry !== undefined) this.#spaces.enter(this.#entry);
  }

  firmware(touch: Touch, address: number, length: number): void {
    this.#by(() => 'the firmware, for S-mode');
    this.#each(address, length, (state, page) => {
      const denied = denial('supervisor', touch === 'read' ? 2 : 4, state);
      if (denied !== undefined) throw this.#report(denied, `${touch} of ${hex(address)}`, page);
    });
  }

  device(touch: Touch, address: number, length: number): void {
    this.#by(() => 'a device');
    this.#each(address, length, (state, page) => {
      if (state === 'dma') return;
      throw this.#report(touch === 'write' ? 'S1' : 'S5', `${touch} of ${hex(address)} by DMA`, page);
    });
  }

  memory(state: FrameState, memory: RawMemory): RawMemory {
    return checkedMemory(memory, {
      touch: (touch, address, length) => {
        this.#supervise();
        this.#each(address, length, (actual, page) => {
          if (actual === state) return;
          throw this.#report(touch === 'write' ? 'S1' : 'S5', `${touch} of ${hex(address)} as ${state}`, page);
        });
      },
      written: (address, length) => {
        if (!this.#active || state !== 'page-table') return;
        this.#tables.written(address, length);
        this.#changed();
      },
    });
  }

  resume(): void {
    this.#supervise();
  }

  #change(page: number, state: FrameState, references: number): void {
    this.#active = true;
    this.#supervise();
    const from = this.#frames.contains(page) ? this.#frames.stateOf(page) : undefined;
    this.#frames.change(page, state, references);
    if (from === 'page-table' && state === 'unused') {
      this.#tables.dropped(page);
      this.#spaces.dropped(page);
    }
    if (from !== undefined && state === 'unused') this.#checkForgotten(page, from);
    this.#changed();
  }

  /** No TLB may lead to a frame that is free, but by the supervisor's own view of all RAM. */
  #checkForgotten(page: number, from: FrameState): void {
    const physical = page * PAGE_SIZE;
    for (const hart of this.#harts) {
      for (const { address, user } of hart.mmu.leadingTo(this.#memory.place(physical))) {
        if (!user && address === physical) continue;
        throw this.#report(
          'S2',
          `a frame that was ${from} is freed while a TLB has it at ${hex(address)}: a fence was left out`,
          page,
        );
      }
    }
  }

  /** Calls `check` for each frame of a range of RAM. */
  #each(address: number, length: number, check: (state: FrameState, page: number) => void): void {
    if (!this.#active || length === 0 || !this.#memory.contains(address, length)) return;
    for (let page = pageOf(address); page * PAGE_SIZE < address + length; page++) {
      check(this.#frames.stateOf(page), page);
    }
  }

  #changed(): void {
    this.#epoch += 1;
    for (const { csrs } of this.#harts) csrs.words[EPOCH >>> 2] = this.#epoch;
  }

  #supervise(): void {
    if (this.#violation !== undefined) throw this.#violation;
    reserveStack(HEADROOM);
    this.#actor = () => callers(new Error().stack);
  }

  #by(actor: () => string): void {
    if (this.#violation !== undefined) throw this.#violation;
    this.#actor = actor;
  }

  readonly #report: Report = (invariant, what, page) => {
    const frame = page !== undefined && this.#frames.contains(page) ? this.#frames.factsOf(page) : undefined;
    return (this.#violation = violation(invariant, what, frame, this.#actor()));
  };

  /** The instruction that the hart is at, as far as it can be read. */
  #instruction({ id, csrs }: Hart): string {
    const mode = csrs.privilege === U ? 'U' : 'S';
    const pc = toBigInt(csrs.pcLow, csrs.pcHigh);
    return instructionAt(id, mode, pc, this.#word(csrs.low(Slot.satp), toNumber(csrs.pcLow, csrs.pcHigh)));
  }

  #word(satp: number, pc: number): number | undefined {
    try {
      const physical = this.#tables.walk((satp & 0x003f_ffff) >>> 0, pc)?.physical;
      return physical === undefined
        ? undefined
        : this.#memory.readU16(physical) | (this.#memory.readU16(physical + 2) << 16);
    } catch {
      return undefined;
    }
  }
}
