/** How often one contender's time goes into another's. */
import type { Row } from './measurements.ts';
import type { Kind } from './programs.ts';
import { geometricMean } from './statistics.ts';

/** Over the programs of a kind that both ran: the geometric mean, and the least. */
export interface Ratio {
  readonly mean: number;
  readonly worst: number;
  readonly worstProgram: string;
}

/** The times of `slow` in those of `fast`, so that more is better for `fast`; undefined if they met nowhere. */
export function ratioOf(rows: readonly Row[], kind: Kind, slow: string, fast: string): Ratio | undefined {
  const ratios = rows.flatMap(({ program, kind: own, results }) => {
    const time = (name: string): number | undefined => results.find(({ contender }) => contender === name)?.time;
    const [a, b] = [time(slow), time(fast)];
    return own !== kind || a === undefined || b === undefined ? [] : [{ program, ratio: a / b }];
  });
  if (ratios.length === 0) return undefined;
  const worst = ratios.reduce((least, each) => (each.ratio < least.ratio ? each : least));
  return { mean: geometricMean(ratios.map(({ ratio }) => ratio)), worst: worst.ratio, worstProgram: worst.program };
}
