/** `pnpm bench`: racho beside others at the same programs. Every run is a fresh process, and the contenders take turns. */
import { writeFileSync } from 'node:fs';
import { build } from './build.ts';
import { bundle } from './bundle.ts';
import { native, peers, racho, type Contender } from './contenders.ts';
import { BenchError } from './error.ts';
import { parseOptions, type Options } from './options.ts';
import type { Program } from './programs.ts';
import { ratiosTable, timesTable, type Row } from './report.ts';
import { compete } from './rounds.ts';

const sizeOf = ({ size }: Program, { divisor }: Options): number => Math.max(1, Math.round(size / divisor));

/** Those that are asked for, and can run the program: bare machines have no system calls. */
function contendersAt(contenders: readonly Contender[], { kind }: Program): readonly Contender[] {
  return contenders.filter(({ target }) => kind !== 'call' || target !== 'bare');
}

async function main(options: Options): Promise<void> {
  const runner = await bundle('runner', 'here');
  const nodes = options.nodes.map((node, i) => racho(runner, node, i === 0 ? '' : `-${i + 1}`, options.jit));
  const wanted = ({ name }: Contender): boolean =>
    options.contenders.length === 0 || options.contenders.some((prefix) => name.startsWith(prefix));
  const contenders = [...nodes.flat(), native, ...peers()].filter(wanted);
  if (contenders.length === 0) throw new BenchError('E_USAGE', `nobody is called ${options.contenders.join(' or ')}`);
  const rows: Row[] = [];
  for (const program of options.programs) {
    const size = sizeOf(program, options);
    const able = contendersAt(contenders, program);
    if (options.commands) {
      for (const { command, target } of able) console.log(command(build(program.name, target, size)).join(' '));
      continue;
    }
    process.stderr.write(`${program.name} `);
    rows.push({ program: program.name, kind: program.kind, results: compete(program.name, size, able, options.runs) });
  }
  if (options.commands) return;
  process.stderr.write('\n');
  console.log(contenders.map(({ name, version }) => `- ${name}: ${version}`).join('\n'));
  console.log(`\n${timesTable(rows)}\n\n${ratiosTable(rows)}`);
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ contenders, rows }, undefined, 2)}\n`);
}

try {
  await main(parseOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = error.code === 'E_USAGE' ? 2 : 1;
}
