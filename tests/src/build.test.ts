/** What packages are built of is what the compiler reads in their sources (decision 18). */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ESLint, Linter } from 'eslint';
import framekernel from 'eslint-plugin-framekernel';
import { afterAll, describe, expect, it } from 'vitest';
import { library } from '../../tsup.shared.ts';
import { root } from './workspace.ts';

const NAMES_AND_TEXTS = [
  'framekernel/no-ambient-global',
  'framekernel/no-foreign-import',
  'framekernel/no-host-name',
  'framekernel/no-misread-text',
  'framekernel/no-reflective-access',
  'framekernel/no-reflective-syntax',
] as const;

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

// What runs is neither the source nor what the compiler writes of it, where all names were looked up, but what esbuild has made of that: it renames
// variables, writes out new syntax, and puts texts together that a source has in pieces ('a' + 'b').
describe.each(['abi', 'elf', 'kernel'])('what is built of %s', (name) => {
  const dist = join(root, 'packages', name, 'dist');
  const built = readdirSync(dist).filter((file) => file.endsWith('.js'));

  it.each(built)('keeps to the rules about names and texts: %s', async (file) => {
    expect(await errorsOf(name, textOf(dist, file))).toEqual([]);
  });

  it('would be reported for a name of the host', async () => {
    const found = await errorsOf(name, `${textOf(dist, 'index.js')}export const host = () => process;\n`);
    expect(found).toEqual([expect.stringContaining('`process`')]);
  });
});

/** What the rules of a safe package about names and texts say, for which types are of little account. */
async function errorsOf(name: string, text: string): Promise<string[]> {
  const entry = join(root, 'packages', name, 'src/index.ts');
  const { rules } = (await new ESLint({ cwd: root }).calculateConfigForFile(entry)) as Linter.Config;
  const untyped = NAMES_AND_TEXTS.map((rule) => [rule, rules![rule]!] as const);
  const config: Linter.Config = { plugins: { framekernel }, rules: Object.fromEntries(untyped) };
  return new Linter({ cwd: root })
    .verify(text, config, { filename: join(root, 'packages', name, 'dist/index.js'), allowInlineConfig: false })
    .map(({ line, message }) => `${line}: ${message}`);
}

/** Without the reference to its map, and with what is `let` at the top of a module, and written as `var` to run faster. */
function textOf(dist: string, file: string): string {
  const text = readFileSync(join(dist, file), 'utf8');
  return text.replace(/\n\/\/# sourceMappingURL=\S+\n*$/, '\n').replace(/^var /gm, 'let ');
}

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
