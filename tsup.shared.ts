/** One build for every package: ESM for Node and browsers; `tsc` writes the declarations. */
import { readFile } from 'node:fs/promises';
import type { Options } from 'tsup';
import ts from 'typescript';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** What a bundler warns of in a source is what it has left out, or made something else of: the build fails for it. */
const strict: Plugin = {
  name: 'strict',
  setup: (bundler) => {
    bundler.onEnd(({ warnings }) => ({
      errors: warnings.filter(({ location }) => !/(^|\/)dist\//.test(location?.file ?? '')),
    }));
  },
};

/**
 * What runs is what was checked: the compiler takes the types out, not esbuild, which reads some texts with types as other programs than the compiler
 * does (`module-ambiguous` of the audit).
 */
const compiled: Plugin = {
  name: 'compiled',
  setup: (bundler) =>
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const { outputText } = ts.transpileModule(await readFile(path, 'utf8'), { fileName: path, compilerOptions });
      return { contents: outputText, loader: 'js' };
    }),
};

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  inlineSourceMap: true,
  inlineSources: true,
};

/** @param entry - the package's entry modules, one for each subpath of its `exports` */
export function library(...entry: string[]): Options & { readonly esbuildPlugins: Plugin[] } {
  return {
    entry,
    format: ['esm'],
    target: 'node20',
    platform: 'neutral',
    sourcemap: true,
    clean: true,
    silent: true,
    esbuildPlugins: [compiled, strict],
  };
}
