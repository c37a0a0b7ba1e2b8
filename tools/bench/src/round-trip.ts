/** What a system call takes there and back: the time of many of them beyond that of few. */
import type { Contender } from './contenders.ts';
import type { RoundTrip, Row } from './measurements.ts';
import { compete, type Clock, type Result } from './rounds.ts';

/** Calls of `clock` for each unit of its size. */
const CALLS = 1000;

/** The program's row, and the round trips that follow from it. */
export function callTimes(
  program: string,
  size: number,
  contenders: readonly Contender[],
  runs: number,
  clock: Clock,
): { readonly row: Row; readonly roundTrips: readonly RoundTrip[] } {
  const few = compete(program, 1, contenders, runs, clock);
  const many = compete(program, size, contenders, runs, clock);
  return {
    row: { program, kind: 'call', size, results: many },
    roundTrips: many.map((result, i) => roundTrip(result, few[i]!, size - 1)),
  };
}

export function roundTrip(many: Result, few: Result, sizes: number): RoundTrip {
  return { contender: many.contender, nanoseconds: ((many.time - few.time) * 1e9) / (sizes * CALLS) };
}
