/** The translations that are kept: by where they start, by the pages that they are made from, and by their slot in the table of functions. */
import { JUMP_ROWS } from '../hart/layout.ts';
import type { GuestMemory } from '../memory.ts';
import { createTable, type WasmFunction, type WasmTable } from '../wasm/host.ts';
import { COUNT, SLOT } from './chain.ts';
import { accessOf } from './memory/groups.ts';
import type { MemoryMode } from './memory/places.ts';
import { pageOf, type Region } from './plan/region.ts';

/** Translations that are kept at once. Before Node 24 each instance that imports the table copies it, so it is small. */
const SLOTS = 1024;

/** Where a hart finds the page of code at a virtual address; 0 where it is not to be translated. */
export type CodePlaces = (page: number) => number;

export interface Translation {
  /** Index in the table. */
  readonly slot: number;
  readonly entry: number;
  readonly mode: MemoryMode;
  /** Virtual addresses of its pages, and the places that they were mapped to. */
  readonly pages: readonly number[];
  readonly places: readonly number[];
  /** Where its blocks start, and which of those were asked for already, though not as often as to deserve a region of their own. */
  readonly blocks: ReadonlySet<number>;
  readonly asked: Set<number>;
  /** Its instructions that look for places in windows, if it is for those. */
  readonly windowed: ReadonlySet<number>;
  /** The targets of indirect jumps that it was made for, by the jumps' addresses. */
  readonly indirect: ReadonlyMap<number, readonly number[]>;
  /** Rows of jump tables that name its slot, or did. */
  readonly rows: Set<number>;
  /** Whether its function is in the table. */
  ready: boolean;
  /** Whether the clock's hand has taken it out of all jump tables, and nothing has asked for it since. */
  cold: boolean;
}

/** The targets that a region knows of its indirect jumps. */
function indirectOf({ blocks }: Region): ReadonlyMap<number, readonly number[]> {
  const targets = new Map<number, readonly number[]>();
  for (const { ops, ending } of blocks.values()) {
    if (ending.kind === 'indirect' && !ending.returns) targets.set(ops.at(-1)!.pc, ending.targets);
  }
  return targets;
}

const NONE: ReadonlySet<number> = new Set();

function accessesOf({ blocks }: Region): ReadonlySet<number> {
  const ops = [...blocks.values()].flatMap((block) => block.ops);
  return new Set(ops.filter((op) => accessOf(op) !== undefined).map(({ pc }) => pc));
}

export class Translations {
  readonly table: WasmTable = createTable(SLOTS);
  readonly #memory: GuestMemory;
  readonly #words: Int32Array;
  readonly #onDrop: () => void;
  readonly #byEntry = new Map<number, Translation[]>();
  /** By the place of a page of code, and by its virtual address. */
  readonly #byPlace = new Map<number, Set<Translation>>();
  readonly #byPage = new Map<number, Set<Translation>>();
  /** Slot 0 is none. */
  readonly #slots: (Translation | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  #hand = 1;
  /** How many were dropped. */
  dropped = 0;
  /** How many were made for each mode. */
  readonly #made = { paged: 0, windowed: 0, flat: 0 };

  /** @param onDrop - called for each */
  constructor(memory: GuestMemory, onDrop: () => void) {
    this.#memory = memory;
    this.#onDrop = onDrop;
    this.#words = new Int32Array(memory.wasm.buffer);
  }

  /** That of code at an address, if it was made from the pages that the hart finds there. */
  find(entry: number, code: CodePlaces, wanted: MemoryMode): Translation | undefined {
    return this.#byEntry
      .get(entry)
      ?.find(({ mode, pages, places }) => mode === wanted && pages.every((page, i) => code(page) === places[i]));
  }

