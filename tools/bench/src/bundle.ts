/** Makes one JavaScript file of a runner and the sources of racho that it needs, of this tree or of another one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { cache, folder } from './build.ts';
import { BenchError } from './error.ts';

/** The tree that this file belongs to. */
export const ownTree: string = join(folder, '../..');

const WORKSPACE = 'tests/src/workspace.ts';

interface Manifest {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** `@racho/machine/raw` is the source of that export in `tree/packages/machine`: so a tree needs no installation. */
function sourcesOf(tree: string): Plugin {
  return {
    name: 'sources',
    setup: (bundler) => {
      bundler.onResolve({ filter: /^@racho\// }, ({ path }) => {
        const [, name = '', ...rest] = path.split('/');
        if (name === 'tests') return { path: `${join(tree, 'tests/src', ...rest)}.ts` };
        const home = join(tree, 'packages', name);
        const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Manifest;
        const source = exports[['.', ...rest].join('/')]?.['@racho/source'];
        return source === undefined ? { errors: [{ text: `no export ${path}` }] } : { path: join(home, source) };
      });
    },
  };
}

/** What a build of `tree` makes beforehand, made of its sources; trees from before there was such a thing make nothing. */
function prebuildsOf(tree: string): Plugin {
  const script = join(tree, 'packages/machine/scripts/prebuild.ts');
  return {
    name: 'prebuilds',
    setup: (bundler) => {
      if (!existsSync(script)) return;
      bundler.onLoad({ filter: /interpreter.prebuilt\.ts$/ }, async () => {
        const { outputFiles } = await build({
          entryPoints: [script],
          ...{ bundle: true, write: false, platform: 'node', format: 'esm' },
          plugins: [sourcesOf(tree)],
          logLevel: 'silent',
        });
        const code = Buffer.from(outputFiles[0]!.contents).toString('base64');
        const { prebuild } = (await import(`data:text/javascript;base64,${code}`)) as { prebuild: () => string };
        return { contents: prebuild() };
      });
    },
  };
}

/**
 * The runner with racho's sources as they are in `tree` now.
 * @param label - a name for the file, which is overwritten
 */
export async function bundle(
  runner: 'runner' | 'start' | 'linux' | 'v86',
  label: string,
  tree: string = ownTree,
): Promise<string> {
  if (!existsSync(join(tree, 'packages/machine'))) throw new BenchError('E_USAGE', `${tree} is no tree of racho`);
  const outfile = join(cache, `${runner}-${label}.mjs`);
  await build({
    entryPoints: [join(folder, `src/${runner}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    // Where the sources of the boot are says where its guest is.
    define: runner === 'linux' ? { 'import.meta.url': JSON.stringify(pathToFileURL(join(tree, WORKSPACE)).href) } : {},
    plugins: [sourcesOf(tree), prebuildsOf(tree)],
    logLevel: 'silent',
  });
  return outfile;
}
