/** The page-table walk of every scheme on 32-bit halves (Privileged, "Virtual Address Translation Process"). */
import type { GuestMemory } from '../memory.ts';
import type { Pmp } from './pmp.ts';
import { levelsByMode, satpMode } from './satp.ts';

export const PAGE_SIZE = 4096;

/** Kinds of access, as the bits R, W and X of a page-table entry. */
export const Access = { Load: 2, Store: 4, Fetch: 8 } as const;
export type Access = (typeof Access)[keyof typeof Access];

/** Results of a walk that are not a physical address. */
export const PAGE_FAULT = -1;
export const ACCESS_FAULT = -2;

const V = 1 << 0;
const R: number = Access.Load;
const W: number = Access.Store;
const X: number = Access.Fetch;
const USER = 1 << 4;
const ACCESSED = 1 << 6;
const DIRTY = 1 << 7;

/** Bits 63:54 of an entry, in its high half: reserved, as neither Svnapot nor Svpbmt is there. */
const RESERVED_HIGH = 0xffc0_0000;
/** Bits of the PPN beyond a 32-bit physical address: there is nothing there. */
const FAR_HIGH = 0x003f_ffff;
const FAR_LOW = 0xc000_0000;
/** Those of them, in the high half, that must be 0 in a leaf of level 3: a page of 512 GiB. */
const TERAPAGE_LOW = 0x1f;

/** The same for the PPN of `satp`. */
const SATP_FAR_LOW = 0xfff0_0000;
const SATP_FAR_HIGH = 0xfff;

const PTE_BYTES = 8;
const INDEX_BITS = 9;
const PAGE_BITS = 12;

/** The index into the table at `level`: that of level 2 straddles the halves. */
function indexAt(level: number, low: number, high: number): number {
  if (level < 2) return (low >>> (PAGE_BITS + INDEX_BITS * level)) & 0x1ff;
  return level === 2 ? ((high & 0x7f) << 2) | (low >>> 30) : (high >>> 7) & 0x1ff;
}

/** The rules under which an access is made: what `satp`, `mstatus` and the privilege say. */
export interface Regime {
  readonly satpLow: number;
  readonly satpHigh: number;
  /** 1 in U-mode, 0 in S-mode. */
  readonly user: number;
  /** 1 if S-mode may access user pages (SUM), and if executable pages may be read (MXR). */
  readonly sum: number;
  readonly mxr: number;
}

/**
 * Whether a walk sets A and D, as the machine's own accesses do, or only looks; `settled` fails where there is something to set, and
 * `inspect` is past all protection but the rights.
 */
export type WalkMode = 'update' | 'observe' | 'settled' | 'inspect';

export class PageWalker {
  readonly #memory: GuestMemory;
  readonly #pmp: Pmp;
  /** Whether A and D are set where they are missing, or that is a fault: `menvcfg.ADUE`. */
  updates = true;
  /** Level of the leaf that was found last: above 0 for superpages. */
  level = 0;

  constructor(memory: GuestMemory, pmp: Pmp) {
    this.#memory = memory;
    this.#pmp = pmp;
  }

  /** The physical address of a virtual one (halves), or `PAGE_FAULT`, or `ACCESS_FAULT` if a table is not in RAM. */
  walk(low: number, high: number, access: Access, regime: Regime, mode: WalkMode): number {
    const levels = levelsByMode[satpMode(regime.satpHigh)]!;
    // The bits that no index takes must all equal the highest one that is taken.
    const unused = 64 - PAGE_BITS - INDEX_BITS * levels;
    if ((high << unused) >> unused !== (high | 0)) return PAGE_FAULT;
    const memory = this.#memory;
    const { words } = memory;
    let table = (regime.satpLow << PAGE_BITS) >>> 0;
    let far = (regime.satpLow & SATP_FAR_LOW) | (regime.satpHigh & SATP_FAR_HIGH);
    for (let level = levels - 1; level >= 0; level--) {
      const entry = table + PTE_BYTES * indexAt(level, low, high);
      if (far !== 0 || !memory.contains(entry, PTE_BYTES) || !this.#permits(entry, Access.Load, mode))
        return ACCESS_FAULT;
      const place = memory.place(entry) >>> 2;
      const pte = words[place]!;
      const pteHigh = words[place + 1]!;
      // W without R is reserved.
      if ((pte & V) === 0 || (pte & (R | W)) === W || (pteHigh & RESERVED_HIGH) !== 0) return PAGE_FAULT;
      // Entry bits 29:10 are address bits 31:12.
      table = ((pte << 2) & -PAGE_SIZE) >>> 0;
      far = (pteHigh & FAR_HIGH) | (pte & FAR_LOW);
      if ((pte & (R | X)) === 0) {
        // A table: A, D and U are reserved.
        if ((pte & (USER | ACCESSED | DIRTY)) !== 0) return PAGE_FAULT;
        continue;
      }
      const offset = 2 ** (PAGE_BITS + INDEX_BITS * level);
      const misaligned = table % offset !== 0 || (level === 3 && ((pte & FAR_LOW) | (pteHigh & TERAPAGE_LOW)) !== 0);
      if (!permits(pte, access, regime) || misaligned) return PAGE_FAULT;
      const updated = (pte | ACCESSED | (access === Access.Store ? DIRTY : 0)) >>> 0;
      if (updated !== pte && mode !== 'inspect') {
        if (!this.updates || mode === 'settled') return PAGE_FAULT;
        if (!this.#permits(entry, Access.Store, mode)) return ACCESS_FAULT;
        if (mode === 'update') {
          memory.touch(entry, PTE_BYTES);
          words[place] = updated;
        }
      }
      // Most of a page of 512 GiB is beyond 32 bits, too.
      if (far !== 0 || (level === 3 && (high & 0x7f) !== 0)) return ACCESS_FAULT;
      this.level = level;
      return table + ((low & (offset - 1)) >>> 0);
    }
    return PAGE_FAULT;
  }

  /** Tables are accessed as by S-mode, whatever the privilege. */
  #permits(entry: number, access: Access, mode: WalkMode): boolean {
    return mode === 'inspect' || this.#pmp.permits(entry, PTE_BYTES, access, false);
  }
}

function permits(pte: number, access: Access, { user, sum, mxr }: Regime): boolean {
  if ((pte & USER) !== 0) {
    if (user === 0 && (sum === 0 || access === Access.Fetch)) return false;
  } else if (user === 1) {
    return false;
  }
  const rights = mxr === 1 && (pte & X) !== 0 ? pte | R : pte;
  return (rights & access) !== 0;
}
