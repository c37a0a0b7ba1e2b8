/** Each way to do a floating-point operation in translated code, against the exact functions of the interpreter: results and flags. */
import { effectsOf, encode, instructions, type Instruction } from '@racho/isa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { machineFor, memoryOf, PASS } from '../../testing.ts';
import { doubles, singles } from '../../testing/numbers.ts';

const RECORDS = 100;
const NUMBERS = 0x8020_0000;
const RESULTS = 0x8030_0000;

const arithmetic = instructions.filter((row) => effectsOf(row).float && !effectsOf(row).touchesMemory);
const fields: Readonly<Record<string, number>> = { rd: 11, rs1: 10, frd: 0, frs1: 1, frs2: 2, frs3: 3 };

/** Does the instruction on all records, with `flags` before each; a jump in front of it lets it be translated. */
const program = (row: Instruction, rm: number, flags: number): string => `
  li t0, 0x6000
  csrs mstatus, t0
  li s0, ${NUMBERS}
  li s1, ${RESULTS}
  li s2, ${RECORDS}
again:
  ld a0, 0(s0)
  fld f1, 0(s0)
  fld f2, 8(s0)
  fld f3, 16(s0)
  li a1, 0
  fsflagsi ${flags}
  j now
now:
  .word ${encode(row, Object.fromEntries(row.fields.map(({ name }) => [name, name === 'rm' ? rm : fields[name]!])))}
  fsd f0, 0(s1)
  sd a1, 8(s1)
  frcsr t0
  sd t0, 16(s1)
  addi s0, s0, 24
  addi s1, s1, 24
  addi s2, s2, -1
  bnez s2, again
  ${PASS}
`;

function resultsOf(source: string, numbers: readonly bigint[], jit: 'off' | 'eager'): readonly string[] {
  const machine = machineFor(source, { jit });
  memoryOf(machine).write(NUMBERS, new Uint8Array(BigUint64Array.from(numbers).buffer));
  expect(machine.step(40 * RECORDS)).toMatchObject({ reason: 'halt' });
  const words = new BigUint64Array(machine.readMemory(RESULTS, 24 * RECORDS).slice().buffer);
  return Array.from({ length: RECORDS }, (_, i) =>
    [...numbers.slice(3 * i, 3 * i + 3), '→', ...words.slice(3 * i, 3 * i + 3)]
      .map((each) => (typeof each === 'bigint' ? each.toString(16) : each))
      .join(' '),
  );
}

const isDouble = ({ name }: Instruction): boolean => /\.d$/.test(name) || /^fcvt\.d\.[wl]/.test(name);
const operand = (row: Instruction): fc.Arbitrary<bigint> => (isDouble(row) ? doubles : singles);
const integer = fc
  .tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 63n }))
  .map(([value, shift]) => BigInt.asUintN(64, BigInt.asIntN(64, value) >> shift));

const RELATIONS = ['any', 'any', 'same', 'cancel', 'near', 'tiny product', 'tiny quotient', 'sum', 'sum'] as const;

/** Three operands, often with relations that cancel. */
const record = (row: Instruction): fc.Arbitrary<readonly bigint[]> => {
  if (row.fields.some(({ name }) => name === 'rs1')) return fc.tuple(fc.oneof(integer, operand(row)), doubles, doubles);
  const [width, fraction] = isDouble(row) ? [64n, 52n] : [32n, 23n];
  const sign = 1n << (width - 1n);
  const small = 1n << fraction;
  const exponents = (1n << (width - 1n - fraction)) - 1n;
  const exponentOf = (number: bigint): bigint => (number >> fraction) & exponents;
  const bias = exponents >> 1n;
  /** The number with that exponent, or one of about 1. */
  const scaled = (number: bigint, exponent: bigint): bigint => {
    const possible = exponent < 0n || exponent > exponents ? bias : exponent;
    return (number & ~(exponents << fraction)) | (possible << fraction);
  };
  return fc
    .tuple(operand(row), operand(row), operand(row), fc.constantFrom(...RELATIONS), fc.bigInt({ min: -3n, max: 3n }))
    .map(([a, b, c, relation, distance]) => {
      // Results about the least normal number, and products as great as what is added.
      if (relation === 'tiny product') return [a, scaled(b, bias - exponentOf(a) + distance), c & sign];
      if (relation === 'tiny quotient') return [a, scaled(b, exponentOf(a) + bias + distance), c];
      if (relation === 'sum') return [a, b, scaled(c, exponentOf(a) + exponentOf(b) - bias + distance)];
      if (relation === 'any') return [a, b, c];
      if (relation === 'same') return [a, a, a];
      return relation === 'cancel' ? [a, a ^ sign, b] : [a, b, BigInt.asUintN(64, (a + small) ^ sign)];
    });
};

test.each(arithmetic.map((row) => [row.name, row] as const))('%s', (_, row) => {
  const modes = row.fields.some(({ name }) => name === 'rm') ? [7, 7, 0, 1, 2, 3, 4] : [7];
  const records = fc.array(record(row), { minLength: RECORDS, maxLength: RECORDS });
  fc.assert(
    fc.property(records, fc.constantFrom(...modes), fc.constantFrom(0, 1, 1, 1), (numbers, rm, flags) => {
      const [interpreted, translated] = (['off', 'eager'] as const).map((jit) =>
        resultsOf(program(row, rm, flags), numbers.flat(), jit),
      );
      expect(translated).toEqual(interpreted);
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

test('an f32 that is half-way between two others once rounded to f64', () => {
  // (1 + 2^-23) × 1.5 is half-way; what is subtracted is too little for an f64.
  const [a, b, c] = [0xffff_ffff_3f80_0001n, 0xffff_ffff_3fc0_0000n, 0xffff_ffff_8d80_0000n];
  const row = arithmetic.find(({ name }) => name === 'fmadd.s')!;
  const numbers = Array.from({ length: RECORDS }, () => [a, b, c]).flat();
  const [line] = resultsOf(program(row, 7, 1), numbers, 'eager');
  expect(line!.split('→ ')[1]).toBe('ffffffff3fc00001 0 1');
});
