/** What was measured, as a page in Markdown. */
import { goals, verdict } from './goals.ts';
import type { Measurements, Row } from './measurements.ts';
import { ratioOf } from './ratios.ts';
import { fixed, table } from './table.ts';

const labelOf = (name: string): string => name.replace(/^racho-(user|bare)/, '');

/** Everyone who has a time in any row, in the order in which they came. */
const namesIn = (rows: readonly Row[]): string[] => [
  ...new Set(rows.flatMap(({ results }) => results.map(({ contender }) => contender))),
];

/** The values beside the goals, a column for each Node. */
export function goalsTable(measured: Measurements): string {
  const ours = measured.contenders.filter(({ name }) => name.startsWith('racho'));
  const labels = [...new Set(ours.map(({ name }) => labelOf(name)))];
  const versions = labels.map((label) => ours.find(({ name }) => labelOf(name) === label)!.version);
  const body = goals.map((goal) => {
    const mark = (value: number | undefined): string => (value === undefined ? '–' : `${value}${goal.unit}`);
    const cells = labels.map((label) => {
      const value = goal.value(measured, label);
      return value === undefined ? '–' : `**${fixed(value, goal.digits)}${goal.unit}** ${verdict(goal, value)}`;
    });
    return [goal.what, mark(goal.floor), mark(goal.target), mark(goal.stretch), ...cells];
  });
  return table([['goal', 'floor', 'target', 'stretch', ...versions], ...body]);
}

/** Seconds of each contender at each program, and the rate at which racho's first retires instructions. */
export function timesTable(rows: readonly Row[]): string {
  const names = namesIn(rows);
  const body = rows.map(({ program, results }) => {
    const times = names.map((name) => fixed(results.find(({ contender }) => contender === name)?.time, 2));
    const counted = results.find(({ retired }) => retired !== undefined);
    const speed = counted === undefined ? undefined : counted.retired! / counted.time / 1e6;
    return [program, ...times, fixed(speed, 0)];
  });
  return table([['seconds', ...names, 'M instr/s'], ...body]);
}

/** Each racho against each of the others. */
export function ratiosTable(rows: readonly Row[]): string {
  const names = namesIn(rows);
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

/** One racho against another at each program, and the mean of each kind. */
export function comparisonTable(rows: readonly Row[], before: string, after: string): string {
  const speedUp = (some: readonly Row[], kind: Row['kind']): string =>
    fixed(ratioOf(some, kind, before, after)?.mean, 3);
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  return table([
    [`${after} against ${before}`, 'times as fast'],
    ...rows.map((row) => [row.program, speedUp([row], row.kind)]),
    ...kinds.map((kind) => [`all of ${kind}`, speedUp(rows, kind)]),
  ]);
}

/** The most memory that any program made a contender take, beside racho's alone. */
export function memoryTable(rows: readonly Row[]): string {
  const body = namesIn(rows).map((name) => {
    const peaks = rows.flatMap(({ results }) => results.filter(({ contender }) => contender === name));
    return [name, fixed(Math.max(...peaks.map(({ memory }) => memory)), 0)];
  });
  return table([['peak memory', 'MiB'], ...body]);
}

function startTable({ starts }: Measurements): string {
  const head = [
    'start',
    'node -e 0, CPU ms',
    'racho run hello, CPU ms',
    'wall ms',
    'MiB',
    'kernel boot, ms',
    'instructions',
  ];
  const milliseconds = (seconds: number): string => fixed(seconds * 1000, 0);
  const body = starts.map((start) => [
    start.contender,
    milliseconds(start.nodeCpu),
    milliseconds(start.helloCpu),
    milliseconds(start.helloWall),
    fixed(start.helloMemory, 0),
    fixed(start.boot * 1000, 1),
    fixed(start.bootInstructions, 0),
  ]);
  return table([head, ...body]);
}

const HOW_TO_READ = `\`racho-user\` is a program as a process of racho's kernel, \`racho-bare\` the same source in M-mode of the bare machine, both with the
translator. qemu-user gets the files of the one, and qemu-system those of the other. \`native\` is the same source, with the same options, for this computer.
v86 gets it for a PC of 32 bits, where arithmetic of 64 bits takes several instructions; it is slow, and runs once. The programs, and how to measure them, are
in [tools/bench](../tools/bench).`;

/** The whole page; parts that were not measured are left out. */
export function page(measured: Measurements, command: string): string {
  const {
    date,
    cpu,
    processors,
    commit,
    runs,
    clock,
    divisor,
    contenders,
    rows,
    roundTrips,
    starts,
    linux,
    compared,
    problems,
  } = measured;
  const parts = [
    '# Benchmarks',
    `Made by \`${command}\` on ${date}, of commit ${commit}: ${processors} processors (${cpu}), medians of ${runs}. Do not edit.`,
    contenders.map(({ name, version }) => `- ${name}: ${version}`).join('\n'),
    HOW_TO_READ,
  ];
  if (compared !== undefined) parts.push(`${compared.join(' and ')} beside each other.`);
  else if (divisor === 1) parts.push('## Goals', goalsTable(measured));
  else parts.push(`The work is a ${divisor}th of what it should be: these times say nothing about speed.`);
  if (problems.length > 0) parts.push('## Problems', problems.join('\n\n'));
  if (rows.length > 0) {
    parts.push(
      '## Times',
      clock === 'wall' ? 'Wall time of whole processes, from start to end.' : 'Processor time of whole processes.',
      timesTable(rows),
    );
    const pairs =
      compared === undefined
        ? []
        : (['user', 'bare'] as const).map((target) => compared.map((commit) => `racho-${target}@${commit}`));
    for (const [before = '', after = ''] of pairs) parts.push(comparisonTable(rows, before, after));
    const hasPeers = namesIn(rows).some((name) => !name.startsWith('racho'));
    if (compared === undefined && hasPeers) parts.push('## Ratios', ratiosTable(rows));
    parts.push('## Memory', memoryTable(rows));
  }
  if (roundTrips.length > 0) {
    const body = roundTrips.map(({ contender, nanoseconds }) => [contender, fixed(nanoseconds, 0)]);
    parts.push('## A system call', table([['there and back', 'ns'], ...body]));
  }
  if (starts.length > 0) parts.push('## Start', startTable(measured));
  if (linux.length > 0) {
    const body = linux.map(({ contender, on, off, instructions }) => [
      contender,
      fixed(on, 1),
      fixed(off, 1),
      fixed(instructions / 1e9, 2),
    ]);
    const header = ['to the prompt of its shell', 'seconds, translated', 'interpreted', 'G instructions'];
    parts.push('## Linux', table([header, ...body]));
  }
  return `${parts.join('\n\n')}\n`;
}
