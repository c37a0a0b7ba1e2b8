/** The plugin as it is published works in a project of its own: `examples/lint` reports what its README says. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import type { ESLint } from 'eslint';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { members, root } from './workspace.ts';

const example = join(root, 'examples', 'lint');
const project = join(root, 'tests', '.report', `lint-example-${process.pid}`);
const modules = join(project, 'node_modules');
/** The files of the tarball. */
let packed: readonly string[];
const plugin = members.find(({ manifest }) => manifest.name === 'eslint-plugin-framekernel')!;

/** Installs a package that the workspace has already: nothing is downloaded. */
function link(name: string): void {
  const target = join(modules, ...name.split('/'));
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(plugin.folder, 'node_modules', ...name.split('/')), target, 'junction');
}

beforeAll(() => {
  cpSync(example, project, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
  mkdirSync(modules);
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string };
  const pnpm = ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm'];
  const pack = [...pnpm, '-C', plugin.folder, 'pack', '--pack-destination', project, '--json'];
  const shell = process.platform === 'win32'; // npm is a .cmd file there
  const output = execFileSync('npm', pack, { cwd: root, encoding: 'utf8', shell, stdio: ['ignore', 'pipe', 'pipe'] });
  const { filename, files } = JSON.parse(output) as { filename: string; files: readonly { path: string }[] };
  packed = files.map(({ path }) => path);
  execFileSync('tar', ['-xzf', filename], { cwd: project });
  cpSync(join(project, 'package'), join(modules, plugin.manifest.name), { recursive: true });
  const { dependencies, peerDependencies } = plugin.manifest;
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) link(name);
}, 300_000);
afterAll(() => rmSync(project, { recursive: true, force: true, maxRetries: 3 }));

/** `file:line  rule`, as the README has it. */
function report(): string[] {
  const eslint = join(dirname(createRequire(import.meta.url).resolve('eslint/package.json')), 'bin', 'eslint.js');
  const { stdout, stderr } = spawnSync(process.execPath, [eslint, '--format', 'json', 'src'], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as ESLint.LintResult[]).flatMap(({ filePath, messages }) =>
    messages.map(({ line, ruleId, message }) => {
      const file = relative(project, filePath).split(sep).join('/');
      return `${file}:${line}`.padEnd(28) + (ruleId ?? message);
    }),
  );
}

it('packs its code and the pages of its rules, and no test', () => {
  expect(packed).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']));
  expect(packed).toContain('docs/rules/no-async.md');
  expect(packed.filter((path) => /\.test\.|(^|\/)src\//.test(path))).toEqual([]);
});

it('reports what the README of the example says', () => {
  const readme = readFileSync(join(example, 'README.md'), 'utf8').replaceAll('\r\n', '\n');
  const shown = /^```text\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? '';
  expect(report()).toEqual(shown.trimEnd().split('\n'));
});
