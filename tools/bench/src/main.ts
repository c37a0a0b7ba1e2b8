/**
 * `pnpm bench [-n RUNS] [KERNEL…]`: the kernels under racho and, where they are installed, under other RV64 user modes.
 *
 * Every run is a fresh process, the contenders take turns, and the medians are printed as a Markdown table.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kernelElf, kernels } from './kernels.ts';
import { geometricMean, median } from './statistics.ts';

/** One run: wall seconds, the exit status, and the instructions if the contender counts them. */
interface Run {
  readonly seconds: number;
  readonly status: number;
  readonly retired?: number;
}

interface Contender {
  readonly name: string;
  readonly run: (kernel: string, file: string) => Run;
}

const racho: Contender = {
  name: 'racho',
  run: (kernel) => {
    const runOne = fileURLToPath(new URL('./run-one.ts', import.meta.url));
    const options = ['--conditions=@racho/source', '--import', 'tsx', runOne, kernel];
    return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as Run;
  },
};

const qemuUser: Contender = {
  name: 'qemu-user',
  run: (_kernel, file) => {
    const begin = performance.now();
    const { status } = spawnSync('qemu-riscv64', [file]);
    return { seconds: (performance.now() - begin) / 1000, status: status ?? -1 };
  },
};

/** The first line of what `command --version` prints, if it is installed. */
function versionOf(command: string): string | undefined {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

function measure(kernel: string, contenders: readonly Contender[], runs: number, folder: string): Map<string, Run[]> {
  const file = join(folder, kernel);
  writeFileSync(file, kernelElf(kernel));
  chmodSync(file, 0o755);
  const results = new Map(contenders.map(({ name }): [string, Run[]] => [name, []]));
  for (let i = 0; i < runs; i++) {
    for (const contender of contenders) results.get(contender.name)!.push(contender.run(kernel, file));
  }
  const statuses = new Set([...results.values()].flat().map(({ status }) => status));
  if (statuses.size !== 1)
    throw new Error(`${kernel}: the contenders disagree on the result: ${[...statuses].join(', ')}`);
  return results;
}

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', short: 'n', default: '5' }, json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const runs = Number(values.runs);
const unknown = positionals.find((name) => !kernels.includes(name));
if (!Number.isInteger(runs) || runs < 1 || unknown !== undefined) {
  console.error(unknown === undefined ? `-n ${values.runs}: give a number of runs` : `there is no kernel ${unknown}`);
  console.error(`usage: pnpm bench [-n RUNS] [--json] [${kernels.join(' | ')}]…`);
  process.exit(2);
}
const qemuVersion = versionOf('qemu-riscv64');
const contenders = qemuVersion === undefined ? [racho] : [racho, qemuUser];
const folder = mkdtempSync(join(tmpdir(), 'racho-bench-'));
const rows: { kernel: string; instructions: number; speed: number; seconds: Record<string, number> }[] = [];
try {
  for (const kernel of positionals.length > 0 ? positionals : kernels) {
    const results = measure(kernel, contenders, runs, folder);
    const seconds = Object.fromEntries(
      [...results].map(([name, list]) => [name, median(list.map((run) => run.seconds))]),
    );
    const instructions = results.get('racho')![0]!.retired!;
    rows.push({ kernel, instructions, speed: instructions / seconds['racho']! / 1e6, seconds });
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (values.json) {
  console.log(JSON.stringify({ node: process.version, peer: qemuVersion, runs, rows }, undefined, 2));
} else {
  console.log(
    `Node ${process.version}; ${qemuVersion ?? 'no qemu-riscv64'}; medians of ${runs} fresh processes, seconds\n`,
  );
  console.log('| kernel | M instructions | racho | M instr/s | qemu-user | racho is |');
  console.log('|---|---|---|---|---|---|');
  const format = (value: number | undefined): string => value?.toFixed(3) ?? '–';
  for (const { kernel, instructions, speed, seconds } of rows) {
    const qemu = seconds['qemu-user'];
    const ratio = qemu === undefined ? '–' : `${(seconds['racho']! / qemu).toFixed(1)}x slower`;
    const columns = [
      kernel,
      (instructions / 1e6).toFixed(1),
      format(seconds['racho']),
      speed.toFixed(1),
      format(qemu),
      ratio,
    ];
    console.log(`| ${columns.join(' | ')} |`);
  }
  const computing = rows.filter(({ kernel }) => kernel !== 'calls').map(({ speed }) => speed);
  if (computing.length > 0)
    console.log(`\nGeometric mean without \`calls\`: ${geometricMean(computing).toFixed(1)} M instr/s.`);
}
