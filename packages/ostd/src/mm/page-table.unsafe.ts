/** SV39 page tables in frames of their own: the three-level walk, map, unmap, protect, and iteration over ranges. */
import { OstdError } from '../error.ts';
import {
  isLeaf,
  isValid,
  LEVELS,
  pagesAt,
  pte,
  PTE_A,
  PTE_D,
  PTE_G,
  PTE_R,
  PTE_U,
  PTE_V,
  PTE_W,
  PTE_X,
  pteFlags,
  ptePage,
  TABLE_ENTRIES,
  tableIndex,
} from '../arch/sv39.ts';
import {
  hex,
  pageOffset,
  startOf,
  virtualPageOf,
  virtualStartOf,
  type Paddr,
  type Ppn,
  type Vaddr,
  type Vpn,
} from './address.ts';
import type { FramePool } from './frame-pool.unsafe.ts';

/** One translation, as the page table has it. */
export class Mapping {
  /** First page that the entry maps, and how many. */
  readonly page: Vpn;
  readonly pages: number;
  /** The physical page of `page`. */
  readonly target: Ppn;
  readonly flags: number;

  constructor(page: Vpn, pages: number, target: Ppn, flags: number) {
    this.page = page;
    this.pages = pages;
    this.target = target;
    this.flags = flags;
  }

  get readable(): boolean {
    return (this.flags & PTE_R) !== 0;
  }

  get writable(): boolean {
    return (this.flags & PTE_W) !== 0;
  }

  get executable(): boolean {
    return (this.flags & PTE_X) !== 0;
  }

  get user(): boolean {
    return (this.flags & PTE_U) !== 0;
  }
}

/** Rights of a mapping: R, W and X of the entry, U for user mode, G for all address spaces. */
export const Rights: Readonly<Record<'R' | 'W' | 'X' | 'U' | 'G', number>> = {
  R: PTE_R,
  W: PTE_W,
  X: PTE_X,
  U: PTE_U,
  G: PTE_G,
};

const RIGHTS_MASK = PTE_R | PTE_W | PTE_X | PTE_U | PTE_G;

/** Where an entry stands, and what it says. */
interface Slot {
  readonly address: Paddr;
  readonly entry: number;
  readonly level: number;
}

export class PageTable {
  readonly root: Ppn;
  readonly #frames: FramePool;

  private constructor(frames: FramePool, root: Ppn) {
    this.#frames = frames;
    this.root = root;
  }

  /** An empty table, or `undefined` when memory is exhausted. */
  static create(frames: FramePool): PageTable | undefined {
    const root = frames.allocate('page-table');
    return root === undefined ? undefined : new PageTable(frames, root);
  }

  /**
   * Maps `page` to `target` by one entry of `level` (0: a page, 1: 2 MiB, 2: 1 GiB), which both must be aligned to.
   * Users only ever get untyped frames (`E_HANDLE`). The caller answers for the rest: that the frame outlives the mapping.
   */
  map(page: Vpn, target: Ppn, rights: number, level = 0): 'mapped' | 'occupied' | 'no-memory' {
    this.#checkRights(rights);
    const span = pagesAt(level);
    if (page % span !== 0 || target % span !== 0) {
      throw new OstdError(
        'E_ADDRESS',
        `${hex(virtualStartOf(page))} → ${hex(startOf(target))} is not aligned to ${span} pages`,
      );
    }
    this.#checkTarget(target, rights);
    const slot = this.#walk(page, level, 'create');
    if (slot === undefined) return 'no-memory';
    if (slot.level !== level || isValid(slot.entry)) return 'occupied';
    // A and D are set from the start: the machine would only trap into its own walker to set them.
    this.#write(slot.address, pte(target, rights | PTE_V | PTE_A | (rights & PTE_W ? PTE_D : 0)));
    return 'mapped';
  }

  /** Removes the entry that maps `page`. The caller fences before the frame is used for anything else. */
  unmap(page: Vpn): Mapping | undefined {
    const slot = this.#walk(page, 0, 'look');
    if (slot === undefined || !isValid(slot.entry)) return undefined;
    this.#write(slot.address, 0);
    return mappingOf(slot, page);
  }

