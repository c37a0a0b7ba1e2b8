/** Counts what a machine's translator does: regions, their size and time, ways out by cause, and how much of a run is in translated code. */
import { decode, effectsOf, type Instruction } from '@racho/isa';
import { defaultLimits, translatable } from '../translator/plan/region.ts';
import type { Compiled, Crossing, Departure, TranslationObserver } from './observer.ts';

/**
 * Why translated code was left. `no code`: for an address that has none yet; `fuel`: too little for the longest way (told by there being
 * less than for the largest region); `memory`: a device, a page that is not in the TLB, or an access that straddles pages; `float`: a
 * mode or flags that the fast path is not for; `system`: an instruction that is not translated; `limit`: the region is as large as one
 * may be; `unmapped`: code that cannot be fetched without a trace; `illegal`: no instruction.
 */
export type ExitCause = 'no code' | 'gate' | 'fuel' | 'memory' | 'float' | 'system' | 'limit' | 'unmapped' | 'illegal';

export interface ExitCount {
  readonly cause: ExitCause;
  /** The instruction that was left for, where it is part of the cause. */
  readonly instruction?: string;
  readonly count: number;
}

/** A place where a hart went into translated code, and all that it did there before it left. */
export interface EntryCount {
  readonly pc: number;
  readonly count: number;
  readonly retired: number;
}

export interface TranslationReport {
  /** Regions made, and of those dropped again. */
  readonly regions: number;
  readonly dropped: number;
  /** Guest instructions in them, bytes of their modules, and time to make them. */
  readonly instructions: number;
  readonly bytes: number;
  readonly milliseconds: number;
  /** How often a hart went in, and what it retired there. */
  readonly entries: number;
  readonly retired: number;
  /** The most frequent first. */
  readonly exits: readonly ExitCount[];
  /** By what was retired from there on, the most first; at most {@link HOTTEST}. */
  readonly hottest: readonly EntryCount[];
}

const HOTTEST = 10;

const accesses = (row: Instruction): boolean =>
  row.semantics.some(({ kind }) => kind === 'load' || kind === 'store' || kind === 'amo' || kind === 'loadf');

function causeOf({ first, word, fuel }: Departure): Omit<ExitCount, 'count'> {
  if (first === 'anything') return { cause: 'no code' };
  if (first === 'supervisor') return { cause: 'gate' };
  if (word === undefined) return { cause: 'unmapped' };
  const decoded = decode(word);
  if (decoded === undefined) return { cause: 'illegal' };
  const row = decoded.instruction;
  if (!translatable(row, decoded.operands)) return { cause: 'system', instruction: row.name };
  if (fuel < defaultLimits.instructions) return { cause: 'fuel' };
  if (accesses(row)) return { cause: 'memory', instruction: row.name };
  return effectsOf(row).float ? { cause: 'float', instruction: row.name } : { cause: 'limit' };
}

const byCount = (a: { readonly count: number }, b: { readonly count: number }): number => b.count - a.count;

export class TranslationCounts implements TranslationObserver {
  readonly #made = { regions: 0, dropped: 0, instructions: 0, bytes: 0, milliseconds: 0 };
  readonly #exits = new Map<string, ExitCount & { count: number }>();
  readonly #entries = new Map<number, EntryCount & { count: number; retired: number }>();
  /** Where a hart is in translated code, and with how much fuel it came. Harts take turns. */
  #inside: Crossing = { pc: 0, fuel: 0 };

  entered(at: Crossing): void {
    this.#inside = at;
  }

  left(at: Departure): void {
    const { pc, fuel } = this.#inside;
    const entry = this.#entries.get(pc) ?? { pc, count: 0, retired: 0 };
    entry.count += 1;
    entry.retired += fuel - at.fuel;
    this.#entries.set(pc, entry);
    const cause = causeOf(at);
    const key = `${cause.cause} ${cause.instruction ?? ''}`;
    const exit = this.#exits.get(key) ?? { ...cause, count: 0 };
    exit.count += 1;
    this.#exits.set(key, exit);
  }

  compiled({ regions, bytes, milliseconds }: Compiled): void {
    const made = this.#made;
    made.regions += regions.length;
    for (const { blocks } of regions) for (const { ops } of blocks.values()) made.instructions += ops.length;
    made.bytes += bytes;
    made.milliseconds += milliseconds;
  }

  dropped(): void {
    this.#made.dropped += 1;
  }

  /** What was counted so far. */
  get report(): TranslationReport {
    const entries = [...this.#entries.values()];
    const sum = (value: (entry: EntryCount) => number): number => entries.reduce((total, one) => total + value(one), 0);
    return {
      ...this.#made,
      entries: sum(({ count }) => count),
      retired: sum(({ retired }) => retired),
      exits: [...this.#exits.values()].map((exit) => ({ ...exit })).sort(byCount),
      hottest: entries
        .map((entry) => ({ ...entry }))
        .sort((a, b) => b.retired - a.retired)
        .slice(0, HOTTEST),
    };
  }
}
