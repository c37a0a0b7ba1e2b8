/** Translates what harts ask for: finds the region, compiles several at once, and lets the jump tables lead to them. */
import { hostClock } from '../clock.ts';
import { COUNT, tableOfRow, visitsOf } from './chain.ts';
import { JUMP_ROWS } from '../hart/layout.ts';
import type { TranslationObserver } from '../insight/observer.ts';
import type { GuestMemory } from '../memory.ts';
import { compile, exportsOf } from '../wasm/host.ts';
import { planWithin } from './plan/bounded-plan.ts';
import { floatHelper } from './float/helper.ts';
import { noIslands, type IslandPolicy } from './plan/islands.ts';
import type { Plan } from './plan/plan.ts';
import type { MemoryMode, PlacesOptions } from './memory/places.ts';
import { seenSites, seenTargets } from './profile.ts';
import { pageOf, type CodeSource } from './plan/region.ts';
import { regionsModule } from './region-module.ts';
import { takeStrangers } from './memory/strays.ts';
import { Translations, type CodePlaces, type Translation } from './translations.ts';

/**
 * How often more the interpreter has to come by where another region has a block: it comes there when it has helped that region out, and
 * mostly finds back to an entry soon. To compile a region takes as long as some thousand instructions of its.
 */
const PATIENCE = 1000;

/** Regions in a module, unless one is asked for twice before there are as many. */
const BATCH = 8;

/** How often a region is made anew because jumps of its turned out to go elsewhere, too. */
const RETARGETS = 4;

/** What is used of a shorter run is soon somewhere else. */
const WINDOW_WORTH = 4;

/** See {@link IslandPolicy}. */
const ROOM = 8;
const ROUNDS = 8;

/** Regions at multiples of so many bytes have islands where all are translated: they take V8 a multiple of the time. */
const EAGER_ISLANDS = 16;

/** Instructions of which something is remembered: more than a busy program has. */
const REMEMBERED = 4096;

/** What a machine gives its translator. */
export interface TranslatorPort {
  readonly memory: GuestMemory;
  /** Visits after which the interpreter asks; after one, what it asks for is translated at once. */
  readonly threshold: number;
  /** See {@link RegionOptions}. */
  readonly checks: 'on' | 'off';
  /** See {@link RegionOptions}. */
  readonly base: number | undefined;
  readonly observer: TranslationObserver | undefined;
}

interface Planned {
  readonly translation: Translation;
  readonly plan: Plan;
}

export class Translator {
  readonly translations: Translations;
  readonly #memory: GuestMemory;
  readonly #words: Int32Array;
  readonly #halves: Uint16Array;
  readonly #threshold: number;
  readonly #checks: 'on' | 'off';
  readonly #base: number | undefined;
  readonly observer: TranslationObserver | undefined;
  #float: ReturnType<typeof floatHelper> | undefined;
  readonly #eager: boolean;
  /** Pages that a window must have to be worth code of its own. */
  readonly windowWorth: number;
  /** What has been asked for once. */
  #queue: readonly Planned[] = [];
  /** Entries of regions that the host has refused. */
  readonly #refused = new Set<number>();
  /** Milliseconds that were spent on what is in the queue, if somebody wants to know. */
  #spent = 0;
  /** How often regions were made anew, by their entries. */
  readonly #retargets = new Map<number, number>();
  /** Addresses of instructions whose accesses strayed from windows. */
  readonly #strangers = new Set<number>();
  readonly #places: Readonly<Record<MemoryMode, PlacesOptions>>;
  /** How many regions were compiled. */
  compiled = 0;

  constructor({ memory, threshold, checks, base, observer }: TranslatorPort) {
    this.#memory = memory;
    this.#words = new Int32Array(memory.wasm.buffer);
    this.#halves = new Uint16Array(memory.wasm.buffer);
    this.#places = {
      paged: { mode: 'paged' },
      windowed: { mode: 'windowed', strangers: this.#strangers },
      flat: { mode: 'flat', memory },
    };
    this.#threshold = threshold;
    this.#checks = checks;
    this.#base = base;
    this.observer = observer;
    this.#eager = threshold === 1;
    this.windowWorth = this.#eager ? 0 : WINDOW_WORTH;
    this.translations = new Translations(memory, () => this.observer?.dropped());
    memory.onCodeWrite = (place) => {
      this.translations.dropPlace(place);
    };
  }

