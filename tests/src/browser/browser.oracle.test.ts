/** A browser as oracle: the built packages, bundled as a user would, run in a page and in a worker as they do in Node. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { isBuiltin } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../workspace.ts';
import { readmePage, waitsForKey } from './readme-page.ts';
import { run, type Trace } from './run.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

/** Where the same files are served with the headers that isolate a page. */
const ISOLATED = '/isolated';

let served: string;
let server: Server;
let browser: Browser;
let page: Page;
let origin: string;
const example = readmePage(join(root, 'packages/machine/README.md'), join(folder, 'readme.ts'));
const errors: string[] = [];
let imported: string[] = [];

beforeAll(async () => {
  // The packages as published: their build, by the default conditions.
  execFileSync('turbo', ['run', 'build', '--filter=@racho/machine...', '--output-logs=errors-only'], { cwd: root });
  served = mkdtempSync(join(tmpdir(), 'racho-browser-'));
  const bundled = (await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    base: './',
    plugins: [example.plugin],
    resolve: { conditions: ['module', 'browser', 'import'] },
    build: {
      outDir: served,
      target: 'es2023',
      rolldownOptions: {
        input: ['page.ts', 'worker.ts', 'readme.ts'].map((name) => join(folder, name)),
        output: { entryFileNames: '[name].js' },
      },
    },
  })) as Rolldown.RolldownOutput;
  imported = bundled.output.flatMap((chunk) => (chunk.type === 'chunk' ? [...chunk.imports, ...chunk.moduleIds] : []));
  writeFileSync(join(served, 'index.html'), '<!doctype html><script type="module" src="page.js"></script>');
  writeFileSync(join(served, 'readme.html'), example.html.replace('page.ts', 'readme.js'));
  writeFileSync(join(served, 'kernel.bin'), waitsForKey);
  server = createServer(({ url = '/' }, response) => {
    // Only a page that shares nothing with others may share memory with its workers: then there is SharedArrayBuffer.
    const isolated = url.startsWith(ISOLATED);
    if (isolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    const path = (isolated ? url.slice(ISOLATED.length) : url).replace(/^\/$/, '/index.html');
    try {
      const bytes = readFileSync(join(served, path));
      response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream').end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  page = await browser.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await browser.close();
  server.close();
  rmSync(served, { recursive: true });
});

test('the bundle is made of the builds, with nothing of Node in it', () => {
  expect(imported.some((id) => /packages\/machine\/dist\//.test(id))).toBe(true);
  expect(imported.filter((id) => isBuiltin(id) || /packages\/\w+\/src\/|browser-external/.test(id))).toEqual([]);
});

test.each([
  ['without SharedArrayBuffer', ''],
  ['with SharedArrayBuffer', ISOLATED],
])('a page and a worker give the same traces as Node, interpreted and translated, %s', async (_, path) => {
  await page.goto(`${origin}${path}/`);
  expect(await page.evaluate('crossOriginIsolated && typeof SharedArrayBuffer === "function"')).toBe(path === ISOLATED);
  const [off, ...translated] = await run();
  expect(off!.output).toBe('abcdefghij');
  expect(off!.steps.length).toBeGreaterThan(5);
  expect(translated).toEqual([off, off]);
  const expected = [off, ...translated];
  const traces = await page.evaluate<Record<'page' | 'worker', readonly Trace[]>>('globalThis.traces');
  expect(traces).toEqual({ page: expected, worker: expected });
  expect(errors).toEqual([]);
});

test("the README's page prints, sleeps until a key, and goes on", async () => {
  await page.goto(`${origin}/readme.html`);
  const screen = page.locator('pre');
  await screen.filter({ hasText: 'Press a key: ' }).waitFor();
  await page.keyboard.press('k');
  await screen.filter({ hasText: 'Press a key: k, thanks' }).waitFor();
  expect(errors).toEqual([]);
});
