/** Every way out is stopped by the layer that the table claims, and by no other; legal programs pass all of them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { groups, misuses } from './escapes/corpus/index.ts';
import type { Escape, Misuse } from './escapes/escape.ts';
import { hatches } from './escapes/hatches.ts';
import { judge, type Verdict } from './escapes/judge.ts';
import { legal } from './escapes/legal.ts';
import { byMechanism } from './escapes/mechanisms.ts';
import { endOf } from './escapes/run.ts';
import { page } from './escapes/table.ts';

const all = [...groups.flatMap(({ escapes }) => escapes), ...misuses];
/** A name for the file of each program. */
const fileOf = (what: string): string => what.replaceAll(/\W+/g, '-');

let verdicts: ReadonlyMap<string, Verdict>;
beforeAll(async () => {
  const lawful = Object.entries(legal).map(([what, code]) => ({ what, code }));
  verdicts = await judge(new Map([...all, ...lawful].map((program) => [fileOf(program.what), program])));
}, 600_000);
const verdictOf = (what: string): Verdict => verdicts.get(fileOf(what))!;

it('has each way out once', () => {
  expect(new Set(all.map(({ what }) => fileOf(what))).size).toBe(all.length);
  expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
});

it('has variants of what stands in their group', () => {
  const lists: readonly (readonly (Escape | Misuse)[])[] = [...groups.map(({ escapes }) => escapes), misuses];
  for (const programs of lists) expect(new Set(byMechanism(programs))).toEqual(new Set(programs));
});

it('has a program for each of the fifty-six forms that it began with', () => {
  expect(new Set(hatches.map(([form]) => form)).size).toBe(56);
  const whats = new Set(all.map(({ what }) => what));
  expect(hatches.filter(([, what]) => !whats.has(what))).toEqual([]);
});

describe.each(groups)('$title', ({ escapes }) => {
  it.each(escapes)('a program that $what', ({ what, types, lint }) => {
    const verdict = verdictOf(what);
    expect({ types: verdict.types, lint: verdict.lint }).toEqual({ types, lint });
  });
});

describe('ostd refuses a kernel that', () => {
  it.each(misuses)('$what', async ({ what, code, refused }) => {
    const { types, lint } = verdictOf(what);
    expect({ types, lint }, 'it keeps to the rules').toEqual({ types: [], lint: [] });
    expect(await endOf(fileOf(what), code)).toBe(refused);
  });
});

describe('a legal program that', () => {
  it.each(Object.keys(legal))('%s', (what) => {
    expect(verdictOf(what)).toEqual({ types: [], lint: [], style: [] });
  });
});

it('stands in the documentation', async () => {
  await expect(await page()).toMatchFileSnapshot('../../docs/escapes.md');
});
