/** What the root README shows of kernels and their errors is what stands, and is tested, in examples/. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './workspace.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');

it.each([
  ['examples/src/kernel.ts', 'ts'],
  ['examples/broken/kernel.ts', 'ts'],
  ['examples/broken/errors.txt', 'text'],
])('%s', (path, language) => {
  expect(read('README.md')).toContain(`\n\`\`\`${language}\n${read(path)}\`\`\`\n`);
});
