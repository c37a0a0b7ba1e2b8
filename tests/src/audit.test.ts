/** The audit of this repository is clean, and its figures stand in the README. `npm run audit:tcb -- --write` writes them anew. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { audit, readConfig, withFigures, type Audit } from '@racho/audit';
import { beforeAll, expect, it } from 'vitest';
import { root } from './workspace.ts';

const config = readConfig(root);
let result: Audit;
beforeAll(async () => {
  result = await audit(config);
});

it('finds nothing', () => {
  expect(result.findings).toEqual([]);
});

it('finds a framework of at most 6000 lines, with a reason for each of its unsafe sites', () => {
  expect(config.limit).toBe(6000);
  expect(result.sizes.framework).toBeLessThanOrEqual(6000);
  expect(result.sizes.framework).toBeGreaterThan(1000); // it was counted
  expect(result.unsafe.filter(({ reason }) => reason.length < 8)).toEqual([]);
  expect(result.unsafe).not.toHaveLength(0);
});

it('counts the ways out that were tried', () => {
  expect(result.escapes?.tried).toBeGreaterThan(100);
});

it('looks at every package of the core', () => {
  const seen = result.packages.filter(({ files }) => files > 0).map(({ package: name }) => name);
  expect(seen).toEqual(config.packages.map(({ name }) => name));
});

it('stands in the README; numbers of lines nearly', () => {
  const page = readFileSync(join(root, 'README.md'), 'utf8').replaceAll('\r\n', '\n');
  const current = withFigures(page, result) ?? '';
  const about = /about ([\d,]+)|the framework is (\d+) %/g;
  expect(page.replaceAll(about, 'n')).toBe(current.replaceAll(about, 'n'));
  const linesIn = (text: string): number[] =>
    [...text.matchAll(about)].map(([, lines, share]) => Number((lines ?? share)!.replaceAll(',', '')));
  const said = linesIn(page);
  expect(said).not.toHaveLength(0);
  for (const [i, now] of linesIn(current).entries()) expect(Math.abs(said[i]! / now - 1)).toBeLessThan(0.25);
});
