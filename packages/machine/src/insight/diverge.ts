/** Finds where two ways of executing a guest part: by bisection over the instruction count, from the start each time. */
import { coreOf, type Machine } from '../machine.ts';
import { defaultLimits, type Region } from '../translator/plan/region.ts';
import { differencesOf, stateOf, type Difference } from './difference.ts';
import type { TranslationObserver } from './observer.ts';

/** A run that can be made again, the same each time: its machine is deterministic, and nothing comes from outside. */
export interface RepeatableRun {
  readonly machine: Machine;
  /** Attempts `budget` instructions. */
  readonly step: (budget: number) => unknown;
}

/** An instruction of the run that is right. */
export interface TrailStep {
  readonly hart: number;
  readonly pc: bigint;
  /** At most four bytes from there on, as far as they can be fetched. */
  readonly bytes: Uint8Array;
}

export interface Divergence {
  /** The runs agree after one instruction less, and no more after so many. */
  readonly count: number;
  /**
   * Addresses of the instructions, mostly one, whose translation is wrong: without them in its region the runs agree up to there.
   * None if the run that is doubted executed no translated code.
   */
  readonly suspects: readonly number[];
  /** What the run that is right executed last up to there. */
  readonly trail: readonly TrailStep[];
  readonly differences: readonly Difference[];
}

export interface DivergenceOptions {
  /** Makes the run that is right, at its start. */
  readonly expected: () => RepeatableRun;
  /** Makes the one that is doubted; the observer, which chooses how large regions become, is for its machine. */
  readonly actual: (observer: TranslationObserver) => RepeatableRun;
  /** Instructions after which runs that agree are taken to be the same. */
  readonly limit: number;
}

const TRAIL = 16;

function after(start: () => RepeatableRun, count: number): RepeatableRun {
  const run = start();
  if (count > 0) run.step(count);
  return run;
}

/** Keeps regions within a size, and which of them a hart was in last. */
class Watch implements TranslationObserver {
  readonly limits: { readonly instructions: number; readonly pages: number };
  readonly #regions = new Map<number, Region>();
  #last: number | undefined;

  constructor(instructions: number) {
    this.limits = { ...defaultLimits, instructions };
  }

  entered({ pc }: { readonly pc: number }): void {
    this.#last = pc;
  }
  compiled({ regions }: { readonly regions: readonly Region[] }): void {
    for (const region of regions) this.#regions.set(region.entry, region);
  }
  left(): void {
    // Where to is all the same.
  }
  dropped(): void {
    // What replaces it is told.
  }

  get last(): number | undefined {
    return this.#last;
  }

  /** Addresses of the instructions of the region that begins there. */
  instructionsFrom(entry: number | undefined): readonly number[] {
    const region = entry === undefined ? undefined : this.#regions.get(entry);
    return [...(region?.blocks.values() ?? [])].flatMap(({ ops }) => ops.map(({ pc }) => pc));
  }
}

/** The least number in (`agree`, `differ`] at which `differs`, which holds from there on. */
function bisect(agree: number, differ: number, differs: (at: number) => boolean): number {
  let [low, high] = [agree, differ];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (differs(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The first count at which the runs differ, or `undefined` if they agree at the limit: that states which differed meet again is not
 * noticed. Translated code is executed as a region or not at all, so runs part where the wrong region ends; which of its instructions is
 * wrong, the size of regions says from which on it is so.
 */
export function findDivergence({ expected, actual, limit }: DivergenceOptions): Divergence | undefined {
  const watched = (size: number, count: number): { watch: Watch; run: RepeatableRun } => {
    const watch = new Watch(size);
    return { watch, run: after(() => actual(watch), count) };
  };
  const differ = (size: number, count: number): boolean => {
    const [a, b] = [after(expected, count), watched(size, count).run].map(({ machine }) => stateOf(machine)) as [
      Uint8Array,
      Uint8Array,
    ];
    return a.length !== b.length || a.some((byte, index) => byte !== b[index]);
  };
  const largest = defaultLimits.instructions;
  if (!differ(largest, limit)) return undefined;
  const latest = bisect(0, limit, (at) => differ(largest, at));
  const size = bisect(0, largest, (at) => differ(at, latest));
  // With less in it, the region ends earlier.
  const count = bisect(0, latest, (at) => differ(size, at));
  const { watch, run } = watched(size, count);
  const without = watched(size - 1, count).watch.instructionsFrom(watch.last);
  return {
    count,
    suspects: watch.instructionsFrom(watch.last).filter((pc) => !without.includes(pc)),
    trail: trailOf(expected, count),
    differences: differencesOf(after(expected, count).machine, run.machine),
  };
}

function trailOf(start: () => RepeatableRun, count: number): TrailStep[] {
  const first = Math.max(count - TRAIL, 0);
  const { machine, step } = after(start, first);
  const trail: TrailStep[] = [];
  for (let at = first; at < count; at++) {
    const hart = coreOf(machine).turns.hart;
    const { pc } = machine.hart(hart);
    trail.push({ hart, pc, bytes: codeAt(machine, hart, pc) });
    step(1);
  }
  return trail;
}

function codeAt(machine: Machine, hart: number, pc: bigint): Uint8Array {
  const halves = [pc, BigInt.asUintN(64, pc + 2n)].map((address) => {
    const physical = machine.translate(hart, address, 'fetch');
    const { memory } = coreOf(machine);
    return physical === undefined || !memory.contains(physical, 2) ? [] : [...memory.subarray(physical, 2)];
  });
  const [low, high] = halves as [number[], number[]];
  return Uint8Array.from(low.length === 0 ? [] : [...low, ...high]);
}
