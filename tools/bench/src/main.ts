/** `pnpm bench`: racho beside others at the same programs. Every run is a fresh process, and the contenders take turns. */
import { writeFileSync } from 'node:fs';
import { BenchError } from './error.ts';
import { parseOptions, usage, type Options } from './options.ts';
import { checkWritable } from './output.ts';
import { page } from './report.ts';
import { Session } from './session.ts';
import { withTrees } from './trees.ts';

async function main(options: Options, args: readonly string[]): Promise<void> {
  const { compare, commands, markdown, json, help } = options;
  if (help) {
    console.log(usage);
    return;
  }
  for (const file of [markdown, json]) if (file !== undefined) checkWritable(file);
  const progress = (what: string): void => void process.stderr.write(`${what} `);
  await withTrees(compare, async (trees) => {
    const session = new Session(options, trees, progress);
    if (commands) {
      for (const line of await session.commands()) console.log(line);
      return;
    }
    const measured = await session.measure();
    process.stderr.write('\n');
    if (measured.problems.length > 0) process.exitCode = 1;
    const text = page(measured, commandLine(args));
    process.stdout.write(text);
    if (markdown !== undefined) writeFileSync(markdown, text);
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(measured, undefined, 2)}\n`);
  });
}

/** As one would type it again; where to write is left out, which is a matter of whoever measures. */
function commandLine(args: readonly string[]): string {
  const writes = (word: string | undefined): boolean => word === '--markdown' || word === '--json';
  const words = args.filter((word, i) => !writes(word) && !writes(args[i - 1]));
  return ['npm run bench', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
}

const args = process.argv.slice(2);
try {
  await main(parseOptions(args), args);
} catch (error) {
  if (!(error instanceof BenchError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = error.code === 'E_USAGE' ? 2 : 1;
}
