/** The shadow of page tables: which entries lead where, and an SV39 walk of its own through them (Privileged, "Sv39"). */
import type { GuestMemory } from '../memory.ts';
import type { ShadowFrames } from './frames.ts';
import { hex, type Report } from './violation.ts';

const PAGE_SIZE = 4096;
const ENTRY_BYTES = 8;
const INDEX_BITS = 9;
const LEVELS = 3;

const VALID = 1;
/** R, W or X: a leaf. */
const RIGHTS = 0b1110;
export const USER: number = 1 << 4;
const FLAGS = 0x3ff;

/** What a virtual address is translated to. */
export interface Translation {
  readonly physical: number;
  /** The leaf's low ten bits. */
  readonly flags: number;
}

export class ShadowTables {
  readonly #memory: GuestMemory;
  readonly #frames: ShadowFrames;
  readonly #report: Report;
  /** Targets of the entries that count, by the entry's physical address. */
  readonly #targets = new Map<number, number>();

  constructor(memory: GuestMemory, frames: ShadowFrames, report: Report) {
    this.#memory = memory;
    this.#frames = frames;
    this.#report = report;
  }

  /** The supervisor has written to page tables there. */
  written(address: number, length: number): void {
    const first = address - (address % ENTRY_BYTES);
    for (let entry = first; entry < address + length; entry += ENTRY_BYTES) this.#update(entry);
  }

  /** The frame was a page table: what its entries led to is not mapped by them any more. */
  dropped(page: number): void {
    const start = page * PAGE_SIZE;
    for (let entry = start; entry < start + PAGE_SIZE; entry += ENTRY_BYTES) this.#forget(entry);
  }

  /** Where the tables from `root` (a page number) on lead now, or `undefined` where nothing is mapped. */
  walk(root: number, address: number): Translation | undefined {
    let table = root;
    for (let level = LEVELS - 1; level >= 0; level--) {
      if (!this.#frames.contains(table) || this.#frames.stateOf(table) !== 'page-table') {
        throw this.#report('S2', `${hex(address)} is translated through what is no page table`, table);
      }
      const span = 2 ** (12 + INDEX_BITS * level);
      const index = Math.floor(address / span) & (2 ** INDEX_BITS - 1);
      const { flags, target } = this.#entry(table * PAGE_SIZE + index * ENTRY_BYTES);
      if ((flags & VALID) === 0) return undefined;
      if ((flags & RIGHTS) !== 0) return { physical: target * PAGE_SIZE + modulo(address, span), flags };
      table = target;
    }
    return undefined;
  }

  #update(entry: number): void {
    const { flags, target } = this.#entry(entry);
    this.#forget(entry);
    if ((flags & VALID) === 0 || !this.#counts(flags, target)) return;
    this.#targets.set(entry, target);
    this.#frames.map(target);
    const { references, mappings, state } = this.#frames.factsOf(target);
    if (state === 'untyped' && mappings > references) {
      throw this.#report('S2', 'a frame is mapped more often than it is counted', target);
    }
  }

  /** Whether the entry maps a frame that somebody owns; not so the supervisor's view of all RAM. */
  #counts(flags: number, target: number): boolean {
    const state = this.#frames.contains(target) ? this.#frames.stateOf(target) : undefined;
    if ((flags & RIGHTS) === 0) {
      if (state !== 'page-table') throw this.#report('S2', 'a page table leads on to what is none', target);
      return true;
    }
    if ((flags & USER) === 0) return state === 'trap-context' || state === 'kernel-stack';
    if (state !== 'untyped') throw this.#report('S2', 'a frame that is not untyped is mapped for users', target);
    return true;
  }

  #forget(entry: number): void {
    const target = this.#targets.get(entry);
    if (target === undefined) return;
    this.#targets.delete(entry);
    this.#frames.unmap(target);
  }

  /** Bits 9:0 of an entry, and its PPN. */
  #entry(address: number): { readonly flags: number; readonly target: number } {
    const low = this.#memory.readU32(address);
    const high = this.#memory.readU32(address + 4);
    return { flags: low & FLAGS, target: (low >>> 10) + (high & 0x003f_ffff) * 2 ** 22 };
  }
}

/** Also of negative addresses. */
const modulo = (value: number, span: number): number => value - Math.floor(value / span) * span;
