import { describe, expect, test } from 'vitest';
import { matches, wordMask } from './encoding.ts';
import { parseExpansion } from './expansion.ts';
import { systemEffects } from './ir.ts';
import { leavesOf, parseSyntax } from './syntax.ts';
import { compressed, compressedNamed, instructionNamed, instructions } from './table.ts';

const rows = [...instructions, ...compressed];

describe('every row', () => {
  test.each(rows.map((row) => [row.name, row] as const))('%s: each bit is literal or in one field', (_, row) => {
    let seen = row.mask;
    for (const field of row.fields) {
      const bits = wordMask(field);
      expect(seen & bits).toBe(0);
      seen = (seen | bits) >>> 0;
      const values = field.pieces.flatMap(({ valueBit, width }) =>
        Array.from({ length: width }, (_, i) => valueBit + i),
      );
      expect(new Set(values).size).toBe(values.length);
      expect(Math.max(...values) + 1).toBe(field.width);
    }
    expect(seen).toBe(row.length === 4 ? 0xffff_ffff : 0xffff);
    expect(row.match & ~row.mask).toBe(0);
    expect((row.match & 3) === 3).toBe(row.length === 4);
  });

  test.each(rows.map((row) => [row.name, row] as const))('%s: its syntax names fields that it has', (_, row) => {
    const names = row.fields.map((field) => field.name);
    for (const leaf of leavesOf(parseSyntax(row.syntax))) {
      if (leaf.kind !== 'constant') expect(names).toContain(leaf.field);
    }
  });

  test('has a name of its own', () => {
    expect(new Set(rows.map((row) => row.name)).size).toBe(rows.length);
    for (const row of instructions) expect(instructionNamed(row.name)).toBe(row);
    for (const row of compressed) expect(compressedNamed(row.name)).toBe(row);
    expect(instructionNamed('c.addi')).toBeUndefined();
    expect(compressedNamed('addi')).toBeUndefined();
  });
});

test('the extensions are complete', () => {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[row.extension] = (counts[row.extension] ?? 0) + 1;
  // RV32I 40 (with FENCE, ECALL, EBREAK) less its three shifts by immediate, plus RV64I's 15.
  expect(counts).toEqual({
    I: 52,
    Zicbom: 3,
    Zicboz: 1,
    Zifencei: 1,
    Zicsr: 6,
    Zicond: 2,
    M: 13,
    A: 22,
    F: 30,
    D: 32,
    C: 33,
    Zcd: 4,
    Zba: 8,
    Zbb: 24,
    Zbs: 8,
    privileged: 4,
    Svinval: 3,
    Xracho: 1,
  });
});

test('every system handler stands in exactly one row', () => {
  const handlers = instructions.flatMap(({ semantics }) =>
    semantics.flatMap((s) => (s.kind === 'system' ? s.handler : [])),
  );
  expect(handlers.toSorted()).toEqual(Object.keys(systemEffects).toSorted());
});

test('no word is two 32-bit instructions', () => {
  for (const [index, a] of instructions.entries()) {
    for (const b of instructions.slice(index + 1)) {
      expect([a.name, b.name, (a.match ^ b.match) & a.mask & b.mask]).not.toEqual([a.name, b.name, 0]);
    }
  }
});

test('no half-word is two compressed instructions', () => {
  for (let half = 0; half < 0x1_0000; half++) {
    let count = 0;
    for (const row of compressed) if (matches(row, half)) count++;
    if (count > 1 || (count > 0 && (half & 3) === 3)) expect.fail(`0x${half.toString(16)} matches ${count} forms`);
  }
});

describe('expansions', () => {
  test('give every field a source that the form has', () => {
    for (const { name, fields, expansion } of compressed) {
      const names = fields.map((field) => field.name);
      for (const field of expansion.instruction.fields) {
        const source = expansion.operands[field.name]!;
        if ('field' in source) expect([name, names]).toEqual([name, expect.arrayContaining([source.field])]);
      }
    }
  });

  test.each([
    ['addx rd, rs1, imm', 'names no instruction'],
    ['addi rd, rs1', 'does not match the operands'],
    ['addi rd, rs1, q', 'Unknown operand "q"'],
  ])('refuse %j', (text, message) => {
    expect(() => parseExpansion(text, instructionNamed)).toThrow(message);
  });
});
