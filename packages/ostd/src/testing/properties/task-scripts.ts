/** Random tasks, and a scheduler with random moods: what a kernel may do to the executor. */
import fc from 'fast-check';

/** What a task does next; numbers name a task or a queue, counting round those that there are. */
export type Deed =
  | { readonly do: 'yield' | 'park' | 'sleep' }
  | { readonly do: 'wake' | 'spawn' | 'wait' | 'wake one' | 'wake all'; readonly which: number };
export type Script = readonly Deed[];

/**
 * How the scheduler takes a call: `refuse`: throws; `reenter`: wakes and spawns others first; and, which must end the system,
 * `forget`: drops a task; `twice`: keeps it twice; `nothing`, `stale`, `foreign`: what it picks.
 */
export type Mood = 'honest' | 'refuse' | 'reenter' | 'forget' | 'twice' | 'nothing' | 'stale' | 'foreign';

export interface Tasks {
  readonly scripts: readonly Script[];
  /** Of the first call of the scheduler, the second … and honest ever after. */
  readonly moods: readonly Mood[];
}

const which = fc.nat(5);
const plain = fc.record({ do: fc.constantFrom('yield' as const, 'park' as const, 'sleep' as const) });
const about = fc.record({
  do: fc.constantFrom('wake' as const, 'spawn' as const, 'wait' as const, 'wake one' as const, 'wake all' as const),
  which,
}); // prettier-ignore

const mood = fc.oneof(
  { weight: 12, arbitrary: fc.constant('honest' as const) },
  { weight: 3, arbitrary: fc.constantFrom('refuse' as const, 'reenter' as const) },
  { weight: 1, arbitrary: fc.constantFrom<Mood[]>('forget', 'twice', 'nothing', 'stale', 'foreign') },
);

export const tasks: fc.Arbitrary<Tasks> = fc.record({
  scripts: fc.array(fc.array(fc.oneof(plain, about, about), { maxLength: 10 }), { minLength: 1, maxLength: 5 }),
  moods: fc.array(mood, { maxLength: 30, size: 'max' }),
});
