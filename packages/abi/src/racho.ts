/**
 * The `racho` personality: four calls for programs that stand on nothing else.
 *
 * The numbers are Linux's for what Linux has too, so that a program that only writes and exits runs there as well. 169 is
 * not: Linux has `gettimeofday` there. All registers but a0 survive a call.
 */
import type { Call } from './call.ts';
import { freeze } from './freeze.ts';

/**
 * What a call that fails returns, whatever the reason. There is no `errno`: a number that is not in the table fails
 * like a bad argument, and the program goes on.
 */
export const RACHO_FAILURE = -1;

/** The one descriptor: the console. */
export const RACHO_STDOUT = 1;

/** The calls by ascending number. */
export const RACHO_CALLS = [
  {
    number: 64,
    name: 'write',
    parameters: [
      { name: 'fd', kind: 'descriptor', doc: 'must be 1, the console' },
      { name: 'buffer', kind: 'address', doc: 'of the bytes to write; not looked at if there are none' },
      { name: 'length', kind: 'length', doc: 'how many' },
    ],
    result: 'bytes',
    doc: 'Writes all of the bytes and returns `length`; or, if `fd` is not 1 or any of them is not readable, nothing.',
  },
  {
    number: 93,
    name: 'exit',
    parameters: [{ name: 'status', kind: 'status', doc: '0 for success; the low 32 bits count' }],
    result: 'never',
    doc: 'Ends the program.',
  },
  {
    number: 124,
    name: 'yield',
    parameters: [],
    result: 'zero',
    doc: 'Lets every other program that is ready run first.',
  },
  {
    number: 169,
    name: 'get_time',
    parameters: [],
    result: 'milliseconds',
    doc: 'The time since boot.',
  },
] as const;

const rows: readonly Call[] = RACHO_CALLS;
freeze(rows);

/** One row of the table. */
export type RachoCall = (typeof RACHO_CALLS)[number];
/** `'write' | 'exit' | …`: a record with these keys is complete, or it does not compile. */
export type RachoCallName = RachoCall['name'];
