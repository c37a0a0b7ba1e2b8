/** Address translation of a hart: what `satp`, `mstatus` and the privilege mean for its accesses, and the TLB behind it. */
import type { Points } from '../debug/points.ts';
import type { GuestMemory } from '../memory.ts';
import { M, U } from './cause.ts';
import type { CsrFile } from './csr-file.ts';
import { Slot } from './csr-slots.ts';
import { updatesPages } from './envcfg.ts';
import { DATA_TLB, FETCH_TLB, RESELECTED } from './layout.ts';
import * as mstatus from './mstatus.ts';
import type { WalkMode } from './page-walk.ts';
import { Access, ACCESS_FAULT, PageWalker } from './page-walk.ts';
import { Pmp } from './pmp.ts';
import { SATP_BARE, satpMode } from './satp.ts';
import type { Run, See, WindowAccess } from './windows.ts';
import type { MemoryMode } from '../translator/memory/places.ts';
import { Tlb, type OnFence } from './tlb.ts';

export class Mmu {
  /** A debugger's: pages with such points are never entered, so that each access to them is looked at. */
  points: Points | undefined;
  /** A checker's, told of each access that the TLB did not serve. */
  check: ((access: Access, low: number, high: number, physical: number) => void) | undefined;
  readonly #memory: GuestMemory;
  readonly #csrs: CsrFile;
  readonly #walker: PageWalker;
  readonly #pmp: Pmp;
  readonly #tlb: Tlb;
  /** That of loads and stores; also of fetches, except in M-mode. */
  readonly #regime = { satpLow: 0, satpHigh: 0, user: 0, sum: 0, mxr: 0 };
  #dataTranslated = false;
  #fetchTranslated = false;
  /** Whether these accesses are M-mode's own. */
  #dataMachine = true;
  #fetchMachine = true;
  /** Whether what was found for the last access holds for all of its page. */
  uniform = true;

  /** @param words - the whole memory; `base` is the hart's */
  constructor(memory: GuestMemory, csrs: CsrFile, words: Int32Array, base: number, onFence: OnFence) {
    this.#memory = memory;
    this.#csrs = csrs;
    this.#pmp = new Pmp(csrs);
    this.#walker = new PageWalker(memory, this.#pmp);
    this.#tlb = new Tlb(words, base, onFence);
  }

  reset(): void {
    this.#tlb.reset();
    this.#pmp.update();
    this.update();
  }

  /** To be called when PMP has changed. */
  protect(): void {
    this.#pmp.update();
    this.#tlb.flushAll();
  }

  /** To be called whenever `satp`, `menvcfg`, `mstatus` or the privilege may have changed. Flushes nothing. */
  update(): void {
    const csrs = this.#csrs;
    const status = csrs.low(Slot.mstatus);
    const { privilege } = csrs;
    const regime = this.#regime;
    const effective =
      privilege === M && (status & mstatus.MPRV) !== 0 ? (status & mstatus.MPP) >>> mstatus.MPP_SHIFT : privilege;
    regime.satpHigh = csrs.highHalf(Slot.satp);
    const paging = satpMode(regime.satpHigh) !== SATP_BARE;
    this.#dataMachine = effective === M;
    this.#fetchMachine = privilege === M;
    this.#dataTranslated = paging && !this.#dataMachine;
    this.#fetchTranslated = paging && !this.#fetchMachine;
    this.#walker.updates = updatesPages(csrs);
    if (this.#dataTranslated) {
      regime.satpLow = csrs.low(Slot.satp);
      regime.user = effective === U ? 1 : 0;
      // In U-mode SUM means nothing: one context less.
      regime.sum = effective !== U && (status & mstatus.SUM) !== 0 ? 1 : 0;
      regime.mxr = (status & mstatus.MXR) !== 0 ? 1 : 0;
    }
    const set = this.#dataTranslated ? this.#tlb.select(regime) : this.#tlb.bare(this.#dataMachine);
    csrs.words[DATA_TLB >>> 2] = set;
    csrs.words[FETCH_TLB >>> 2] = this.#fetchTranslated ? set : this.#tlb.bare(this.#fetchMachine);
    csrs.words[RESELECTED >>> 2] = 0;
  }

  /** Catches up with generated code that has changed `satp` or the privilege. */
  #follow(): void {
    if (this.#csrs.words[RESELECTED >>> 2] !== 0) this.update();
  }

  /** SFENCE.VMA, by ASID and page number; `undefined` stands for all. */
  flush(asid: number | undefined, page: number | undefined): void {
    this.#tlb.flush(asid, page);
  }

  /** See {@link Tlb.leadingTo}. */
  leadingTo(place: number): ReturnType<Tlb['leadingTo']> {
    return this.#tlb.leadingTo(place);
  }

  /** Lets no store through to the page at `place` any more. */
  withhold(place: number): void {
    this.#tlb.withhold(place);
  }

