/** The audit as a program of its own: its exit statuses, and that it needs nothing of the core. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sound, withRepository, type Files } from './testing/repository.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: object;
};

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', main, ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it.each<[what: string, status: number, change: Files, said: string]>([
  ['a repository that keeps to its rules', 0, {}, 'No findings.'],
  ['one that breaks them', 1, { 'lib/upper/src/index.ts': 'export const x = ;\n' }, 'module-syntax'],
])('audits %s, and ends with %i', async (_what, status, change, said) => {
  await withRepository({ ...sound, ...change }, (root) => {
    const result = run(root);
    expect({ status: result.status, stderr: result.stderr }).toEqual({ status, stderr: '' });
    expect(result.stdout).toContain(said);
  });
});

it.each([
  ['an option that there is not', ['--sarfi', 'x'], '--sarfi'],
  ['two folders', ['a', 'b'], 'one folder'],
  ['a folder that nothing describes', ['/nowhere'], 'framekernel-audit.json'],
])('ends with 2 at %s', (_what, args, said) => {
  const { status, stdout, stderr } = run(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^audit: .*\n/);
  expect(stderr).toContain(said);
});

it('stands on no package that it audits', () => {
  expect(Object.keys(manifest.dependencies).filter((name) => name.startsWith('@racho/'))).toEqual([]);
});
