/** The compiler as oracle: the committed ELF files are what the committed sources give. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { programs, programUrl } from './index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'racho-rebuilt-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => execFileSync(process.execPath, ['scripts/build.mjs', '--out', folder], { cwd: root }));

function tools(path: string): unknown {
  return (JSON.parse(readFileSync(path, 'utf8')) as { tools: unknown }).tools;
}

test('the tools here are the versions that the manifest names, or the bytes cannot be compared', () => {
  expect(tools(join(folder, 'manifest.json'))).toEqual(tools(join(root, 'prebuilt/manifest.json')));
});

test.each(programs.map(({ name }) => name))('%s is rebuilt to the same bytes', (name) => {
  expect(readFileSync(join(folder, `${name}.elf`)).equals(readFileSync(programUrl(name)))).toBe(true);
});

test('the manifest is rebuilt too', () => {
  expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(
    readFileSync(join(root, 'prebuilt/manifest.json'), 'utf8'),
  );
});