  /** A hart came by `pc` often; `row` is the place of the jump table's row for it. */
  hot(pc: number, row: number, code: CodePlaces, mode: MemoryMode): void {
    const known = this.translations.find(pc, code, mode);
    if (known?.ready === false) this.#compileQueue();
    const translation = known ?? this.#request(pc, row, code, mode);
    if (translation === undefined) return;
    if (this.#queue.length >= (this.#eager ? 1 : BATCH)) this.#compileQueue();
    if (translation.ready) this.translations.link(translation, row);
    else this.#postpone(row, this.#threshold);
  }

  /** How many instructions are known to stray. */
  get strangers(): number {
    return this.#strangers.size;
  }

  /** To be called now and then: lets regions with accesses that stray be made anew. */
  settle(): void {
    for (const pc of takeStrangers(this.#words)) {
      if (this.#strangers.size >= REMEMBERED) this.#strangers.clear();
      this.#strangers.add(pc);
      for (const translation of this.translations.reaching(pc)) this.translations.drop(translation);
    }
  }

  /** Lets the row ask again, after so many visits more. */
  #postpone(row: number, visits: number): void {
    this.#words[(row + JUMP_ROWS + COUNT) >>> 2]! -= visits;
  }

  #request(pc: number, row: number, code: CodePlaces, mode: MemoryMode): Translation | undefined {
    if (this.#refused.has(pc)) {
      this.#postpone(row, PATIENCE);
      return undefined;
    }
    if (!this.#eager && (this.#retarget(pc, code) || this.#isCovered(pc, code, mode))) {
      this.#postpone(row, PATIENCE);
      return undefined;
    }
    const translation = this.#find(pc, row, code, mode);
    // What has not been executed yet, or must not be, may be asked for again.
    if (translation === undefined && code(pageOf(pc)) === 0) this.#postpone(row, this.#threshold);
    return translation;
  }

  /** Whether the address is asked for the first time of a region that it is in already. */
  #isCovered(pc: number, code: CodePlaces, wanted: MemoryMode): boolean {
    const around = this.translations.at(code(pageOf(pc))).find(({ mode, blocks }) => mode === wanted && blocks.has(pc));
    if (around === undefined || around.asked.has(pc)) return false;
    around.asked.add(pc);
    return true;
  }

  /** Drops regions with an indirect jump that goes here, too, so that they will be made with all of its targets. */
  #retarget(pc: number, code: CodePlaces): boolean {
    let found = false;
    for (const site of seenSites(this.#words, pc)) {
      for (const translation of this.translations.at(code(pageOf(site)))) {
        const { entry, indirect } = translation;
        const times = this.#retargets.get(entry) ?? 0;
        if (indirect.get(site)?.includes(pc) !== false || times >= RETARGETS) continue;
        if (this.#retargets.size >= REMEMBERED) this.#retargets.clear();
        this.#retargets.set(entry, times + 1);
        this.translations.drop(translation);
        found = true;
      }
    }
    return found;
  }

  #find(pc: number, row: number, code: CodePlaces, mode: MemoryMode): Translation | undefined {
    const start = this.#now();
    let seen: ReturnType<typeof seenTargets> | undefined;
    const found = new Map<number, number>();
    const placeOf = (page: number): number => {
      const place = found.get(page) ?? code(page);
      found.set(page, place);
      return place;
    };
    const source: CodeSource = {
      half: (address) => {
        const page = pageOf(address);
        const place = placeOf(page);
        return place === 0 ? undefined : this.#halves[(place + (address - page)) >>> 1];
      },
      targets: (site) => (seen ??= seenTargets(this.#words)).get(site) ?? [],
      substitute: this.observer?.substitute,
    };
    const plan = planWithin(pc, source, this.#islands(pc, row), this.observer?.limits);
    if (plan === undefined) return undefined;
    const translation = this.translations.add(plan.region, plan.region.pages.map(placeOf), mode);
    this.#queue = [...this.#queue, { translation, plan }];
    this.#spent += this.#now() - start;
    return translation;
  }

  /** By what the interpreter has counted until now; where everything is translated at once, all loops of some regions are long. */
  #islands(pc: number, row: number): IslandPolicy {
    if (this.#eager) return pc % EAGER_ISLANDS === 0 ? { room: 0, visits: () => 1, rounds: 1 } : noIslands;
    const table = tableOfRow(row, pc);
    return { room: ROOM, rounds: ROUNDS, visits: (at) => visitsOf(this.#words, table, at) };
  }

  #compileQueue(): void {
    const queue = this.#queue.filter(({ translation }) => this.translations.has(translation));
    this.#queue = [];
    if (queue.length > 0) this.#compile(queue);
  }

  /**
   * One module for all: an engine takes as long for a module as for some functions. Where it does not take it (it has limits of its own,
   * and an end of its memory), each is tried alone, and what is refused then stays interpreted.
   */
  #compile(queue: readonly Planned[]): void {
    const start = this.#now();
    const named = queue.map(({ translation: { slot, mode }, plan }) => ({
      name: `${slot}`,
      plan,
      places: this.#places[mode],
    }));
    const { bytes, usesFloat } = regionsModule(named, { base: this.#base, checks: this.#checks, marks: 'none' });
    const env = {
      memory: this.#memory.wasm,
      ...(usesFloat ? (this.#float ??= floatHelper(this.#memory.wasm)) : {}),
    };
    let exported: ReturnType<typeof exportsOf>;
    try {
      exported = exportsOf(compile(bytes), { env });
    } catch {
      if (queue.length > 1) for (const planned of queue) this.#compile([planned]);
      else this.#refuse(queue[0]!.translation);
      return;
    }
    for (const { translation } of queue) this.translations.publish(translation, exported[`${translation.slot}`]!);
    this.compiled += queue.length;
    const milliseconds = this.#spent + this.#now() - start;
    this.#spent = 0;
    this.observer?.compiled({ regions: queue.map(({ plan }) => plan.region), bytes: bytes.length, milliseconds });
  }

  #refuse(translation: Translation): void {
    if (this.#refused.size >= REMEMBERED) this.#refused.clear();
    this.#refused.add(translation.entry);
    this.translations.drop(translation);
  }

  #now(): number {
    return this.observer === undefined ? 0 : hostClock();
  }
}
