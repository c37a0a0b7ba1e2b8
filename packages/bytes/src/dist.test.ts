/** The built package: its two entries must share one class, or ostd's `wrap` would make bytes that nobody accepts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'racho-bytes-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('both entries of the build see the same class', async () => {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const tsup = join(dirname(createRequire(import.meta.url).resolve('tsup/package.json')), 'dist', 'cli-default.js');
  execFileSync(process.execPath, [tsup, '--out-dir', folder], { cwd: root, stdio: 'pipe' });
  const load = async (name: string): Promise<unknown> =>
    import(/* @vite-ignore */ pathToFileURL(join(folder, name)).href);
  const main = (await load('index.js')) as typeof import('./index.ts');
  const raw = (await load('raw.js')) as typeof import('./raw.ts');

  expect(Object.keys(main).sort()).toEqual(['Bytes', 'BytesError']);
  const made = raw.wrap(new Uint8Array([1, 2]));
  expect(made).toBeInstanceOf(main.Bytes);
  expect(main.Bytes.is(made)).toBe(true);
  expect([...raw.viewOf(main.Bytes.of(3, 4))]).toEqual([3, 4]);
});