  /** The physical address of so many bytes of a page, `PAGE_FAULT` or `ACCESS_FAULT`; what is there is not asked. */
  translate(low: number, high: number, size: number, access: Access, mode: WalkMode = 'update'): number {
    this.#follow();
    const fetch = access === Access.Fetch;
    const physical = this.#physical(low, high, access, mode);
    const machine = fetch ? this.#fetchMachine : this.#dataMachine;
    return physical < 0 || this.#pmp.permits(physical, size, access, machine) ? physical : ACCESS_FAULT;
  }

  #physical(low: number, high: number, access: Access, mode: WalkMode): number {
    const translated = access === Access.Fetch ? this.#fetchTranslated : this.#dataTranslated;
    if (translated) return this.#walker.walk(low, high, access, this.#regime, mode);
    this.#walker.level = 0;
    // Nothing is above 4 GiB.
    return high === 0 ? low >>> 0 : ACCESS_FAULT;
  }

  /** As {@link translate} for a debugger's eyes, which no right is denied to: any page that is mapped will do. */
  inspect(low: number, high: number): number {
    this.#follow();
    if (!this.#dataTranslated) return high === 0 ? low >>> 0 : ACCESS_FAULT;
    const everything = { ...this.#regime, user: 0, sum: 1, mxr: 1 };
    return this.#walker.walk(low, high, Access.Load, everything, 'inspect');
  }

  /** Whether loads and stores reach all of RAM by its physical addresses, and nothing wants to look at them. */
  get flat(): boolean {
    const { base, size } = this.#memory;
    if (this.#dataTranslated || this.#dataMachine !== this.#fetchMachine) return false;
    if (this.points !== undefined || this.check !== undefined) return false;
    return [Access.Load, Access.Store].every((access) => this.#pmp.permits(base, size, access, this.#dataMachine));
  }

  /**
   * Has all of a user's window seen by a checker, if it was not since the shadow changed: then regions may use it. A window of S-mode may
   * have pages that it only has no more business with.
   */
  checkWindow(access: WindowAccess, epoch: number, see: See): void {
    this.#follow();
    if (!this.#dataTranslated || this.#regime.user === 0) return;
    this.#tlb.windows.see(this.#csrs.words[DATA_TLB >>> 2]!, access, epoch, see);
  }

  /** The window for such accesses as they are made now. */
  window(access: WindowAccess): Run {
    this.#follow();
    return this.#tlb.windows.run(this.#csrs.words[DATA_TLB >>> 2]!, access);
  }

  /** How code that is made now finds places. @param worth - pages that a window must have */
  mode(worth: number): MemoryMode {
    this.#follow();
    if (this.flat) return 'flat';
    const user = this.#dataTranslated && this.#regime.user === 1;
    return user && this.#tlb.windowPages(this.#csrs.words[DATA_TLB >>> 2]!) >= worth ? 'windowed' : 'paged';
  }

  /** Whether PMP lets the next bytes be fetched, too. */
  permitsFetch(physical: number, size: number): boolean {
    return this.#pmp.permits(physical, size, Access.Fetch, this.#fetchMachine);
  }

  /**
   * The place of code, as a fetch would find it, if that would leave no trace but a row of the TLB, and all of the page may be fetched
   * without asking; else 0.
   */
  codePlace(low: number, high: number): number {
    const cached = this.#tlb.find(this.#csrs.words[FETCH_TLB >>> 2]!, Access.Fetch, low, high);
    if (cached !== 0) return cached;
    const physical = this.translate(low, high, 2, Access.Fetch, 'settled');
    if (physical < 0 || !this.#memory.contains(physical, 1)) return 0;
    const watched = !this.#pmp.uniform(physical) || this.points?.inPage('fetch', low, high) === true;
    if (watched) return 0;
    this.#tlb.lead(this.#csrs.words[FETCH_TLB >>> 2]!);
    return this.#memory.place(physical);
  }

  /**
   * Enters the page of the translation that was made last into the TLB, if it holds for all of the page, and gives the
   * address's place in the memory; 0 if it is not RAM.
   */
  enter(low: number, high: number, access: Access, physical: number): number {
    this.check?.(access, low, high, physical);
    if (!this.#memory.contains(physical, 1)) return 0;
    const place = this.#memory.place(physical);
    if (access === Access.Store) this.#memory.touch(physical, 1);
    this.uniform = this.#pmp.uniform(physical);
    if (!this.uniform || this.points?.inPage(access === Access.Fetch ? 'fetch' : 'data', low, high) === true)
      return place;
    const set = this.#csrs.words[(access === Access.Fetch ? FETCH_TLB : DATA_TLB) >>> 2]!;
    this.#tlb.enter(set, access, low, high, place, this.#walker.level);
    return place;
  }
}
