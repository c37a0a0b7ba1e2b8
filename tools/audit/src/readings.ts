/**
 * Whether two parsers that know nothing of each other read the same program. The rules and the compiler's checks are about the one that the compiler
 * reads; what runs is mostly built by esbuild, and there are texts that it takes for another program, with other names in other scopes,
 * and syntax that it writes out for older hosts as a program that means something else.
 */
import { transform, type TransformFailure, type TransformOptions } from 'esbuild';
import { emittedBy } from './emitted.ts';
import type { Finding } from './finding.ts';
import type { Module } from './graph.ts';

const BUNDLER: TransformOptions = {
  legalComments: 'none',
  minifyWhitespace: true,
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
};

/** What the oldest of hosts and of standards know that bundlers commonly write for: newer syntax they make another program of. */
const OLDEST = ['es2022', 'node20'];

export async function readingsOf(modules: Iterable<Module>): Promise<Finding[]> {
  const sound = [...modules].filter(({ syntax }) => syntax === 'sound');
  const found = await Promise.all(sound.map(compare));
  return found.flat();
}

/** JavaScript has one grammar for all: esbuild prints what it reads itself, and what it reads in the compiler's output. */
async function compare(module: Module): Promise<Finding[]> {
  const { file, source } = module;
  const ambiguous = (message: string): Finding[] => [{ rule: 'module-ambiguous', file, message }];
  try {
    const emitted = emittedBy(module);
    const [own, compiled, older] = await Promise.all([
      printed(source.text, 'ts', 'esnext'),
      printed(emitted, 'js', 'esnext'),
      printed(emitted, 'js', OLDEST),
    ]);
    if (own !== compiled) {
      const [mine, theirs] = whereTheyPart(own, compiled);
      return ambiguous(`esbuild reads \`${mine}\` where the compiler reads \`${theirs}\``);
    }
    if (older !== compiled) {
      const [theirs, ours] = whereTheyPart(older, compiled);
      return ambiguous(`esbuild writes \`${theirs}\` for \`${ours}\`, which is newer than ${OLDEST.join(' and ')}`);
    }
    return [];
  } catch (cause) {
    const [first] = (cause as Partial<TransformFailure>).errors ?? [];
    return ambiguous(`esbuild can't read it: ${first?.text ?? String(cause)}`);
  }
}

function whereTheyPart(...[one, other]: readonly [string, string]): readonly [string, string] {
  let at = 0;
  while (one[at] === other[at]) at++;
  const from = Math.max(at - 20, 0);
  return [one.slice(from, at + 40), other.slice(from, at + 40)];
}

async function printed(text: string, loader: 'ts' | 'js', target: string | string[]): Promise<string> {
  const { code } = await transform(text, { ...BUNDLER, loader, target });
  return code.replace(/(^|;)export\s?\{\};\s*$/, '$1').trimEnd(); // what the compiler says of a module that has only types
}
