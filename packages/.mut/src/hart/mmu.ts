/** Address translation of a hart: what `satp`, `mstatus` and the privilege mean for its accesses, and the TLB behind it. */
import type { GuestMemory } from '../memory.ts';
import type { Fields, Stateful } from '../snapshot/fields.ts';
import { M, U } from './cause.ts';
import type { CsrFile } from './csr-file.ts';
import { Slot } from './csr-slots.ts';
import { DATA_TLB, FETCH_TLB } from './layout.ts';
import * as mstatus from './mstatus.ts';
import type { WalkMode } from './page-walk.ts';
import { Access, ACCESS_FAULT, PageWalker } from './page-walk.ts';
import { SATP_BARE, satpMode } from './satp.ts';
import { Tlb } from './tlb.ts';

export class Mmu implements Stateful {
  readonly #memory: GuestMemory;
  readonly #csrs: CsrFile;
  readonly #walker: PageWalker;
  readonly #tlb: Tlb;
  /** That of loads and stores; also of fetches, except in M-mode. */
  readonly #regime = { satpLow: 0, satpHigh: 0, user: 0, sum: 0, mxr: 0 };
  #dataTranslated = false;
  #fetchTranslated = false;

  /** @param words - the whole memory; `base` is the hart's */
  constructor(memory: GuestMemory, csrs: CsrFile, words: Int32Array, base: number) {
    this.#memory = memory;
    this.#csrs = csrs;
    this.#walker = new PageWalker(memory);
    this.#tlb = new Tlb(words, base, memory);
  }

  reset(): void {
    this.#tlb.reset();
    this.update();
  }

  exchange(fields: Fields): void {
    this.#tlb.exchange(fields);
    if (fields.direction === 'load') this.update();
  }

  /** To be called whenever `satp`, `mstatus` or the privilege may have changed. Flushes nothing. */
  update(): void {
    const csrs = this.#csrs;
    const status = csrs.low(Slot.mstatus);
    const { privilege } = csrs;
    const regime = this.#regime;
    const effective =
      privilege === M && (status & mstatus.MPRV) !== 0 ? (status & mstatus.MPP) >>> mstatus.MPP_SHIFT : privilege;
    regime.satpHigh = csrs.highHalf(Slot.satp);
    const paging = satpMode(regime.satpHigh) !== SATP_BARE;
    this.#dataTranslated = paging && effective !== M;
    this.#fetchTranslated = paging && privilege !== M;
    const { bare } = this.#tlb;
    if (this.#dataTranslated) {
      regime.satpLow = csrs.low(Slot.satp);
      regime.user = effective === U ? 1 : 0;
      // In U-mode SUM means nothing: one context less.
      regime.sum = effective !== U && (status & mstatus.SUM) !== 0 ? 1 : 0;
      regime.mxr = (status & mstatus.MXR) !== 0 ? 1 : 0;
    }
    const set = this.#dataTranslated ? this.#tlb.select(regime) : bare;
    csrs.words[DATA_TLB >>> 2] = set;
    csrs.words[FETCH_TLB >>> 2] = this.#fetchTranslated ? set : bare;
  }

  /** SFENCE.VMA, by ASID and page number; `undefined` stands for all. */
  flush(asid: number | undefined, page: number | undefined): void {
    this.#tlb.flush(asid, page);
  }

  /** The physical address, `PAGE_FAULT` or `ACCESS_FAULT`; what is at the address is not asked. */
  translate(low: number, high: number, access: Access, mode: WalkMode = 'update'): number {
    const translated = access === Access.Fetch ? this.#fetchTranslated : this.#dataTranslated;
    if (translated) return this.#walker.walk(low, high, access, this.#regime, mode);
    this.#walker.level = 0;
    // Nothing is above 4 GiB.
    return high === 0 ? low >>> 0 : ACCESS_FAULT;
  }

  /**
   * Enters the page of the translation that was made last into the TLB, and gives the address's place in the memory;
   * 0 if it is not RAM.
   */
  enter(low: number, high: number, access: Access, physical: number): number {
    if (!this.#memory.contains(physical, 1)) return 0;
    const place = this.#memory.place(physical);
    const set = this.#csrs.words[(access === Access.Fetch ? FETCH_TLB : DATA_TLB) >>> 2]!;
    this.#tlb.enter(set, access, low, high, place, this.#walker.level);
    return place;
  }
}
