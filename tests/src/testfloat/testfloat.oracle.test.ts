/**
 * Berkeley TestFloat as oracle: level 1 of every operation of F and D in every rounding mode, values and flags.
 *
 * Of the cases of fused operations, six million in each mode, there is a sample; `TESTFLOAT_STRIDE=1` in the environment
 * takes them all.
 */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bitwise, expectedRecords } from './bitwise.ts';
import { check } from './guest.ts';
import { operations, type Operation } from './operations.ts';
import { buildVectors, vectorsOf } from './vectors.ts';

/** RNE, RTZ, RDN, RUP, RMM. */
const MODES = [0, 1, 2, 3, 4];
/** A prime, so that the sample goes through all of the nested loops that the cases come from. */
const FUSED_STRIDE = Number(process.env['TESTFLOAT_STRIDE'] ?? 211);

let program: string;
beforeAll(() => {
  program = buildVectors();
});
afterAll(() => rmSync(dirname(program), { recursive: true }));

/** The fused operations share their cases: only the last asked for is kept, since all of them are large. */
let kept: { readonly key: string; readonly records: Uint8Array } | undefined;
function casesOf({ cases, sources }: Operation, mode: number): Uint8Array {
  if (sources !== 3) return vectorsOf(program, cases, mode);
  const key = `${cases} ${mode}`;
  if (kept?.key !== key) kept = { key, records: vectorsOf(program, cases, mode, FUSED_STRIDE) };
  return kept.records;
}

function codeOf({ instruction, sources, toInteger, negated }: Operation): string {
  const suffix = instruction.slice(-1);
  const signs = negated.map((n) => `fneg.${suffix} f${n}, f${n}\n`).join('');
  const operands = sources === 0 ? ['t0'] : ['f1', 'f2', 'f3'].slice(0, sources);
  return `${signs}${instruction} ${[toInteger ? 't0' : 'f0', ...operands].join(', ')}`;
}

const byMode = MODES.flatMap((mode) =>
  operations.filter(({ rounds }) => rounds || mode === 0).map((each) => [each, mode] as const),
);

describe('TestFloat, level 1', () => {
  const fused = byMode.filter(([{ sources }]) => sources === 3).sort(([a], [b]) => (a.cases < b.cases ? -1 : 1));
  const others = byMode.filter(([{ sources }]) => sources !== 3);
  const rows = [...others, ...fused].map(([each, mode]) => [each.instruction, mode, each] as const);

  test.each(rows)('%s, mode %i', (_, mode, operation) => {
    const records = casesOf(operation, mode);
    const { wrong, first } = check({ code: codeOf(operation), toInteger: operation.toInteger, mode }, records);
    expect(first).toBeUndefined();
    expect(wrong).toBe(0);
  });
});

describe('what TestFloat has not, on its operands', () => {
  test.each(bitwise)('$instruction', (each) => {
    const records = expectedRecords(each, vectorsOf(program, each.format, 0));
    const operands = each.sources === 1 ? 'f1' : 'f1, f2';
    const code = `${each.instruction} ${each.toInteger ? 't0' : 'f0'}, ${operands}`;
    const { wrong, first } = check({ code, toInteger: each.toInteger, mode: 0 }, records);
    expect(first).toBeUndefined();
    expect(wrong).toBe(0);
  });
});

test('a wrong result and wrong flags are seen', () => {
  const records = vectorsOf(program, 'f64_add', 0).slice();
  const work = { code: 'fadd.d f0, f1, f2', toInteger: false, mode: 0 };
  expect(check(work, records).wrong).toBe(0);
  for (const offset of [24, 32]) {
    const spoiled = records.slice();
    spoiled[40 * 1000 + offset]! ^= 1;
    expect(check(work, spoiled)).toMatchObject({ wrong: 1, first: expect.stringContaining('instead of') as string });
  }
  expect(check({ ...work, mode: 1 }, records).wrong).toBeGreaterThan(1000);
});
