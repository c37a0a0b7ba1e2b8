/**
 * What a checked machine asks before memory is touched, and what its supervisor tells it. The checker itself is handed in by whoever
 * makes the machine (`@racho/machine/checked`); without one nothing of this is called, or even generated.
 */
import type { Hart } from './hart/hart.ts';
import type { Access } from './hart/page-walk.ts';
import type { GuestMemory } from './memory.ts';
import type { RawMemory } from './raw.ts';

/**
 * What a frame holds. `foreign`: no supervisor has spoken of it yet; `busy`: it is being prepared; `dma`: devices may reach it.
 */
export type FrameState =
  'foreign' | 'unused' | 'busy' | 'untyped' | 'dma' | 'page-table' | 'trap-context' | 'kernel-stack' | 'heap' | 'image';

/** A user's way in, as the supervisor means it: where its registers lie, and whose translations hold. */
export interface UserEntry {
  /** Page number of the root of the SV39 page table, and the address-space number. */
  readonly root: number;
  readonly asid: number;
  /** Physical address of the registers: x-register `n` at `8 * n`. */
  readonly context: number;
  /** Offsets of the program counter there, and of `sstatus` as it is to be on the way. */
  readonly pc: number;
  readonly status: number;
}

/** What a supervisor tells a checked machine of its intentions. */
export interface RawShadow {
  /** From now on the frame (a page number) is so, and `references` count on it. */
  readonly frame: (page: number, state: FrameState, references: number) => void;
  /** The next hart that enters U-mode does so for this user. */
  readonly enter: (entry: UserEntry) => void;
}

/** Whether bytes are read or changed. */
export type Touch = 'read' | 'write';

/** Each method throws MachineError `E_VIOLATION` for what must not be. */
export interface Checker {
  /** Called once, by the machine that it is for. */
  readonly start: (memory: GuestMemory, harts: readonly Hart[]) => void;
  /** A hart accesses the virtual address (halves), and what it has for a translation leads to `physical`. */
  readonly access: (hart: Hart, access: Access, low: number, high: number, physical: number) => void;
  /** A hart has just entered U-mode. */
  readonly entered: (hart: Hart) => void;
  /** The built-in firmware acts for S-mode; a device acts for itself. Ranges are in RAM. */
  readonly firmware: (touch: Touch, address: number, length: number) => void;
  readonly device: (touch: Touch, address: number, length: number) => void;
  /** `memory` for a supervisor that believes that it only touches frames in that state. */
  readonly memory: (state: FrameState, memory: RawMemory) => RawMemory;
  /** The supervisor lets a hart go on. */
  readonly resume: () => void;
  readonly shadow: RawShadow;
}
