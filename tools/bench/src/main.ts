/** `pnpm bench`: racho beside others at the same programs. Every run is a fresh process, and the contenders take turns. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { build } from './build.ts';
import { bundle, ownTree } from './bundle.ts';
import { native, peers, racho, v86, type Contender } from './contenders.ts';
import { BenchError } from './error.ts';
import type { Measurements, RoundTrip, Row, Start } from './measurements.ts';
import { parseOptions, type Options } from './options.ts';
import { runsOn, type Program } from './programs.ts';
import { page } from './report.ts';
import { callTimes } from './round-trip.ts';
import { compete } from './rounds.ts';
import { buildCommand, measureLinux, measureStart } from './start-up.ts';

/** Linux takes a minute, and one boot is like another. */
const LINUX_RUNS = 2;

const sizeOf = ({ size }: Program, { divisor }: Options): number => Math.max(2, Math.round(size / divisor));

/** The n-th Node's, in names of contenders. */
const labelOf = (node: number): string => (node === 0 ? '' : `-node-${node + 1}`);

const ableAt = (contenders: readonly Contender[], program: Program): readonly Contender[] =>
  contenders.filter(({ target }) => runsOn(program, target));

async function contendersFor({ nodes, jit, contenders: prefixes }: Options): Promise<Contender[]> {
  const runner = await bundle('runner', 'here');
  const ours = nodes.flatMap((node, i) => racho(runner, node, labelOf(i), jit));
  const all = [...ours, native, ...peers(), v86(await bundle('v86', 'here'), nodes[0]!)];
  const chosen = all.filter(({ name }) => prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix)));
  if (chosen.length === 0) {
    const names = all.map(({ name }) => name).join(', ');
    throw new BenchError('E_USAGE', `--only ${prefixes.join(', ')}: nobody is called so; there are ${names}`);
  }
  return chosen;
}

const progress = (text: string): void => void process.stderr.write(`${text} `);

async function measureAll(options: Options, contenders: readonly Contender[]): Promise<Measurements> {
  const { runs, divisor, nodes, aspects } = options;
  const [rows, roundTrips, starts]: [Row[], RoundTrip[], Start[]] = [[], [], []];
  for (const program of options.programs) {
    progress(program.name);
    const [size, able] = [sizeOf(program, options), ableAt(contenders, program)];
    if (able.length === 0) continue;
    const { name, kind } = program;
    if (kind === 'call') {
      const calls = callTimes(name, size, able, runs);
      rows.push(calls.row);
      roundTrips.push(...calls.roundTrips);
    } else {
      rows.push({ program: name, kind, size, results: compete(name, size, able, runs) });
    }
  }
  if (aspects.includes('start')) {
    progress('start');
    const command = buildCommand();
    for (const [i, node] of nodes.entries()) {
      starts.push(await measureStart(`racho-user${labelOf(i)}`, node, command, Math.max(runs, 5)));
    }
  }
  const base = { rows, roundTrips, starts, contenders: contenders.map(({ name, version }) => ({ name, version })) };
  const facts = { date: new Date().toISOString().slice(0, 10), ...computer(), commit: commitOf(), runs, divisor };
  if (!aspects.includes('linux') || divisor > 1) return { ...facts, ...base };
  progress('linux');
  return { ...facts, ...base, linux: measureLinux(nodes[0]!, Math.min(runs, LINUX_RUNS)) };
}

function computer(): { readonly cpu: string; readonly processors: number } {
  const all = cpus();
  return { cpu: all[0]?.model ?? 'unknown', processors: all.length };
}

const commitOf = (): string =>
  execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { cwd: ownTree, encoding: 'utf8' }).trim();

async function main(options: Options, args: readonly string[]): Promise<void> {
  const contenders = await contendersFor(options);
  if (options.commands) {
    for (const program of options.programs) {
      for (const { command, target } of ableAt(contenders, program)) {
        console.log(command(build(program.name, target, sizeOf(program, options))).join(' '));
      }
    }
    return;
  }
  const measured = await measureAll(options, contenders);
  progress('\n');
  const text = page(measured, ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '));
  console.log(text);
  if (options.markdown !== undefined) writeFileSync(options.markdown, text);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(measured, undefined, 2)}\n`);
}

const args = process.argv.slice(2);
try {
  await main(parseOptions(args), args);
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = error.code === 'E_USAGE' ? 2 : 1;
}
