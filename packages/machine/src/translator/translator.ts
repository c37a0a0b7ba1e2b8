/** Keeps a machine's translated code: finds hot regions, compiles them, publishes them to harts, and drops them when their code changes. */
import type { GuestMemory } from '../memory.ts';
import { JUMP_ROWS } from '../hart/layout.ts';
import { addMulh } from '../interpreter/mulh.ts';
import { compile, createTable, exportsOf, type WasmFunction, type WasmTable } from '../wasm/host.ts';
import { ModuleBuilder } from '../wasm/module.ts';
import { COUNT, SLOT } from './chain.ts';
import { compileRegion, regionSignature } from './compile.ts';
import { floatHelper, floatSignature } from './float-helper.ts';
import { planRegion } from './plan.ts';
import { seenTargets } from './profile.ts';
import { findRegion, pageOf, type Region } from './region.ts';

const SLOTS = 1024;

/** Code in the table. */
interface Translation {
  readonly slot: number;
  readonly entry: number;
  /** Virtual addresses of its pages, and the places that they were mapped to. */
  readonly pages: readonly number[];
  readonly places: readonly number[];
  /** Where its blocks start, and which of those were asked for already, though not as often as to deserve a region of their own. */
  readonly blocks: ReadonlyMap<number, unknown>;
  readonly asked: Set<number>;
  /** Rows of jump tables that name its slot, or did. */
  readonly rows: Set<number>;
}

/**
 * How often more the interpreter has to come by where another region has a block: it comes there when it has helped that region out, and
 * mostly finds back to an entry soon. To compile a region takes as long as some thousand instructions of its.
 */
const PATIENCE = 1000;

/** Where a hart finds the page of code at a virtual address; 0 where it is not to be translated. */
export type CodePlaces = (page: number) => number;

/** What a machine gives its translator. */
export interface TranslatorPort {
  readonly memory: GuestMemory;
  /** Visits after which the interpreter asks. */
  readonly threshold: number;
}

export class Translator {
  readonly table: WasmTable = createTable(SLOTS);
  readonly #memory: GuestMemory;
  readonly #words: Int32Array;
  readonly #halves: Uint16Array;
  readonly #threshold: number;
  #float: WasmFunction | undefined;
  readonly #byEntry = new Map<number, Translation[]>();
  /** By the place of a page of code. */
  readonly #byPage = new Map<number, Set<Translation>>();
  readonly #slots: (Translation | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  #hand = 1;
  /** How many regions were dropped, and how many made. */
  dropped = 0;
  compiled = 0;

  constructor({ memory, threshold }: TranslatorPort) {
    this.#memory = memory;
    this.#words = new Int32Array(memory.wasm.buffer);
    this.#halves = new Uint16Array(memory.wasm.buffer);
    this.#threshold = threshold;
    memory.onCodeWrite = (page) => this.#dropPage(page);
  }

  /** A hart came by `pc` often; `row` is the place of the jump table's row for it. */
  hot(pc: number, row: number, code: CodePlaces): void {
    const known = this.#known(pc, code);
    if (known === undefined && this.#waits(pc, code)) {
      this.#postpone(row, PATIENCE);
      return;
    }
    const translation = known ?? this.#translate(pc, code);
    if (translation === undefined) {
      // What has not been executed yet, or must not be, may be asked for again, but not at once.
      if (code(pageOf(pc)) === 0) this.#postpone(row, this.#threshold);
      return;
    }
    this.#words[(row + JUMP_ROWS + SLOT) >>> 2] = translation.slot;
    translation.rows.add(row);
  }

  #postpone(row: number, visits: number): void {
    this.#words[(row + JUMP_ROWS + COUNT) >>> 2]! -= visits;
  }

  /** Whether the address is asked for the first time of a region that it is in already. */
  #waits(pc: number, code: CodePlaces): boolean {
    if (this.#threshold === 1) return false;
    for (const { blocks, asked } of this.#byPage.get(code(pageOf(pc))) ?? []) {
      if (!blocks.has(pc)) continue;
      const first = !asked.has(pc);
      asked.add(pc);
      return first;
    }
    return false;
  }

  #known(pc: number, code: CodePlaces): Translation | undefined {
    return this.#byEntry.get(pc)?.find(({ pages, places }) => pages.every((page, i) => code(page) === places[i]));
  }

  #translate(pc: number, code: CodePlaces): Translation | undefined {
    const seen = seenTargets(this.#words);
    const found = new Map<number, number>();
    const placeOf = (page: number): number => {
      const place = found.get(page) ?? code(page);
      found.set(page, place);
      return place;
    };
    const region = findRegion(pc, {
      half: (address) => {
        const page = pageOf(address);
        const place = placeOf(page);
        return place === 0 ? undefined : this.#halves[(place + (address - page)) >>> 1];
      },
      targets: (site) => seen.get(site) ?? [],
    });
    if (region === undefined) return undefined;
    const slot = this.#freeSlot();
    this.table.set(slot, this.#compile(region));
    this.compiled += 1;
    const places = region.pages.map(placeOf);
    const translation: Translation = {
      ...{ slot, entry: pc, pages: region.pages, places },
      ...{ blocks: region.blocks, asked: new Set(), rows: new Set() },
    };
    this.#slots[slot] = translation;
    this.#byEntry.set(pc, [...(this.#byEntry.get(pc) ?? []), translation]);
    for (const place of places) this.#watch(place).add(translation);
    return translation;
  }

  #compile(region: Region): WasmFunction {
    const module = new ModuleBuilder('memory');
    const plan = planRegion(region);
    const usesFloat = plan.floats.guarded.size > 0;
    const float = usesFloat ? module.importFunction('float', floatSignature) : undefined;
    const options = { grouping: 'grouped', mulh: addMulh(module), float } as const;
    const index = module.addFunction(regionSignature, (fn) => compileRegion(plan, fn, options));
    module.exportFunction('region', index);
    const env = {
      memory: this.#memory.wasm,
      ...(usesFloat ? { float: (this.#float ??= floatHelper(this.#memory.wasm)) } : {}),
    };
    const exported = exportsOf(compile(module.bytes()), { env });
    return exported['region']!;
  }

  /** Slot 0 is none. A slot in use is taken in turn. */
  #freeSlot(): number {
    const slot = this.#hand;
    this.#hand = slot + 1 < SLOTS ? slot + 1 : 1;
    const old = this.#slots[slot];
    if (old !== undefined) this.#drop(old);
    return slot;
  }

  #watch(place: number): Set<Translation> {
    const known = this.#byPage.get(place);
    if (known !== undefined) return known;
    const translations = new Set<Translation>();
    this.#byPage.set(place, translations);
    this.#memory.watchCode(place);
    return translations;
  }

  #dropPage(place: number): void {
    for (const translation of this.#byPage.get(place) ?? []) this.#drop(translation);
    this.#byPage.delete(place);
  }

  #drop(translation: Translation): void {
    const { slot, entry, places, rows } = translation;
    for (const row of rows) {
      const at = (row + JUMP_ROWS + SLOT) >>> 2;
      if (this.#words[at] === slot) this.#words[at] = 0;
    }
    this.#slots[slot] = undefined;
    const others = this.#byEntry.get(entry)!.filter((other) => other !== translation);
    if (others.length === 0) this.#byEntry.delete(entry);
    else this.#byEntry.set(entry, others);
    for (const place of places) {
      const page = this.#byPage.get(place);
      page?.delete(translation);
      if (page?.size === 0) {
        this.#byPage.delete(place);
        this.#memory.unwatchCode(place);
      }
    }
    this.dropped += 1;
  }
}
