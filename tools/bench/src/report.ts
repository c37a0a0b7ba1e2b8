/** What was measured, as a document. */
import type { Kind } from './programs.ts';
import type { Result } from './rounds.ts';
import { geometricMean } from './statistics.ts';
import { fixed, table } from './table.ts';

/** One program, and all contenders at it. */
export interface Row {
  readonly program: string;
  readonly kind: Kind;
  readonly results: readonly Result[];
}

/** How often `fast`'s time goes into `slow`'s, over the programs of a kind that both ran: the geometric mean, and the least. */
export interface Ratio {
  readonly mean: number;
  readonly worst: number;
  readonly worstProgram: string;
}

export function ratioOf(rows: readonly Row[], kind: Kind, slow: string, fast: string): Ratio | undefined {
  const ratios = rows.flatMap(({ program, kind: own, results }) => {
    const time = (name: string): number | undefined => results.find(({ contender }) => contender === name)?.wall;
    const [a, b] = [time(slow), time(fast)];
    return own !== kind || a === undefined || b === undefined ? [] : [{ program, ratio: a / b }];
  });
  if (ratios.length === 0) return undefined;
  const worst = ratios.reduce((least, each) => (each.ratio < least.ratio ? each : least));
  return { mean: geometricMean(ratios.map(({ ratio }) => ratio)), worst: worst.ratio, worstProgram: worst.program };
}

/** Seconds of each contender at each program, and the rate at which racho's first retires instructions. */
export function timesTable(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ results }) => results.map(({ contender }) => contender)))];
  const body = rows.map(({ program, results }) => {
    const times = names.map((name) => fixed(results.find(({ contender }) => contender === name)?.wall, 2));
    const counted = results.find(({ retired }) => retired !== undefined);
    const speed = counted === undefined ? undefined : counted.retired! / counted.wall / 1e6;
    return [program, ...times, fixed(speed, 0)];
  });
  return table([['seconds', ...names, 'M instr/s'], ...body]);
}

/** Each racho against each of the others that runs the same files, and against native. */
export function ratiosTable(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ results }) => results.map(({ contender }) => contender)))];
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const ours = names.filter((name) => name.startsWith('racho'));
  const others = names.filter((name) => !name.startsWith('racho'));
  const body = ours.flatMap((own) =>
    others.map((other) => {
      const cells = kinds.map((kind) => {
        const ratio = ratioOf(rows, kind, other, own);
        return ratio === undefined ? '–' : `${fixed(ratio.mean, 2)} (${ratio.worstProgram} ${fixed(ratio.worst, 2)})`;
      });
      return [`${own} against ${other}`, ...cells];
    }),
  );
  return table([['times as fast: geometric mean (worst)', ...kinds], ...body]);
}
