/** What the root README claims of its two kernels is true: one is safe and runs, the other gives the errors shown. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Machine } from '@racho/machine';
import { boot, kernelImage } from '@racho/ostd/boot';
import { ESLint } from 'eslint';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './workspace.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8').replaceAll('\r\n', '\n');
const [safe = '', unsafe = ''] = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1]!);

const eslint = new ESLint({ cwd: root, overrideConfigFile: join(root, 'eslint.config.js') });
async function lint(code: string): Promise<{ place: string; rule: string | null; message: string }[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, 'packages/kernel/src/index.ts') });
  return result!.messages.map(({ line, column, ruleId, message }) => ({
    place: `${line}:${column}`,
    rule: ruleId,
    message,
  }));
}

describe('the kernel in a dozen lines', () => {
  // A module can only be imported from a file, and only below this package does @racho/ostd resolve.
  const folder = join(root, 'tests', '.report');
  const file = join(folder, `readme-kernel-${process.pid}.ts`);
  afterAll(() => rmSync(file, { force: true }));

  it('is safe code', async () => {
    expect(await lint(safe)).toEqual([]);
  });

  it('runs', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, safe);
    const { kernelMain } = (await import(pathToFileURL(file).href)) as { kernelMain: () => void };
    let output = '';
    const machine = new Machine({
      clock: 'deterministic',
      kernel: kernelImage(),
      console: (bytes) => {
        output += Buffer.from(bytes).toString();
      },
    });
    const system = boot(machine, { kernel: kernelMain });
    let result = system.step(1_000_000);
    while (result.reason === 'budget') result = system.step(1_000_000);
    expect(result).toMatchObject({ reason: 'halt', status: 0 });
    const said = output.trimEnd().split('\n').map((line) => line.replace('[ INFO] ', '')); // prettier-ignore
    expect(said).toEqual(['ping 1', 'pong 1', 'ping 2', 'pong 2', 'pong 3']);
  });
});

it('the kernel that reaches for the host gives the errors shown', async () => {
  const shown = readme.slice(readme.indexOf(unsafe) + unsafe.length);
  const block = /^```text\n([\s\S]*?)^```$/m.exec(shown)?.[1] ?? '';
  const rows = block.trimEnd().split('\n').map((line) => line.split(/\s{2,}/)); // prettier-ignore
  const reported = await lint(unsafe);
  expect(rows).not.toHaveLength(0);
  for (const [place, rule, message = '?'] of rows) {
    expect(reported).toContainEqual({ place, rule, message: expect.stringContaining(message) as string });
  }
  // Nothing worse than what is shown is left out.
  expect(new Set(reported.map((one) => one.place))).toEqual(new Set(rows.map(([place]) => place)));
});