  /** Changes the rights of the entry that maps `page`. The caller fences. */
  protect(page: Vpn, rights: number): Mapping | undefined {
    this.#checkRights(rights);
    const slot = this.#walk(page, 0, 'look');
    if (slot === undefined || !isValid(slot.entry)) return undefined;
    this.#checkTarget(ptePage(slot.entry), rights);
    const kept = pteFlags(slot.entry) & ~RIGHTS_MASK;
    this.#write(slot.address, pte(ptePage(slot.entry), kept | rights | (rights & PTE_W ? PTE_D : 0)));
    return mappingOf(slot, page);
  }

  /** The mapping of `page`. */
  query(page: Vpn): Mapping | undefined {
    const slot = this.#walk(page, 0, 'look');
    return slot !== undefined && isValid(slot.entry) ? mappingOf(slot, page) : undefined;
  }

  /** The physical address that `address` is mapped to. */
  translate(address: Vaddr): Paddr | undefined {
    const page = virtualPageOf(address);
    const mapping = this.query(page);
    if (mapping === undefined) return undefined;
    return (startOf((mapping.target + (page - mapping.page)) as Ppn) + pageOffset(address)) as Paddr;
  }

  /** The mappings that touch pages `first … end − 1`, in order; empty parts of the table are passed over quickly. */
  *range(first: Vpn, end: Vpn): Generator<Mapping, void, void> {
    let page: number = first;
    while (page < end) {
      const slot = this.#walk(page as Vpn, 0, 'look')!;
      const span = pagesAt(slot.level);
      if (isValid(slot.entry)) yield mappingOf(slot, page as Vpn);
      page = (Math.floor(page / span) + 1) * span;
    }
  }

  /** Gives all frames of the table back. Nothing may use it afterwards. */
  release(): void {
    this.#releaseTable(this.root, LEVELS - 1);
  }

  /** From the top: at no time does a table lead on to one that is free. */
  #releaseTable(table: Ppn, level: number): void {
    const below: Ppn[] = [];
    for (let index = 0; level > 0 && index < TABLE_ENTRIES; index++) {
      const entry = this.#read((startOf(table) + index * 8) as Paddr);
      if (isValid(entry) && !isLeaf(entry)) below.push(ptePage(entry));
    }
    this.#frames.release(table);
    for (const next of below) this.#releaseTable(next, level - 1);
  }

  /** Goes down to the entry for `page` at `level`, or to the leaf or the hole above it. */
  #walk(page: Vpn, level: number, mode: 'look' | 'create'): Slot | undefined {
    let table = this.root;
    for (let at = LEVELS - 1; ; at--) {
      const address = (startOf(table) + tableIndex(page, at) * 8) as Paddr;
      let entry = this.#read(address);
      if (at === level || isLeaf(entry)) return { address, entry, level: at };
      if (!isValid(entry)) {
        if (mode === 'look') return { address, entry, level: at };
        const next = this.#frames.allocate('page-table');
        if (next === undefined) return undefined;
        entry = pte(next, PTE_V);
        this.#write(address, entry);
      }
      table = ptePage(entry);
    }
  }

  #checkRights(rights: number): void {
    // W without R is reserved (Privileged Architecture, 4.3.1), and an entry with no right at all is a pointer.
    const leaf = (rights & (PTE_R | PTE_X)) !== 0 && ((rights & PTE_W) === 0 || (rights & PTE_R) !== 0);
    if (!leaf || (rights & ~RIGHTS_MASK) !== 0)
      throw new OstdError('E_ARGUMENT', `${rights} is no valid set of rights`);
  }

  #checkTarget(target: Ppn, rights: number): void {
    if ((rights & PTE_U) === 0 || this.#frames.table.kindOf(target) === 'untyped') return;
    throw new OstdError('E_HANDLE', `frame ${hex(startOf(target))} is not untyped: users can't have it mapped`);
  }

  #read(address: Paddr): number {
    // SAFETY: as `#write`, and reading breaks no invariant.
    return this.#frames.memory['page-table'].readNumber(address);
  }

  #write(address: Paddr, entry: number): void {
    // SAFETY: `address` comes from the walk, which only follows entries of this table's own frames (S1).
    this.#frames.memory['page-table'].writeNumber(address, entry);
  }
}

function mappingOf(slot: Slot, page: Vpn): Mapping {
  const span = pagesAt(slot.level);
  return new Mapping((Math.floor(page / span) * span) as Vpn, span, ptePage(slot.entry), pteFlags(slot.entry));
}
