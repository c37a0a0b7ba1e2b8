/** A user's address space: a page table in which only untyped frames are mapped for U-mode, and cursors over it. */
import { TRAMPOLINE } from '../arch/layout.ts';
import { checkRunning, whole } from '../context.ts';
import { isObject, OstdError, told } from '../error.ts';
import { freezeClass } from '../frozen.ts';
import { checkKey, KEY } from '../key.ts';
import type { System } from '../system.ts';
import {
  hex,
  isPageAligned,
  PAGE_SIZE,
  USER_END,
  virtualPageOf,
  virtualStartOf,
  type Ppn,
  type Vaddr,
  type Vpn,
} from './address.ts';
import type { FramePool } from './frame-pool.unsafe.ts';
import { frameOf, type UFrame } from './frame.ts';
import { PageTable, Rights } from './page-table.unsafe.ts';
import { readUser, writeUser, type VmReader, type VmWriter } from './vm-io.unsafe.ts';

/** What a user may do with a page. Writable pages are readable: W without R is reserved in RISC-V. */
export interface PageFlags {
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
}

/** A page of a user space as {@link VmCursor.query} sees it. */
export interface VmItem extends PageFlags {
  readonly address: Vaddr;
}

/** Why a page could not be mapped. */
export type MapError = 'occupied' | 'no-memory';

/** Whether the space has not been released. */
export let isLive: (space: VmSpace) => boolean;

/** The table and number of a live space of the running system, and that. */
export let partsOf: (space: VmSpace) => Parts;

interface Parts {
  readonly system: System;
  readonly table: PageTable;
  readonly asid: number;
}

export class VmSpace {
  readonly #system: System;
  readonly #table: PageTable;
  readonly #asid: number;
  #live = true;

  private constructor(key: symbol, system: System, table: PageTable, asid: number) {
    checkKey(key);
    this.#system = system;
    this.#table = table;
    this.#asid = asid;
    Object.freeze(this);
  }

