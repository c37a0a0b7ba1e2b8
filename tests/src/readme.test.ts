/** What the root README shows of kernels and their errors is what stands, and is tested, in examples/; its figures are the benchmarks'. The book has every page. */
import { readdirSync, readFileSync } from 'node:fs';
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

it('the goals, as they were measured last', () => {
  const [, goals] = /\n## Goals\n\n(\|[^]*?\|\n)\n/.exec(read('docs/benchmarks.md'))!;
  expect(read('README.md')).toContain(`\n${goals!}\n`);
});

it('the book has a row for each page', () => {
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const rows = [...read('docs/README.md').matchAll(/^\| \[[^\]]+\]\((\w[\w-]*\.md)\)/gm)].map(([, page]) => page);
  expect(rows.sort()).toEqual(pages.sort());
});
