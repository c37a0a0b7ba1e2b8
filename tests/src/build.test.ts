/** What packages are built of is what the compiler reads in their sources (decision 18). */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { library } from '../../tsup.shared.ts';
import { root } from './workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'racho-build-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const texts = {
  'a parameter, or a variable': `interface Made { readonly process: number }
export const make = (first: boolean): ((process: number) => Made) => first ? (process): Made => ({ process }) : id => ({ process: id });`,
  'a type argument, or a comparison': `interface process { readonly pid: number }
const rest = <T>(from: number): readonly T[] => [];
export const some = (from: number): unknown => rest<{ [+0]: process, valueOf: 1 }>(from);`,
};

/** Whether the bundle of `text` names the host's `process`: what it binds itself is called otherwise there. */
async function namesTheHost(text: string, plugins: readonly Plugin[]): Promise<boolean> {
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, text);
  const define = { process: 'HOST' };
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false, define, plugins: [...plugins] }); // prettier-ignore
  return outputFiles[0]!.text.includes('HOST');
}

it.each(Object.entries(texts))('%s', async (_what, text) => {
  expect(await namesTheHost(text, [])).toBe(true); // or esbuild has changed, and another text is wanted here
  expect(await namesTheHost(text, library('entry.ts').esbuildPlugins as Plugin[])).toBe(false);
});

it('fails for what the bundler would leave out', async () => {
  const entry = join(folder, 'effect.ts');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "sideEffects": false }');
  writeFileSync(join(folder, 'hook.ts'), 'console.log("loaded");\n');
  writeFileSync(entry, "import './hook.ts';\nexport const x = 1;\n");
  const made = (plugins: Plugin[]) =>
    build({ entryPoints: [entry], bundle: true, write: false, logLevel: 'silent', plugins });
  expect((await made([])).outputFiles[0]!.text).not.toContain('loaded');
  const ours = library('effect.ts').esbuildPlugins as Plugin[];
  await expect(made(ours)).rejects.toThrow('marked as having no side effects');
});

// esbuild puts together what a source has in pieces ('a' + 'b'), so that `no-misread-text` can't have seen it.
it.each(['abi', 'bytes', 'elf', 'kernel'])(
  'no text of what is built of %s is code to tools that look at texts',
  (name) => {
    const dist = join(root, 'packages', name, 'dist');
    const files = readdirSync(dist).filter((file) => file.endsWith('.js'));
    expect(files).toContain('index.js');
    for (const file of files) {
      const text = readFileSync(join(dist, file), 'utf8').replace(/\n\/\/# sourceMappingURL=\S+\n*$/, '');
      expect(text).not.toMatch(/source(Mapping)?URL|\bimport\s*[(.]|\b(vi|vitest)\s*\./i);
    }
  },
);
