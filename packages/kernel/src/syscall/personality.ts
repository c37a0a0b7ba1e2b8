/** Personalities: which ABI a program speaks, found by its note or its OS/ABI byte, and the calls that serve it. */
import type { Elf } from '@racho/elf';
import type { Process } from '../process/process.ts';
import { rachoPersonality } from './racho/personality.ts';

/** What a call leads to: a result for the program, giving way to others (result 0), or the end of the program. */
export type Outcome = number | 'yield' | 'ended';

/** One system call. It does not block; what blocks comes with the first call that needs it. */
export interface Call {
  readonly name: string;
  /** `argument(i)` is argument `i` as a signed number, `undefined` where a number can't hold it exactly. */
  readonly serve: (process: Process, argument: (index: number) => number | undefined) => Outcome;
}

export interface Personality {
  readonly name: string;
  /** By number. */
  readonly calls: ReadonlyMap<number, Call>;
  /** What a number without a call returns. */
  readonly unknownCall: number;
  /** Whether `elf` is for this personality. */
  readonly claims: (elf: Elf) => boolean;
}

const personalities: readonly Personality[] = [rachoPersonality];

/** The personality that claims `elf`. */
export function personalityOf(elf: Elf): Personality | undefined {
  return personalities.find((personality) => personality.claims(elf));
}
