/** The scripts that start everything and count everything, each in a small workspace of its own. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './workspace.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A folder with our scripts and these files. */
function workspace(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'racho-scripts-'));
  folders.push(folder);
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function run(
  folder: string,
  script: string,
  ...args: string[]
): { status: number | null; stdout: string; stderr: string } {
  const path = join(folder, 'scripts', script);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('bootstrap', () => {
  /** Installed, so that a script of plain node starts at once. */
  const folder = workspace({
    'package.json': JSON.stringify({
      packageManager: 'pnpm@0.0.0',
      engines: { node: '>=20' },
      scripts: { tell: 'node tell.mjs first' },
    }),
    'pnpm-lock.yaml': 'lock\n',
    'node_modules/.pnpm/lock.yaml': 'lock\n',
    'tell.mjs': 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = process.argv.length;',
  });

  it.each([
    ['no arguments', ['tell'], ['first']],
    ['the default for none', ['--default', 'demo', 'tell'], ['first', 'demo']],
    ['its arguments, as they are', ['--default', 'demo', 'tell', 'a b', '--', '-x'], ['first', 'a b', '--', '-x']],
  ])('gives a script %s, and ends with its status', (_what, args, told) => {
    const { status, stdout } = run(folder, 'bootstrap.mjs', ...args);
    expect(JSON.parse(stdout)).toEqual(told);
    expect(status).toBe(2 + told.length);
  });

  it('names the scripts when there is none of that name', () => {
    const { status, stderr } = run(folder, 'bootstrap.mjs', 'tall');
    expect(status).toBe(2);
    expect(stderr).toContain('"tall"; there are: tell');
  });
});

describe('sum-reports', () => {
  const report = (...statuses: string[]): string =>
    JSON.stringify({ testResults: [{ status: 'passed', assertionResults: statuses.map((status) => ({ status })) }] });
  const unloaded = JSON.stringify({ testResults: [{ status: 'failed', assertionResults: [] }] });

  it.each([
    [
      'passed tests of all folders',
      { 'packages/a/.report/v.json': report('passed', 'passed'), 'tests/.report/v.json': report('passed') },
      '0',
      '3 passed, 0 failed',
      0,
    ],
    ['the root too', { '.report/oracle.json': report('passed') }, '0', '1 passed, 0 failed', 0],
    ['failed ones', { 'apps/a/.report/v.json': report('passed', 'failed') }, '1', '1 passed, 1 failed', 1],
    [
      'skipped and unwritten ones as failed',
      { 'tools/a/.report/v.json': report('passed', 'pending', 'todo') },
      '0',
      '1 passed, 2 failed',
      1,
    ],
    [
      'a file that did not load as failed',
      { 'tests/.report/v.json': unloaded, '.report/o.json': report('passed') },
      '0',
      '1 passed, 1 failed',
      1,
    ],
    ['a report that was cut off as failed', { '.report/o.json': '{"testResults":[' }, '0', '0 passed, 1 failed', 1],
    ['a step that failed without a test', { '.report/o.json': report('passed') }, '2', '1 passed, 2 failed', 1],
    ['nothing, which is no success', {}, '0', '0 passed, 0 failed', 1],
  ])('counts %s', (_what, files, steps, line, status) => {
    const result = run(workspace(files), 'sum-reports.mjs', steps);
    expect(result.stdout.trimEnd().split('\n').at(-1)).toBe(line);
    expect(result.status).toBe(status);
  });
});

describe('fetch-guests', () => {
  it('names the guests when there is none of that name', () => {
    const { status, stderr } = run(workspace({}), 'fetch-guests.mjs', 'linus');
    expect(status).toBe(1);
    expect(stderr).toMatch(/no guest linus; guests\.json has: .*\blinux\b/);
  });

  it('leaves alone what was made of the same recipe, and asks no network for it', () => {
    const guest = { suite: 'sid', architecture: 'riscv64', packages: ['hello'] };
    const folder = workspace({ '.cache/guests/hello/.recipe.json': JSON.stringify(guest, undefined, 2) });
    writeFileSync(join(folder, 'scripts/guests.json'), JSON.stringify({ hello: guest }));
    expect(run(folder, 'fetch-guests.mjs')).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