  static {
    partsOf = (space) => {
      if (!isObject(space) || !(#table in space)) throw new OstdError('E_HANDLE', 'this is not a VmSpace');
      return { system: space.#system, table: space.#checked(), asid: space.#asid };
    };
    isLive = (space) => space.#live;
  }

  /** An empty space, or `undefined` when memory or address-space numbers are exhausted. */
  static create(): VmSpace | undefined {
    return whole((system) => VmSpace.#create(system));
  }

  static #create(system: System): VmSpace | undefined {
    const asid = system.asids.take();
    if (asid === undefined) return undefined;
    let table: PageTable | undefined;
    let space: VmSpace | undefined;
    try {
      table = PageTable.create(system.frames);
      const mapped = table?.map(virtualPageOf(TRAMPOLINE), system.trampoline, Rights.R | Rights.X | Rights.G);
      if (table !== undefined && mapped === 'mapped') space = new VmSpace(KEY, system, table, asid);
      return space;
    } finally {
      // Also when the frame allocator has thrown, or an answer of it was refused (S6).
      if (space === undefined) {
        table?.release();
        system.asids.give(asid);
      }
    }
  }

  /** A cursor over the pages of `length` bytes from `start`; both must be page aligned and in the user's half. */
  cursor(start: Vaddr, length: number): VmCursor {
    if (!isUserRange(start, length)) {
      throw new OstdError(
        'E_ADDRESS',
        `range ${hex(start)} + ${hex(length)} leaves the user's half of the address space`,
      );
    }
    if (!isPageAligned(start) || !isPageAligned(length)) {
      throw new OstdError('E_ADDRESS', `range ${hex(start)} + ${hex(length)} is not page aligned`);
    }
    this.#checked();
    return makeCursor(this, virtualPageOf(start), length / PAGE_SIZE);
  }

  /** Reads user memory; `undefined` if the range leaves the user's half, whatever is mapped there. */
  reader(start: number, length: number): VmReader | undefined {
    if (!isUserRange(start, length)) return undefined;
    return readUser(this.#system.frames, () => this.#checked(), start as Vaddr, length);
  }

  /** Writes user memory, where the user itself could; `undefined` as for {@link reader}. */
  writer(start: number, length: number): VmWriter | undefined {
    if (!isUserRange(start, length)) return undefined;
    return writeUser(this.#system.frames, () => this.#checked(), start as Vaddr, length);
  }

  /** Unmaps everything and gives the space's memory back. Nothing may use it afterwards. */
  release(): void {
    const table = this.#checked();
    whole(({ supervisor, frames, asids }) => {
      this.#live = false;
      const userPages = [...table.range(virtualPageOf(0 as Vaddr), virtualPageOf(USER_END))];
      // No hart may still translate through the table, or to the frames, when they are given to somebody else (S2).
      supervisor.fenceSpace(this.#asid);
      table.release();
      for (const { target } of userPages) frames.release(target);
      asids.give(this.#asid);
    });
  }

  #checked(): PageTable {
    checkRunning(this.#system, 'this address space');
    if (!this.#live) throw new OstdError('E_HANDLE', 'this address space was released');
    return this.#table;
  }
}
freezeClass(VmSpace);

let makeCursor: (space: VmSpace, first: Vpn, pages: number) => VmCursor;

/** A place in a range of pages, moving from page to page. */
export class VmCursor {
  readonly #space: VmSpace;
  readonly #end: number;
  #page: number;

  private constructor(key: symbol, space: VmSpace, first: Vpn, pages: number) {
    checkKey(key);
    this.#space = space;
    this.#page = first;
    this.#end = first + pages;
    Object.freeze(this); // a property of its own could stand in the place of a getter
  }

  static {
    makeCursor = (space, first, pages) => new VmCursor(KEY, space, first, pages);
  }

  /** Where the cursor stands. */
  get address(): Vaddr {
    return virtualStartOf(this.#page as Vpn);
  }

  /** Pages between the cursor and the end of its range. */
  get remaining(): number {
    return this.#end - this.#page;
  }

  /** The page under the cursor, if it is mapped. */
  query(): VmItem | undefined {
    const mapping = this.#live().table.query(this.#here());
    if (mapping === undefined) return undefined;
    const { readable, writable, executable } = mapping;
    return { address: this.address, readable, writable, executable };
  }

  /** Maps `frame` under the cursor and moves on. The space keeps the frame alive until it is unmapped. */
  map(frame: UFrame, flags: PageFlags): MapError | undefined {
    const rights = rightsOf(flags); // first: reading the client's object may run its code
    const target = frameOf(frame);
    const { table } = this.#live();
    const page = this.#here();
    return whole(({ frames }) => this.#map(table, page, target, rights, frames));
  }

  #map(table: PageTable, page: Vpn, target: Ppn, rights: number, pool: FramePool): MapError | undefined {
    // Counted before it is mapped: the host's stack may end anywhere, and a mapping that does not count is a hole (S2).
    pool.retain(target);
    let outcome: 'mapped' | MapError = 'occupied';
    try {
      outcome = table.map(page, target, rights);
    } finally {
      if (outcome !== 'mapped') pool.release(target);
    }
    if (outcome !== 'mapped') return outcome;
    this.#page++;
    return undefined;
  }

  /** Unmaps the page under the cursor, if it is mapped, and moves on. `true` if it was. */
  unmap(): boolean {
    const parts = this.#live();
    const { table } = parts;
    const page = this.#here();
    const isMapped = table.query(page) !== undefined;
    if (isMapped) {
      whole(({ frames }) => {
        // The frame may be the next caller's page table: no translation may be left when it is given back (S2).
        fence(page, parts);
        const mapping = table.unmap(page);
        if (mapping !== undefined) frames.release(mapping.target);
      });
    }
    this.#page++;
    return isMapped;
  }

  /** Changes what the user may do with the page under the cursor, if it is mapped, and moves on. */
  protect(flags: PageFlags): boolean {
    const rights = rightsOf(flags);
    const parts = this.#live();
    const { table } = parts;
    const page = this.#here();
    if (table.query(page) !== undefined) fence(page, parts);
    const mapping = table.protect(page, rights);
    this.#page++;
    return mapping !== undefined;
  }

  /** Moves on by `pages` without touching them. */
  skip(pages: number): void {
    this.#live();
    if (!Number.isInteger(pages) || pages < 0 || pages > this.remaining) {
      throw new OstdError('E_ARGUMENT', `can't skip ${told(pages)} pages: ${this.remaining} remain`);
    }
    this.#page += pages;
  }

  /** The space's parts; the space may have been released since the cursor was made. */
  #live(): Parts {
    return partsOf(this.#space);
  }

  #here(): Vpn {
    if (this.#page >= this.#end) throw new OstdError('E_ADDRESS', 'the cursor is at the end of its range');
    return this.#page as Vpn;
  }
}
freezeClass(VmCursor);

/**
 * Before the entry is changed, not after: no user runs between the two, and where the host's stack ends in one of them, what was
 * not fenced is not changed either (S2).
 */
function fence(page: Vpn, { system, asid }: Parts): void {
  system.supervisor.fencePage(virtualStartOf(page), asid);
}

/** Whether `start … start + length` lies in the user's half; exact for any numbers. */
function isUserRange(start: number, length: number): boolean {
  const exact = Number.isSafeInteger(start) && Number.isSafeInteger(length);
  return exact && start >= 0 && length >= 0 && start <= USER_END && length <= USER_END - start;
}

function rightsOf(flags: PageFlags): number {
  if (!isObject(flags)) throw new OstdError('E_ARGUMENT', 'the rights of a page are not an object');
  const { readable, writable, executable } = flags;
  return Rights.U | (readable ? Rights.R : 0) | (writable ? Rights.W : 0) | (executable ? Rights.X : 0);
}
