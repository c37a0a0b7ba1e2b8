import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, lengthOf } from './decoder.ts';
import { encode, matches } from './encoding.ts';
import type { Encoding } from './instruction.ts';
import { compressed, instructionNamed, instructions } from './table.ts';

const bits = fc.nat(0xffff_ffff);

/** A word of that row, with everything that it leaves open taken from `random`. */
const wordOf = (row: Encoding, random: number): number => ((random & ~row.mask) | row.match) >>> 0;

test('finds the row that a word was made from', () => {
  fc.assert(
    fc.property(fc.constantFrom(...instructions), bits, (row, random) => {
      const word = wordOf(row, random);
      fc.pre(matches(row, word));
      const decoded = decode(word);
      expect(decoded?.instruction).toBe(row);
      expect(decoded?.length).toBe(4);
      expect(decoded?.compressed).toBeUndefined();
    }),
    { numRuns: 2000 },
  );
});

test('what decodes encodes to the same word', () => {
  const words = fc.oneof(
    bits,
    fc.tuple(fc.constantFrom(...instructions, ...compressed), bits).map(([row, random]) => wordOf(row, random)),
  );
  fc.assert(
    fc.property(words, (word) => {
      const decoded = decode(word);
      if (decoded === undefined) {
        for (const row of lengthOf(word) === 4 ? instructions : compressed) expect(matches(row, word)).toBe(false);
      } else if (decoded.compressed === undefined) {
        expect(encode(decoded.instruction, decoded.operands)).toBe(word);
      } else {
        expect(encode(decoded.compressed.instruction, decoded.compressed.operands)).toBe(word & 0xffff);
      }
    }),
    { numRuns: 5000 },
  );
});

test('all half-words that decode encode to themselves', () => {
  let count = 0;
  for (let half = 0; half < 0x1_0000; half++) {
    if ((half & 3) === 3) continue;
    const form = decode(half)?.compressed;
    if (form === undefined) continue;
    count++;
    if (encode(form.instruction, form.operands) !== half)
      expect.fail(`0x${half.toString(16)} is ${form.instruction.name}`);
  }
  expect(count).toBeGreaterThan(30_000);
});

test('takes negative numbers, as bit operations give them, for words', () => {
  expect(decode(0xfff5_8513 | 0)).toEqual(decode(0xfff5_8513));
});

test('looks at the low half of a compressed word only', () => {
  expect(decode(0xffff_1141)).toEqual(decode(0x1141));
});

describe('compressed words give their expansion', () => {
  test.each([
    [0x1141, 'c.addi', 'addi', { rd: 2, rs1: 2, imm: -16 }],
    [0x7139, 'c.addi16sp', 'addi', { rd: 2, rs1: 2, imm: -64 }],
    [0x0808, 'c.addi4spn', 'addi', { rd: 10, rs1: 2, imm: 16 }],
    [0x757d, 'c.lui', 'lui', { rd: 10, imm: -4096 }],
    [0x60a2, 'c.ldsp', 'ld', { rd: 1, rs1: 2, imm: 8 }],
    [0xe406, 'c.sdsp', 'sd', { rs1: 2, rs2: 1, imm: 8 }],
    [0x8082, 'c.jr', 'jalr', { rd: 0, rs1: 1, imm: 0 }],
    // rs1 = ra: the target is read before the link is written.
    [0x9082, 'c.jalr', 'jalr', { rd: 1, rs1: 1, imm: 0 }],
    [0x852e, 'c.mv', 'add', { rd: 10, rs1: 0, rs2: 11 }],
    [0x9002, 'c.ebreak', 'ebreak', {}],
    [0xdd75, 'c.beqz', 'beq', { rs1: 10, rs2: 0, imm: -4 }],
  ])('0x%s is %s, %s', (half, form, name, operands) => {
    const decoded = decode(half);
    expect(decoded?.compressed?.instruction.name).toBe(form);
    expect(decoded?.instruction).toBe(instructionNamed(name));
    expect(decoded?.operands).toEqual(operands);
    expect(decoded?.length).toBe(2);
  });

  test.each([
    ['c.nop with an immediate', 0x0009, 'addi', { rd: 0, rs1: 0, imm: 2 }],
    ['c.addi by 0', 0x0501, 'addi', { rd: 10, rs1: 10, imm: 0 }],
    ['c.li to x0', 0x4005, 'addi', { rd: 0, rs1: 0, imm: 1 }],
    ['c.lui to x0', 0x6005, 'lui', { rd: 0, imm: 4096 }],
    ['c.mv to x0', 0x802e, 'add', { rd: 0, rs1: 0, rs2: 11 }],
    ['c.add to x0', 0x902e, 'add', { rd: 0, rs1: 0, rs2: 11 }],
    ['c.slli by 0', 0x0502, 'slli', { rd: 10, rs1: 10, shamt: 0 }],
    ['c.slli of x0', 0x000a, 'slli', { rd: 0, rs1: 0, shamt: 2 }],
    ['c.srli by 0', 0x8101, 'srli', { rd: 10, rs1: 10, shamt: 0 }],
  ])('hint: %s', (_, half, name, operands) => {
    expect(decode(half)).toMatchObject({ instruction: instructionNamed(name), operands });
  });
});

