/** What one `pnpm bench` has measured, as `--json` writes it. Times are seconds unless their names say otherwise. */
import type { Kind } from './programs.ts';
import type { Clock, Result } from './rounds.ts';

/** One program, and all contenders at it. */
export interface Row {
  readonly program: string;
  readonly kind: Kind;
  readonly size: number;
  readonly results: readonly Result[];
}

/** A system call there and back, by contender. */
export interface RoundTrip {
  readonly contender: string;
  readonly nanoseconds: number;
}

/** How racho starts, under one Node. */
export interface Start {
  /** As of a contender that runs under this Node. */
  readonly contender: string;
  /** Processor time of `racho run hello`, and of a Node that does nothing. */
  readonly helloCpu: number;
  readonly nodeCpu: number;
  readonly helloWall: number;
  /** MiB that are resident at most. */
  readonly helloMemory: number;
  readonly nodeMemory: number;
  /** From the making of the machine to the first call of a program, in time and in instructions. */
  readonly boot: number;
  readonly bootInstructions: number;
}

/** Linux from the making of the machine to the shell's prompt. */
export interface LinuxBoot {
  readonly contender: string;
  readonly on: number;
  readonly off: number;
  readonly instructions: number;
}

/** Who took part. */
export interface Party {
  readonly name: string;
  readonly version: string;
}

export interface Measurements {
  readonly date: string;
  readonly cpu: string;
  readonly processors: number;
  /** Of the tree that was measured, with `-dirty` if files differ from it. */
  readonly commit: string;
  readonly runs: number;
  readonly clock: Clock;
  /** By what the work was divided: more than 1 says nothing about speed. */
  readonly divisor: number;
  readonly contenders: readonly Party[];
  /** What could not be measured, and why. */
  readonly problems: readonly string[];
  /** The two commits, if it was a comparison. */
  readonly compared?: readonly string[];
  readonly rows: readonly Row[];
  readonly roundTrips: readonly RoundTrip[];
  readonly starts: readonly Start[];
  readonly linux: readonly LinuxBoot[];
}
