import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode, extract, insert, matches, operandsOf, parseEncoding, rangeOf, wordMask } from './encoding.ts';
import { IsaError } from './errors.ts';
import type { IsaErrorCode } from './errors.ts';
import type { Encoding } from './instruction.ts';
import { compressed, compressedNamed, instructionNamed, instructions } from './table.ts';

const addi = instructionNamed('addi')!;
const beq = instructionNamed('beq')!;

function codeOf(action: () => unknown): IsaErrorCode | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof IsaError) return error.code;
    throw error;
  }
  return undefined;
}

/** Operands of an encoding, each within its field's range, that don't make a reserved encoding. */
function operandsArbitrary(row: Encoding): fc.Arbitrary<Record<string, number>> {
  const fields = row.fields.map((field): [string, fc.Arbitrary<number>] => {
    const { min, max, step } = rangeOf(field);
    return [field.name, fc.integer({ min: min / step, max: max / step }).map((value) => value * step)];
  });
  return fc.record(Object.fromEntries(fields)).filter((operands) => {
    const word = row.fields.reduce((bits, field) => bits | insert(field, operands[field.name]!), row.match);
    return matches(row, word);
  });
}

describe('the notation', () => {
  test('gives mask, match and fields', () => {
    const { mask, match, fields } = parseEncoding('imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011', 4);
    expect([mask, match]).toEqual([0x707f, 0x63]);
    expect(fields.map(({ name }) => name)).toEqual(['imm', 'rs2', 'rs1']);
    expect(fields[0]).toEqual({
      name: 'imm',
      width: 13,
      signed: true,
      bias: 0,
      pieces: [
        { wordBit: 31, width: 1, valueBit: 12 },
        { wordBit: 25, width: 6, valueBit: 5 },
        { wordBit: 8, width: 4, valueBit: 1 },
        { wordBit: 7, width: 1, valueBit: 11 },
      ],
    });
  });

  test('keeps bit 31 of mask and match positive', () => {
    expect(parseEncoding('11111111111111111111111111111111', 4)).toMatchObject({
      mask: 0xffff_ffff,
      match: 0xffff_ffff,
    });
  });

  test('knows primed registers, unsigned immediates and exclusions', () => {
    const { fields, excluded } = parseEncoding("010 uimm[5:3] rs1' uimm[2|6] rd' 00", 2);
    expect(fields.map(({ signed, bias, width }) => [signed, bias, width])).toEqual([
      [false, 0, 7],
      [false, 8, 3],
      [false, 8, 3],
    ]);
    expect(excluded).toBeUndefined();
    expect(parseEncoding('011 nzimm[17] rd≠2 nzimm[16:12] 01', 2).excluded).toEqual([
      { mask: 0x107c, match: 0 },
      { mask: 0x0f80, match: 0x100 },
    ]);
  });

  test.each([
    ['imm[11:0] rs1 000 rd 001001', 4, 'has 31 bits; it needs 32'],
    ['imm[11:0] rs1 000 rd 00100110', 4, 'has 33 bits; it needs 32'],
    ['imm[11:0] rs1 000 rx 0010011', 4, '"rx"'],
    ['imm[11;0] rs1 000 rd 0010011', 4, '"imm[11;0]"'],
    ['imm rs1 000 rd 0010011', 4, '"imm"'],
    ['', 2, '""'],
    ['000 imm[5]  rd≠0 imm[4:0] 01', 2, '""'],
  ] as const)('refuses %j', (notation, length, message) => {
    expect(codeOf(() => parseEncoding(notation, length))).toBe('E_NOTATION');
    expect(() => parseEncoding(notation, length)).toThrow(message);
  });
});

