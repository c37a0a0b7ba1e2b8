/** What a hart needs of the machine around it. */
import type { Checker } from '../checker.ts';
import type { Clock } from '../clock.ts';
import type { Bus } from '../devices/bus.ts';
import type { GuestMemory } from '../memory.ts';
import type { Translator } from '../translator/translator.ts';
import type { Hart } from './hart.ts';

/** Something outside the harts that happens at a certain time. */
export interface Timed {
  /** When, in ticks; `Infinity` is never. */
  readonly deadline: number;
  /** Lets it happen, if it is time. */
  readonly poll: () => void;
}

export interface HartPort {
  readonly memory: GuestMemory;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly alarm: Timed;
  /** Serves calls from S-mode in place of M-mode software; absent if there is M-mode software. */
  readonly firmware: ((hart: Hart) => void) | undefined;
  /** Whether a supervisor serves gates. */
  readonly supervised: () => boolean;
  readonly halted: () => boolean;
  /** Whether there is no other hart. */
  readonly alone: boolean;
  readonly translator: Translator | undefined;
  readonly checker: Checker | undefined;
}
