/** What is to be reached, and whether it is. */
import type { Measurements } from './measurements.ts';
import { ratioOf } from './ratios.ts';

export interface Goal {
  readonly what: string;
  /** Digits behind the point, and what stands behind the number. */
  readonly digits: number;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** Below it translation is not worth its name; none where there is no such thing. */
  readonly floor: number | undefined;
  readonly target: number;
  readonly stretch: number;
  /** Undefined if what it needs was not measured. `label` tells which Node's racho it is about, and is empty for the first. */
  readonly value: (measured: Measurements, label: string) => number | undefined;
}

const against =
  (kind: 'integer' | 'float', peer: string, target: 'user' | 'bare' = 'user') =>
  ({ rows }: Measurements, label: string): number | undefined =>
    ratioOf(rows, kind, peer, `racho-${target}${label}`)?.mean;

/** A factor by which racho is faster. */
const times = { digits: 2, unit: 'x', better: 'higher' } as const;

export const goals: readonly Goal[] = [
  {
    ...times,
    what: 'integer geomean against qemu-user 7.2',
    floor: 1,
    target: 1.2,
    stretch: 1.5,
    value: against('integer', 'qemu-user-7.2'),
  },
  {
    ...times,
    what: 'integer geomean against qemu-user 10',
    floor: 1.2,
    target: 1.5,
    stretch: 1.8,
    value: against('integer', 'qemu-user-10'),
  },
  {
    ...times,
    what: 'worst single kernel against qemu-user 7.2',
    floor: undefined,
    target: 0.7,
    stretch: 1,
    value: ({ rows }, label) => ratioOf(rows, 'integer', 'qemu-user-7.2', `racho-user${label}`)?.worst,
  },
  {
    ...times,
    what: 'time against native (integer geomean)',
    better: 'lower',
    floor: 4,
    target: 3.1,
    stretch: 2.5,
    value: ({ rows }, label) => ratioOf(rows, 'integer', `racho-user${label}`, 'native')?.mean,
  },
  {
    ...times,
    what: 'integer geomean against qemu-system 10',
    floor: 1.5,
    target: 2,
    stretch: 2.5,
    value: against('integer', 'qemu-system-10', 'bare'),
  },
  {
    ...times,
    what: 'floating point against qemu-user 10',
    floor: 1.5,
    target: 2,
    stretch: 3,
    value: against('float', 'qemu-user-10'),
  },
  {
    what: '`get_time` round trip',
    digits: 0,
    unit: ' ns',
    better: 'lower',
    floor: 400,
    target: 200,
    stretch: 150,
    value: ({ roundTrips }, label) =>
      roundTrips.find(({ contender }) => contender === `racho-user${label}`)?.nanoseconds,
  },
  {
    what: "`racho run hello`, CPU beyond Node's own start",
    digits: 0,
    unit: ' ms',
    better: 'lower',
    floor: 400,
    target: 200,
    stretch: 150,
    value: ({ starts }, label) => {
      const start = starts.find(({ contender }) => contender === `racho-user${label}`);
      return start && (start.helloCpu - start.nodeCpu) * 1000;
    },
  },
  {
    ...times,
    what: 'translator on against off, Linux boot',
    floor: 1,
    target: 1.3,
    stretch: 2,
    value: ({ linux }, label) => {
      const boot = linux.find(({ contender }) => contender === `racho-user${label}`);
      return boot && boot.off / boot.on;
    },
  },
];

export type Verdict = 'missed' | 'floor' | 'target' | 'stretch';

/** The highest of the marks that the value reaches. Where there is no floor, every value reaches it. */
export function verdict({ better, floor, target, stretch }: Goal, value: number): Verdict {
  const reaches = (mark: number): boolean => (better === 'higher' ? value >= mark : value <= mark);
  if (reaches(stretch)) return 'stretch';
  if (reaches(target)) return 'target';
  return floor === undefined || reaches(floor) ? 'floor' : 'missed';
}
