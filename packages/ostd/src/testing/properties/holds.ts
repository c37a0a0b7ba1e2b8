/** Runs a property: first the programs that once failed, then as many random ones as `RACHO_PROPERTY_RUNS` says. */
import fc from 'fast-check';

/** Runs of each property; `undefined`: as many as the property itself wants, which is what CI can wait for. */
const wanted = process.env['RACHO_PROPERTY_RUNS'];

/** How a property is run. */
export interface Runs<T> {
  /** Random programs, if the environment names no other number. */
  readonly runs: number;
  /** Programs that have failed: copied from the counterexample that the report showed. */
  readonly failures: readonly T[];
}

/** Throws, with the smallest program found, its seed and its path, if `predicate` throws for a program. */
export function holds<T>(
  programs: fc.Arbitrary<T>,
  { runs, failures }: Runs<T>,
  predicate: (program: T) => void,
): void {
  const numRuns = wanted === undefined ? runs : Number(wanted);
  if (!Number.isSafeInteger(numRuns) || numRuns < 1) {
    throw new Error(`RACHO_PROPERTY_RUNS is ${wanted}: it is a number of runs from 1 on`);
  }
  const examples = failures.map((program): [T] => [program]);
  fc.assert(fc.property(programs, predicate), { numRuns: numRuns + examples.length, examples });
}