describe('fields', () => {
  test('sign-extend immediates and nothing else', () => {
    expect(operandsOf(addi, 0xfff5_8513)).toEqual({ imm: -1, rs1: 11, rd: 10 });
    expect(operandsOf(instructionNamed('csrrw')!, 0xfff5_9573)).toEqual({ csr: 4095, rs1: 11, rd: 10 });
    expect(operandsOf(instructionNamed('lui')!, 0x8000_0537)).toEqual({ imm: -(2 ** 31), rd: 10 });
    expect(operandsOf(instructionNamed('slli')!, 0x03f5_9513)).toEqual({ shamt: 63, rs1: 11, rd: 10 });
  });

  test('insert is the inverse of extract on the bits of every field', () => {
    fc.assert(
      fc.property(fc.constantFrom(...instructions, ...compressed), fc.nat(0xffff_ffff), (row, bits) => {
        for (const field of row.fields) {
          expect(insert(field, extract(field, bits))).toBe((bits & wordMask(field)) >>> 0);
        }
      }),
    );
  });

  test.each([
    ['imm', 2048],
    ['imm', -2049],
    ['imm', 0.5],
    ['imm', NaN],
    ['imm', 2 ** 32],
    ['rd', 32],
    ['rd', -1],
    ['rs1', Infinity],
  ])('refuse %s = %d', (name, value) => {
    const operands = { imm: 0, rs1: 0, rd: 0, [name]: value };
    expect(codeOf(() => encode(addi, operands))).toBe('E_RANGE');
    expect(() => encode(addi, operands)).toThrow(`${name} = ${value} does not fit`);
  });

  test('refuse what is no multiple of their step', () => {
    expect(() => encode(beq, { imm: 3, rs1: 0, rs2: 0 })).toThrow('it must be -4096 to 4094, a multiple of 2');
    expect(codeOf(() => encode(instructionNamed('lui')!, { imm: 4097, rd: 0 }))).toBe('E_RANGE');
    expect(codeOf(() => encode(compressedNamed('c.lw')!, { imm: 2, rs1: 8, rd: 8 }))).toBe('E_RANGE');
  });

  test('refuse registers that primed fields lack', () => {
    for (const rd of [7, 16]) expect(codeOf(() => encode(compressedNamed('c.and')!, { rd, rs2: 8 }))).toBe('E_RANGE');
  });
});

describe('encode', () => {
  test('knows the words of the manual', () => {
    expect(encode(addi, { rd: 0, rs1: 0, imm: 0 })).toBe(0x0000_0013);
    expect(encode(beq, { rs1: 10, rs2: 11, imm: -4096 })).toBe(0x80b5_0063);
    expect(encode(instructionNamed('jal')!, { rd: 1, imm: -2 })).toBe(0xffff_f0ef);
    expect(encode(instructionNamed('sd')!, { rs1: 2, rs2: 1, imm: 8 })).toBe(0x0011_3423);
    expect(encode(instructionNamed('gate')!, { imm: 7 })).toBe(0x0070_000b);
    expect(encode(compressedNamed('c.addi16sp')!, { imm: -64 })).toBe(0x7139);
    expect(encode(compressedNamed('c.j')!, { imm: -2 })).toBe(0xbffd);
  });

  test('wants exactly the operands of the instruction', () => {
    expect(codeOf(() => encode(addi, { rd: 0, rs1: 0 }))).toBe('E_OPERAND');
    expect(codeOf(() => encode(addi, { rd: 0, rs1: 0, imm: 0, rs2: 0 }))).toBe('E_OPERAND');
  });

  test.each([
    ['c.addi4spn', { rd: 8, imm: 0 }],
    ['c.lui', { rd: 10, imm: 0 }],
    ['c.lui', { rd: 2, imm: 4096 }],
    ['c.addi16sp', { imm: 0 }],
    ['c.addiw', { rd: 0, imm: 1 }],
    ['c.lwsp', { rd: 0, imm: 4 }],
    ['c.ldsp', { rd: 0, imm: 8 }],
    ['c.jr', { rs1: 0 }],
    ['c.mv', { rd: 1, rs2: 0 }],
  ])('refuses to make the reserved %s %j', (name, operands) => {
    expect(codeOf(() => encode(compressedNamed(name)!, operands))).toBe('E_RESERVED');
  });

  test.each([...instructions, ...compressed].map((row) => [row.name, row] as const))('of %s decodes back', (_, row) => {
    fc.assert(
      fc.property(operandsArbitrary(row), (operands) => {
        const word = encode(row, operands);
        expect(matches(row, word)).toBe(true);
        expect(operandsOf(row, word)).toEqual(operands);
      }),
    );
  });
});