describe('is undefined for', () => {
  test.each([
    ['all zeros', 0],
    ['all ones', 0xffff_ffff],
    ['c.addi4spn with 0', 0x0004],
    ['c.addiw to x0', 0x2005],
    ['c.lui with 0', 0x6501],
    ['c.addi16sp with 0', 0x6101],
    ['c.lwsp to x0', 0x4002],
    ['c.ldsp to x0', 0x6002],
    ['c.jr of x0', 0x8002],
    ['the reserved 100 1 11 … 10', 0x9c41],
    ['the reserved 100 1 11 … 11', 0x9c61],
    ['quadrant 0, funct3 100', 0x8000],
    ['slliw by 32', 0x0205_151b],
    ['slli with bit 26', 0x0400_1013],
    ['slliw by 32, beside slli.uw', 0x0205_151b],
    ['roriw by 32', 0x6205_d51b],
    ['RV32’s zext.h, which is pack', 0x0805_c533],
    ['packw, of which zext.h is a part', 0x08c5_c53b],
    ['packh', 0x08c5_f533],
    ['RV32’s rev8', 0x6985_d513],
    ['brev8, next to rev8', 0x6875_d513],
    ['a count with rs2 = 3', 0x6035_9513],
    ['sext.b of words', 0x6045_951b],
    ['lr.w with rs2', 0x1015_252f],
    ['ecall with rd', 0x0000_00f3],
    ['mret with rs1', 0x3020_8073],
    ['gate with rd', 0x0000_008b],
    ['fadd.s with rounding mode 5', 0x00b5_5553],
    ['fmadd.d with rounding mode 6', 0x6ac5_e543],
    ['fcvt.d.w with rounding mode 5', 0xd205_d553],
    ['fadd of the half-precision format', 0x04b5_0553],
    ['fsqrt.d with rs2', 0x5a15_0553],
    ['c.fldsp with the encoding of RV32 for c.flwsp, which is c.ldsp to x0', 0x6002],
    ['branch with funct3 010', 0x0000_2063],
    ['jalr with funct3 001', 0x0000_1067],
  ])('%s', (_, word) => {
    expect(decode(word)).toBeUndefined();
  });
});

test('reserved fields that are to be ignored are', () => {
  expect(decode(0x0ff0_8f8f)).toMatchObject({ instruction: { name: 'fence' }, operands: { rd: 31, rs1: 1, fm: 0 } });
  expect(decode(0xf000_000f)).toMatchObject({ instruction: { name: 'fence' }, operands: { fm: 15 } });
  expect(decode(0xfff0_9f8f)).toMatchObject({ instruction: { name: 'fence.i' } });
});

test('lengthOf tells 16-bit encodings by their two low bits', () => {
  expect([0, 1, 2, 3, 0x13, 0x1141].map(lengthOf)).toEqual([2, 2, 2, 4, 4, 2]);
});
