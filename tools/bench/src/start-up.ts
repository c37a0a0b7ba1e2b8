/** How long racho takes to start: the command, the kernel, and Linux. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.ts';
import { bundle, ownTree } from './bundle.ts';
import { BenchError } from './error.ts';
import { measure, type Usage } from './measure.ts';
import type { LinuxBoot, Start } from './measurements.ts';
import { median } from './statistics.ts';

/** What the runners write to descriptor 4. */
export interface Report {
  readonly seconds: number;
  readonly retired: number;
}

const reportOf = ({ report }: Usage): Report => JSON.parse(report) as Report;

/** Builds the command of a tree as it is published, and installs what that needs; gives its path. */
export function buildCommand(tree: string): string {
  try {
    execFileSync(process.execPath, ['scripts/bootstrap.mjs', 'build'], {
      cwd: tree,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new BenchError('E_TOOL', `${tree} could not be built:\n${(stdout + stderr).slice(-2000)}`);
  }
  return join(tree, 'apps/racho/dist/main.js');
}

/** `racho run hello` beside a Node that does nothing, in turns, and the boot of the kernel alone. */
export async function measureStart(contender: string, node: string, tree: string, runs: number): Promise<Start> {
  const command = buildCommand(tree);
  const hello = join(ownTree, 'packages/user/prebuilt/hello.elf');
  const runner = await bundle('start', contender, tree);
  const program = build('clock', 'user', 1);
  const [nothing, hellos, boots]: [Usage[], Usage[], Report[]] = [[], [], []];
  for (let run = 0; run < runs; run++) {
    nothing.push(measure([node, '-e', '0']));
    hellos.push(measure([node, command, 'run', hello]));
    boots.push(reportOf(measure([node, runner, program])));
  }
  return {
    contender,
    helloCpu: median(hellos.map(({ cpu }) => cpu)),
    nodeCpu: median(nothing.map(({ cpu }) => cpu)),
    helloWall: median(hellos.map(({ wall }) => wall)),
    helloMemory: median(hellos.map(({ memory }) => memory)),
    nodeMemory: median(nothing.map(({ memory }) => memory)),
    boot: median(boots.map(({ seconds }) => seconds)),
    bootInstructions: median(boots.map(({ retired }) => retired)),
  };
}

/** Linux with the translator and without it, in turns. What Node takes to start is not in the times, which the runner takes. */
export async function measureLinux(contender: string, node: string, tree: string, runs: number): Promise<LinuxBoot> {
  const runner = await bundle('linux', contender, tree);
  const boot = (jit: 'on' | 'off'): Report => reportOf(measure([node, runner, jit]));
  const [on, off]: [Report[], Report[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    on.push(boot('on'));
    off.push(boot('off'));
  }
  return {
    contender,
    on: median(on.map(({ seconds }) => seconds)),
    off: median(off.map(({ seconds }) => seconds)),
    instructions: median(on.map(({ retired }) => retired)),
  };
}
