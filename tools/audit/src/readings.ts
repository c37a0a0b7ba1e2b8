/**
 * Whether two parsers that know nothing of each other read the same program. The rules and the compiler's checks are about the one that the compiler
 * reads; what runs is mostly built by esbuild, and there are texts that it takes for another program, with other names in other scopes.
 */
import { transform, type TransformFailure, type TransformOptions } from 'esbuild';
import { emittedBy } from './emitted.ts';
import type { Finding } from './finding.ts';
import type { Module } from './graph.ts';

const BUNDLER: TransformOptions = {
  target: 'esnext',
  legalComments: 'none',
  minifyWhitespace: true,
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
};

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
    const [own, compiled] = await Promise.all([printed(source.text, 'ts'), printed(emittedBy(module), 'js')]);
    if (own === compiled) return [];
    let at = 0;
    while (own[at] === compiled[at]) at++;
    const [mine, theirs] = [own, compiled].map((code) => code.slice(Math.max(at - 20, 0), at + 40));
    return ambiguous(`esbuild reads \`${mine}\` where the compiler reads \`${theirs}\``);
  } catch (cause) {
    const [first] = (cause as Partial<TransformFailure>).errors ?? [];
    return ambiguous(`esbuild can't read it: ${first?.text ?? String(cause)}`);
  }
}

async function printed(text: string, loader: 'ts' | 'js'): Promise<string> {
  const { code } = await transform(text, { ...BUNDLER, loader });
  return code.replace(/(^|;)export\s?\{\};\s*$/, '$1').trimEnd(); // what the compiler says of a module that has only types
}