  /** Those with code in the page at a place. */
  at(place: number): readonly Translation[] {
    return [...(this.#byPlace.get(place) ?? [])];
  }

  made(mode: MemoryMode): number {
    return this.#made[mode];
  }

  /** Those for windows with an access at an address. */
  reaching(pc: number): readonly Translation[] {
    return [...(this.#byPage.get(pageOf(pc)) ?? [])].filter(({ windowed }) => windowed.has(pc));
  }

  /** Makes room for a region from pages that lie at `places`. */
  add(region: Region, places: readonly number[], mode: MemoryMode): Translation {
    const { entry, pages, blocks } = region;
    const translation: Translation = {
      ...{
        slot: this.#freeSlot(),
        entry,
        mode,
        pages,
        places,
        blocks: new Set(blocks.keys()),
        windowed: mode === 'windowed' ? accessesOf(region) : NONE,
        indirect: indirectOf(region),
      },
      ...{ asked: new Set(), rows: new Set(), ready: false, cold: false },
    };
    this.#made[mode] += 1;
    this.#slots[translation.slot] = translation;
    this.#byEntry.set(entry, [...(this.#byEntry.get(entry) ?? []), translation]);
    for (const page of pages) insert(this.#byPage, page, translation);
    for (const place of places) if (insert(this.#byPlace, place, translation)) this.#memory.watchCode(place);
    return translation;
  }

  has(translation: Translation): boolean {
    return this.#slots[translation.slot] === translation;
  }

  publish(translation: Translation, fn: WasmFunction): void {
    this.table.set(translation.slot, fn);
    translation.ready = true;
  }

  /** Lets a row of a jump table lead to it. */
  link(translation: Translation, row: number): void {
    this.#words[(row + JUMP_ROWS + SLOT) >>> 2] = translation.slot;
    translation.rows.add(row);
    translation.cold = false;
  }

  /** A fence: no row between these addresses leads to the page any more, which may be mapped elsewhere. */
  unlinkPage(page: number, start: number, end: number): void {
    for (const translation of this.#byPage.get(page) ?? []) {
      for (const row of translation.rows) if (row >= start && row < end) this.#unlinkRow(translation, row);
    }
  }

  /** To be called when the page at a place is about to be written. */
  dropPlace(place: number): void {
    for (const translation of this.at(place)) this.drop(translation);
  }

  /** Can be done again, and is found by its places to the last: a supervisor may write to code where the host's stack ends in here. */
  drop(translation: Translation): void {
    const { slot, entry, pages, places } = translation;
    this.#unlink(translation);
    const others = (this.#byEntry.get(entry) ?? []).filter((other) => other !== translation);
    if (others.length === 0) this.#byEntry.delete(entry);
    else this.#byEntry.set(entry, others);
    for (const page of pages) remove(this.#byPage, page, translation);
    if (this.has(translation)) this.#slots[slot] = undefined;
    for (const place of places) if (remove(this.#byPlace, place, translation)) this.#memory.unwatchCode(place);
    this.dropped += 1;
    this.#onDrop();
  }

  #unlink(translation: Translation): void {
    for (const row of translation.rows) this.#unlinkRow(translation, row);
  }

  /** The row may be another's by now. Visits are counted anew. */
  #unlinkRow({ slot, rows }: Translation, row: number): void {
    rows.delete(row);
    const at = (row + JUMP_ROWS + SLOT) >>> 2;
    if (this.#words[at] !== slot) return;
    this.#words[at] = 0;
    this.#words[(row + JUMP_ROWS + COUNT) >>> 2] = 0;
  }

  /** Where none is free, a clock goes round: it takes out of the jump tables what it comes by, and gives away what it finds still out. */
  #freeSlot(): number {
    for (;;) {
      const slot = this.#hand;
      this.#hand = slot + 1 < SLOTS ? slot + 1 : 1;
      const old = this.#slots[slot];
      if (old?.cold === true) this.drop(old);
      if (this.#slots[slot] === undefined) return slot;
      this.#unlink(old!);
      old!.cold = true;
    }
  }
}

/** Whether it is the first one there. */
function insert<K, V>(sets: Map<K, Set<V>>, key: K, value: V): boolean {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([value]));
  else known.add(value);
  return known === undefined;
}

/** Whether it was the last one there. */
function remove<K, V>(sets: Map<K, Set<V>>, key: K, value: V): boolean {
  const known = sets.get(key);
  if (known?.delete(value) !== true || known.size > 0) return false;
  return sets.delete(key);
}
