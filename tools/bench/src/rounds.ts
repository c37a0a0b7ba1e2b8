/** Lets contenders take turns at a program, so that what slows the computer for a while slows all of them. */
import { build } from './build.ts';
import type { Contender } from './contenders.ts';
import { BenchError } from './error.ts';
import { measure, type Usage } from './measure.ts';
import { median } from './statistics.ts';

/** Wall time, or that of all threads on any processor, which tells more on a computer that does other things, too. */
export type Clock = 'wall' | 'cpu';

/** A contender at a program: medians of its runs. */
export interface Result {
  readonly contender: string;
  /** Seconds that it is compared by: wall time, or `cpu` where that is asked for. */
  readonly time: number;
  readonly cpu: number;
  readonly memory: number;
  /** All wall times, in the order of the runs. */
  readonly walls: readonly number[];
  /** Instructions that the guest retired, if the contender counts them. */
  readonly retired?: number;
}

/** What `shim/hex.h` prints. */
const CHECKSUM = /^[0-9a-f]{16}$/;

/** @throws BenchError `E_CHECKSUM` if they do not all print the same */
export function compete(
  program: string,
  size: number,
  contenders: readonly Contender[],
  runs: number,
  clock: Clock,
): Result[] {
  const usages = new Map(contenders.map((contender): [Contender, Usage[]] => [contender, []]));
  const checksums = new Map<string, string>();
  for (let run = 0; run < runs; run++) {
    for (const [contender, list] of usages) {
      if (contender.once && run > 0) continue;
      const usage = measure(contender.command(build(program, contender.target, size)));
      checksums.set(usage.stdout.trim(), contender.name);
      list.push(usage);
    }
  }
  const [first = ''] = checksums.keys();
  if (checksums.size !== 1 || !CHECKSUM.test(first)) {
    const seen = [...checksums].map(([checksum, name]) => `${name} has ${JSON.stringify(checksum)}`).join(', ');
    throw new BenchError('E_CHECKSUM', `${program}: the contenders disagree on the result: ${seen}`);
  }
  return [...usages].map(([{ name }, list]) => resultOf(name, list, clock));
}

function resultOf(contender: string, usages: readonly Usage[], clock: Clock): Result {
  const [walls, cpus] = [usages.map(({ wall }) => wall), usages.map(({ cpu }) => cpu)];
  const report = usages[0]?.report ?? '';
  return {
    contender,
    time: median(clock === 'wall' ? walls : cpus),
    cpu: median(cpus),
    memory: median(usages.map(({ memory }) => memory)),
    walls,
    ...(report === '' ? {} : { retired: (JSON.parse(report) as { readonly retired: number }).retired }),
  };
}
