/** A step of a random program: what it is called with, and what it does to the real system and to the model of it. */
import fc from 'fast-check';
import { FrameAllocOptions, OstdError, type Coroutine } from '../../index.ts';
import type { World } from './world.ts';

export interface Step {
  readonly arguments: fc.Arbitrary<unknown>;
  /** Called with a value of `arguments` only. */
  readonly perform: (world: World, args: never) => Coroutine<void>;
}

export type Steps = Readonly<Record<string, Step>>;

export function step<A>(args: { [K in keyof A]: fc.Arbitrary<A[K]> }, perform: (world: World, args: A) => void): Step {
  return running(args, function* (world, given) {
    perform(world, given);
    yield* [];
  });
}

/** A step that runs a user. */
export function running<A>(
  args: { [K in keyof A]: fc.Arbitrary<A[K]> },
  perform: (world: World, args: A) => Coroutine<void>,
): Step {
  return { arguments: fc.record(args), perform };
}

/** Pages next to each other, at the ends of the user's half, and on both sides of where another table begins. */
export const PAGES: readonly number[] = [0, 1, 16, 511, 512, 2 ** 18 - 1, 2 ** 18, 2 ** 26 - 2, 2 ** 26 - 1];
export const page: fc.Arbitrary<number> = fc.constantFrom(...PAGES);

/** Names a handle, a space or a user, counting round what the program has; what was released stays among them. */
export const which: fc.Arbitrary<number> = fc.nat(7);

/** A place in a page, and how far to go from there: often over its end. */
export const offset: fc.Arbitrary<number> = fc.oneof(fc.nat(4095), fc.constantFrom(0, 4088, 4095));
export const length: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1, max: 64 }),
  fc.integer({ min: 1, max: 9000 }),
);
export const byte: fc.Arbitrary<number> = fc.nat(255);
export const word: fc.Arbitrary<bigint> = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** What a call gave, and whether memory may have been too scarce for it: little is left, or the allocator has lied. */
export interface Accepted<T> {
  readonly value: T;
  readonly scarce: boolean;
}

/** No call takes more frames than a page table has levels, and one for what it is about. */
const MOST_AT_ONCE = 4;

/** What client code of a program throws: a callback, or the allocator. */
export class Mine extends Error {}

/**
 * What `act` gives, or `undefined` if it was refused, as it must be unless it is `legal`, which is asked when it is over: `act`
 * may run steps of its own. Where the allocator lies, it may be refused as well. After a refusal the model is as it was, and so
 * must be the system.
 */
export function attempt<T>({ liar }: World, legal: () => boolean, act: () => T): Accepted<T> | undefined {
  const { told } = liar;
  const scarce = FrameAllocOptions.free() < MOST_AT_ONCE;
  let value: T;
  try {
    value = act();
  } catch (error) {
    const refused = error instanceof OstdError && (!legal() || liar.told > told);
    if (refused || error instanceof Mine) return undefined;
    throw error;
  }
  if (!legal()) throw new Error('what is not legal was accepted');
  return { value, scarce: scarce || liar.told > told || FrameAllocOptions.free() < MOST_AT_ONCE };
}

export const always = (): boolean => true;
