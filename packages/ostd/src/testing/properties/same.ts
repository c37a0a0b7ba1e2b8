/** An equality that a property can ask for thousands of times: it makes a report only when there is something to report. */
import { isDeepStrictEqual, inspect } from 'node:util';

export function same(what: string, actual: unknown, expected: unknown): void {
  if (actual === expected || isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${what}: ${inspect(actual)} instead of ${inspect(expected)}`);
}
