/** What instructions compute, by the table, one extension after the other. Long as the instruction set is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble } from './assembler.ts';
import { execute } from './evaluator.ts';
import type { Environment, HartState, Memory, Outcome } from './evaluator.ts';

const least = 1n << 63n;
const ones = (1n << 64n) - 1n;
const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

/** Memory of 64 bytes at 0x1000, little-endian; the rest faults. */
class TestMemory implements Memory {
  readonly bytes: Uint8Array = new Uint8Array(64);

  #fault(address: bigint, size: number): boolean {
    return address < 0x1000n || address + BigInt(size) > 0x1040n;
  }

  load: Memory['load'] = (address, size, access) => {
    if (this.#fault(address, size)) return { kind: 'trap', cause: access === 'load' ? 13 : 15, value: address };
    const offset = Number(address - 0x1000n);
    return this.bytes.slice(offset, offset + size).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  };

  store: Memory['store'] = (address, size, value) => {
    if (this.#fault(address, size)) return { kind: 'trap', cause: 15, value: address };
    const offset = Number(address - 0x1000n);
    for (let index = 0; index < size; index++)
      this.bytes[offset + index] = Number((value >> BigInt(8 * index)) & 0xffn);
    return undefined;
  };
}

function wordOf(text: string, pc = 0x8000_0000n): number {
  const [section] = assemble(`.option rvc\n${text}`, { base: pc }).sections;
  return section!.bytes.reduceRight((word, byte) => word * 256 + byte, 0);
}

const registers = (values: Readonly<Record<number, bigint>>): bigint[] =>
  Array.from({ length: 32 }, (_, number) => u64(values[number] ?? 0n));

function run(text: string, values: Readonly<Record<number, bigint>> = {}, more: Partial<Environment> = {}): Outcome {
  const pc = more.pc ?? 0x8000_0000n;
  return execute(wordOf(text, pc), { pc, x: registers(values), memory: new TestMemory(), ...more });
}

/** a0 after an instruction on a1 and a2. */
function result(text: string, a1: bigint, a2 = 0n): bigint {
  const outcome = run(text, { 11: a1, 12: a2 });
  if (outcome.kind !== 'retired') throw new Error(`${text}: ${outcome.kind}`);
  expect(outcome.pc).toBe(0x8000_0004n);
  return outcome.x[10]!;
}

describe('integer instructions', () => {
  test.each([
    ['add', ones, 1n, 0n],
    ['sub', 0n, 1n, ones],
    ['sll', 1n, 63n, least],
    ['sll', 1n, 64n, 1n], // only the low six bits of the amount count
    ['srl', ones, 60n, 15n],
    ['sra', least, 63n, ones],
    ['sra', least, 64n + 1n, 3n << 62n],
    ['slt', ones, 0n, 1n],
    ['slt', 0n, ones, 0n],
    ['sltu', ones, 0n, 0n],
    ['sltu', 0n, ones, 1n],
    ['xor', 0xff00n, 0x0ff0n, 0xf0f0n],
    ['or', 0xf0n, 0x0fn, 0xffn],
    ['and', 0xf0n, 0xffn, 0xf0n],
    ['addw', 0x7fff_ffffn, 1n, u64(-0x8000_0000n)],
    ['addw', 0xffff_ffff_0000_0001n, 1n, 2n],
    ['subw', 0n, 1n, ones],
    ['sllw', 1n, 31n, u64(-0x8000_0000n)],
    ['sllw', 1n, 32n, 1n], // only the low five
    ['srlw', 0xffff_ffff_8000_0000n, 31n, 1n],
    ['srlw', 0x8000_0000n, 0n, u64(-0x8000_0000n)],
    ['sraw', 0x8000_0000n, 31n, ones],
    ['sraw', 0xf_7fff_ffffn, 31n, 0n],
    ['mul', ones, ones, 1n],
    ['mulh', least, least, 1n << 62n],
    ['mulh', ones, ones, 0n],
    ['mulhu', ones, ones, ones - 1n],
    ['mulhsu', ones, ones, ones], // -1 times 2^64 - 1
    ['mulhsu', least, ones, least],
    ['mulhsu', 1n, ones, 0n],
    ['mulw', 0x1_0000_0003n, 0x7fff_ffffn, u64(0x7ffffffdn)],
    ['mulw', 0x10000n, 0x8000n, u64(-0x8000_0000n)],
  ])('%s 0x%s, 0x%s', (name, a1, a2, wanted) => {
    expect(result(`${name} a0, a1, a2`, a1, a2)).toBe(wanted);
  });

  test.each([
    ['addi a0, a1, -1', 0n, ones],
    ['slti a0, a1, -1', least, 1n],
    ['sltiu a0, a1, -1', 5n, 1n], // the immediate is sign-extended, then unsigned
    ['sltiu a0, a1, -1', ones, 0n],
    ['xori a0, a1, -1', 0n, ones],
    ['ori a0, a1, -2048', 1n, u64(-2047n)],
    ['andi a0, a1, -1', ones, ones],
    ['slli a0, a1, 63', 3n, least],
    ['srli a0, a1, 63', least, 1n],
    ['srai a0, a1, 63', least, ones],
    ['addiw a0, a1, 1', 0x7fff_ffffn, u64(-0x8000_0000n)],
    ['addiw a0, a1, 0', 0x1_8000_0000n, u64(-0x8000_0000n)],
    ['slliw a0, a1, 31', 3n, u64(-0x8000_0000n)],
    ['srliw a0, a1, 1', ones, 0x7fff_ffffn],
    ['sraiw a0, a1, 1', 0x8000_0000n, u64(-0x4000_0000n)],
    ['sraiw a0, a1, 1', 0xffff_ffff_0000_0002n, 1n],
    ['lui a0, 0x7ffff', 0n, 0x7fff_f000n],
    ['lui a0, 0x80000', 0n, u64(-0x8000_0000n)],
    ['auipc a0, 0', 0n, 0x8000_0000n],
    ['auipc a0, 0x80000', 0n, 0n],
  ])('%s of 0x%s', (text, a1, wanted) => {
    expect(result(text, a1)).toBe(wanted);
  });
});

describe('bit manipulation', () => {
  const mixed = 0x0123_4567_89ab_cdefn;
  test.each([
    ['sh1add', ones, 5n, 3n],
    ['sh2add', 3n, ones, 11n],
    ['sh3add', 1n << 61n, 1n, 1n], // what is shifted out is lost
    ['add.uw', ones, 1n, 1n << 32n], // rs1 is unsigned, rs2 whole
    ['add.uw', 0x8000_0000n, ones, 0x7fff_ffffn],
    ['sh1add.uw', ones, 0n, 0x1_ffff_fffen], // shifted as a 64-bit number
    ['sh2add.uw', 0x1_0000_0001n, ones, 3n],
    ['sh3add.uw', 0x8000_0000n, 1n, 0x4_0000_0001n],

    ['andn', 0xffn, 0x0fn, 0xf0n],
    ['andn', ones, ones, 0n],
    ['orn', 0xf0n, ~0x0fn, 0xffn],
    ['orn', 0n, 0n, ones],
    ['xnor', 0xff00n, 0x0ff0n, u64(~0xf0f0n)],
    ['min', ones, 0n, ones],
    ['min', least, ones >> 1n, least],
    ['minu', ones, 0n, 0n],
    ['max', ones, 0n, 0n],
    ['max', least, ones >> 1n, ones >> 1n],
    ['maxu', ones, 0n, ones],
    ['maxu', least, ones >> 1n, least],
    ['rol', mixed, 4n, 0x1234_5678_9abc_def0n],
    ['rol', mixed, 0n, mixed],
    ['rol', mixed, 64n + 60n, 0xf012_3456_789a_bcden], // only the low six bits of the amount count
    ['ror', mixed, 4n, 0xf012_3456_789a_bcden],
    ['ror', mixed, 64n, mixed],
    ['rolw', mixed, 4n, u64(-0x6543_2108n)], // the low half alone, sign-extended
    ['rolw', mixed, 32n, u64(-0x7654_3211n)],
    ['rolw', 0xffff_ffff_4000_0000n, 2n, 1n],
    ['rorw', mixed, 4n, u64(-0x0765_4322n)],
    ['rorw', 0x7_0000_0001n, 33n, u64(-0x8000_0000n)],

    ['bclr', ones, 63n, ones >> 1n],
    ['bclr', 0n, 5n, 0n],
    ['bclr', ones, 64n, ones - 1n], // only the low six bits of the index count
    ['bext', least, 63n, 1n],
    ['bext', u64(~(1n << 31n)), 31n, 0n],
    ['bext', 2n, ones - 62n, 1n],
    ['binv', 0n, 63n, least],
    ['binv', ones, 0n, ones - 1n],
    ['bset', 0n, 32n, 1n << 32n],
    ['bset', 0n, 127n, least],

    ['czero.eqz', 5n, 0n, 0n],
    ['czero.eqz', 5n, 1n << 32n, 5n], // all 64 bits of the condition count
    ['czero.nez', 5n, 0n, 5n],
    ['czero.nez', 5n, 1n << 32n, 0n],
  ])('%s 0x%s, 0x%s', (name, a1, a2, wanted) => {
    expect(result(`${name} a0, a1, a2`, a1, u64(a2))).toBe(wanted);
  });

  test.each([
    ['clz', 0n, 64n],
    ['clz', 1n, 63n],
    ['clz', least, 0n],
    ['ctz', 0n, 64n],
    ['ctz', least, 63n],
    ['ctz', ones, 0n],
    ['cpop', ones, 64n],
    ['cpop', 0n, 0n],
    ['cpop', mixed, 32n],
    ['clzw', 0xffff_ffff_0000_0000n, 32n], // the high half does not count
    ['clzw', 0xffff_ffff_0000_0001n, 31n],
    ['clzw', 0x8000_0000n, 0n],
    ['ctzw', 1n << 32n, 32n],
    ['ctzw', 0x8000_0000n, 31n],
    ['cpopw', ones, 32n],
    ['cpopw', ones << 32n, 0n],
    ['sext.b', 0x80n, u64(-0x80n)],
    ['sext.b', 0xff7fn, 0x7fn],
    ['sext.h', 0x8000n, u64(-0x8000n)],
    ['sext.h', 0xffff_7fffn, 0x7fffn],
    ['zext.h', ones, 0xffffn],
    ['zext.h', 0x1_0000n, 0n],
    ['zext.w', ones, 0xffff_ffffn],
    ['orc.b', 0n, 0n],
    ['orc.b', 0x0100_8000_7f00_00ffn, 0xff00_ff00_ff00_00ffn],
    ['orc.b', 0x8080_8080_8080_8080n, ones],
    ['orc.b', 0x0101_0101_0101_0101n, ones],
    ['rev8', mixed, 0xefcd_ab89_6745_2301n],
    ['rev8', 0xffn, 0xffn << 56n],
  ])('%s 0x%s', (name, a1, wanted) => {
    expect(result(`${name} a0, a1`, a1)).toBe(u64(wanted));
  });

  test.each([
    ['slli.uw a0, a1, 0', ones, 0xffff_ffffn],
    ['slli.uw a0, a1, 32', ones, 0xffff_ffffn << 32n],
    ['slli.uw a0, a1, 63', 3n, least],
    ['rori a0, a1, 63', least, 1n],
    ['rori a0, a1, 0', mixed, mixed],
    ['roriw a0, a1, 31', 0x4000_0000n, u64(-0x8000_0000n)],
    ['roriw a0, a1, 0', 0x8000_0000n, u64(-0x8000_0000n)],
    ['bclri a0, a1, 31', ones, u64(~(1n << 31n))],
    ['bexti a0, a1, 63', least, 1n],
    ['binvi a0, a1, 32', 1n << 32n, 0n],
    ['bseti a0, a1, 63', 0n, least],
    ['bseti a0, a1, 31', 0n, 0x8000_0000n], // not sign-extended
  ])('%s of 0x%s', (text, a1, wanted) => {
    expect(result(text, a1)).toBe(wanted);
  });

  test('orc.b and rev8 work on each byte alone', () => {
    const bytes = fc.uint8Array({ minLength: 8, maxLength: 8 });
    const number = (list: readonly number[]): bigint =>
      list.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
    fc.assert(
      fc.property(bytes, (list) => {
        const value = number([...list]);
        expect(result('rev8 a0, a1', value)).toBe(number([...list].reverse()));
        expect(result('orc.b a0, a1', value)).toBe(number([...list].map((byte) => (byte === 0 ? 0 : 255))));
      }),
    );
  });
});

describe('division, by the manual’s table of results', () => {
  const least32 = 0x8000_0000n;
  test.each([
    ['div', 7n, u64(-2n), u64(-3n)],
    ['div', 7n, 0n, ones],
    ['div', least, ones, least],
    ['div', least, 0n, ones],
    ['divu', 7n, 0n, ones],
    ['divu', ones, 2n, ones >> 1n],
    ['divu', least, ones, 0n],
    ['rem', u64(-7n), 2n, u64(-1n)],
    ['rem', 7n, u64(-2n), 1n],
    ['rem', u64(-7n), 0n, u64(-7n)],
    ['rem', least, ones, 0n],
    ['remu', ones, 10n, 5n],
    ['remu', 7n, 0n, 7n],
    ['remu', least, ones, least],
    ['divw', least32, ones, u64(-least32)],
    ['divw', 5n, 0xffff_ffff_0000_0000n, ones],
    ['divw', 0xffff_ffff_0000_0007n, 2n, 3n],
    ['divuw', 5n, 0n, ones],
    ['divuw', least32, 1n, u64(-least32)],
    ['divuw', 0xffff_ffffn, 2n, 0x7fff_ffffn],
    ['remw', least32, ones, 0n],
    ['remw', 0x1_8000_0001n, 0n, u64(-0x7fff_ffffn)],
    ['remw', u64(-7n), 2n, u64(-1n)],
    ['remuw', 0x9000_0000n, 0n, u64(-0x7000_0000n)],
    ['remuw', 0xffff_ffffn, 0xffff_fff0n, 15n],
  ])('%s 0x%s, 0x%s', (name, a1, a2, wanted) => {
    expect(result(`${name} a0, a1, a2`, a1, a2)).toBe(wanted);
  });
});

describe('control transfer', () => {
  function next(text: string, values: Readonly<Record<number, bigint>>, pc: bigint): HartState {
    const outcome = run(text, values, { pc });
    if (outcome.kind !== 'retired') throw new Error(outcome.kind);
    return outcome;
  }

  test('jalr with rd = rs1 jumps by the old value, and clears bit 0', () => {
    const { pc, x } = next('jalr a0, 4(a0)', { 10: 0x1003n }, 0x100n);
    expect([pc, x[10]]).toEqual([0x1006n, 0x104n]);
  });

  test('jumps wrap around the address space', () => {
    expect(next('jalr zero, -1(zero)', {}, 0x100n).pc).toBe(ones - 1n);
    expect(next('jal ra, . + 8', {}, ones - 3n)).toMatchObject({ pc: 4n });
    expect(next('jal ra, . + 8', {}, ones - 3n).x[1]).toBe(0n);
    expect(next('addi a0, a0, 1', {}, ones - 3n).pc).toBe(0n);
  });

  test('compressed jumps link to the half-word behind them', () => {
    const { pc, x } = next('c.jalr ra', { 1: 0x2000n }, 0x100n);
    expect([pc, x[1]]).toEqual([0x2000n, 0x102n]);
    expect(next('c.beqz a0, . - 4', { 10: 1n }, 0x100n).pc).toBe(0x102n);
    expect(next('c.beqz a0, . - 4', {}, 0x100n).pc).toBe(0xfcn);
  });

  test.each([
    ['beq', 5n, 5n, true],
    ['beq', 5n, 6n, false],
    ['bne', 5n, 6n, true],
    ['blt', ones, 0n, true],
    ['blt', 0n, ones, false],
    ['bge', 0n, ones, true],
    ['bge', 3n, 3n, true],
    ['bltu', 0n, ones, true],
    ['bltu', ones, 0n, false],
    ['bgeu', ones, 0n, true],
    ['bgeu', 0n, 0n, true],
  ])('%s 0x%s, 0x%s', (name, a1, a2, taken) => {
    expect(next(`${name} a1, a2, . - 16`, { 11: a1, 12: a2 }, 0x100n).pc).toBe(taken ? 0xf0n : 0x104n);
  });
});

describe('memory', () => {
  const memory = (): TestMemory => {
    const made = new TestMemory();
    made.bytes.set([0x80, 0x91, 0xa2, 0xb3, 0xc4, 0xd5, 0xe6, 0xf7]);
    return made;
  };

  test.each([
    ['lb', u64(-0x80n)],
    ['lbu', 0x80n],
    ['lh', u64(-0x6e80n)],
    ['lhu', 0x9180n],
    ['lw', u64(-0x4c5d_6e80n)],
    ['lwu', 0xb3a2_9180n],
    ['ld', 0xf7e6_d5c4_b3a2_9180n],
  ])('%s', (name, wanted) => {
    const outcome = run(`${name} a0, -8(a1)`, { 11: 0x1008n }, { memory: memory() });
    expect(outcome).toMatchObject({ kind: 'retired' });
    expect((outcome as HartState).x[10]).toBe(wanted);
  });

  test.each([
    ['sb', [0xef]],
    ['sh', [0xef, 0xcd]],
    ['sw', [0xef, 0xcd, 0xab, 0x89]],
    ['sd', [0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01]],
  ])('%s stores the low bytes and nothing else', (name, wanted) => {
    const made = new TestMemory();
    run(`${name} a0, 3(a1)`, { 10: 0x0123_4567_89ab_cdefn, 11: 0x1000n }, { memory: made });
    expect([...made.bytes].slice(3, 3 + wanted.length)).toEqual(wanted);
    expect(made.bytes.filter((byte) => byte !== 0).length).toBe(wanted.length);
  });

  test('a fault leaves everything as it was', () => {
    expect(run('lw a1, 0(a1)', { 11: 4n })).toEqual({ kind: 'trap', cause: 13, value: 4n });
    expect(run('sd a1, 1(zero)', { 11: 4n })).toEqual({ kind: 'trap', cause: 15, value: 1n });
    expect(run('amoadd.d a1, a1, (a1)', { 11: 8n })).toEqual({ kind: 'trap', cause: 15, value: 8n });
    expect(run('amoadd.d a0, a1, (a1)', { 11: 0x1004n })).toEqual({ kind: 'trap', cause: 6, value: 0x1004n });
  });

  test('a load to x0 still faults, and otherwise changes nothing', () => {
    expect(run('ld zero, 0(zero)')).toMatchObject({ kind: 'trap' });
    expect(run('ld zero, 0(a1)', { 11: 0x1000n }, { memory: memory() })).toMatchObject({
      x: registers({ 11: 0x1000n }),
    });
  });

  test.each([
    ['amoswap.w', 5n, 0x0000_0005n],
    ['amoadd.w', 0x7fff_ffffn, 0x7fff_fffen],
    ['amoxor.w', 0xfn, 0xffff_fff0n],
    ['amoand.w', 0xf0n, 0xf0n],
    ['amoor.w', 0xf0n, 0xffff_ffffn],
    ['amomin.w', 5n, 0xffff_ffffn], // -1 < 5
    ['amomax.w', 5n, 5n],
    ['amominu.w', 5n, 5n],
    ['amomaxu.w', 5n, 0xffff_ffffn],
    // Only the low half of rs2 counts: here it is -1, and so equal.
    ['amomin.w', 0x1_ffff_ffffn, 0xffff_ffffn],
    ['amomaxu.w', 0x7_0000_0000n, 0xffff_ffffn],
    ['amomax.w', 0x7_8000_0000n, 0xffff_ffffn],
  ])('%s with 0x%s on -1', (name, a2, stored) => {
    const made = new TestMemory();
    made.bytes.set([0xff, 0xff, 0xff, 0xff, 0xaa]);
    const outcome = run(`${name} a0, a2, (a1)`, { 11: 0x1000n, 12: a2 }, { memory: made });
    expect((outcome as HartState).x[10]).toBe(ones); // sign-extended
    expect(made.load(0x1000n, 4, 'load')).toBe(stored);
    expect(made.bytes[4]).toBe(0xaa);
  });

  test.each([
    ['amoswap.d', 5n],
    ['amoadd.d', least + 5n],
    ['amomin.d', least],
    ['amomax.d', 5n],
    ['amominu.d', 5n],
    ['amomaxu.d', least],
  ])('%s on the least number', (name, stored) => {
    const made = new TestMemory();
    made.store(0x1000n, 8, least);
    const outcome = run(`${name} a0, a2, (a1)`, { 11: 0x1000n, 12: 5n }, { memory: made });
    expect((outcome as HartState).x[10]).toBe(least);
    expect(made.load(0x1000n, 8, 'load')).toBe(stored);
  });

  test('an AMO whose rd is its rs2 or rs1 uses the old value', () => {
    const made = new TestMemory();
    made.store(0x1000n, 8, 3n);
    const outcome = run('amoadd.d a1, a1, (a1)', { 11: 0x1000n }, { memory: made });
    expect((outcome as HartState).x[11]).toBe(3n);
    expect(made.load(0x1000n, 8, 'load')).toBe(0x1003n);
  });
});

test('x0 stays 0', () => {
  expect((run('addi zero, a1, 5', { 11: 1n }) as HartState).x[0]).toBe(0n);
  expect((run('add a0, zero, zero', { 0: 99n }) as HartState).x[10]).toBe(0n);
  expect((run('jalr zero, 0(a1)', { 11: 8n }) as HartState).x[0]).toBe(0n);
});

test('the state given is not changed', () => {
  const x = Object.freeze(registers({ 11: 1n }));
  const memory = new TestMemory();
  expect(execute(wordOf('addi a0, a1, 1'), { pc: 0n, x, memory })).toMatchObject({
    pc: 4n,
    x: registers({ 10: 2n, 11: 1n }),
  });
});

test('words that are no instructions trap', () => {
  const environment = { pc: 0n, x: registers({}), memory: new TestMemory() };
  expect(execute(0xffff_ffff | 0, environment)).toEqual({ kind: 'trap', cause: 2, value: 0xffff_ffffn });
  expect(execute(0x1234_0000, environment)).toEqual({ kind: 'trap', cause: 2, value: 0n });
});

test('system instructions go to the caller', () => {
  const request = { kind: 'system', handler: 'csrrw', operands: { csr: 0x180, rs1: 11, rd: 10 }, length: 4 };
  expect(run('csrrw a0, satp, a1')).toEqual(request);
  expect(run('c.ebreak')).toEqual({ kind: 'system', handler: 'ebreak', operands: {}, length: 2 });
  const trap = { kind: 'trap', cause: 8, value: 0n } as const;
  const seen: unknown[] = [];
  const system: Environment['system'] = (asked, state) => {
    seen.push(asked, state.pc);
    return trap;
  };
  expect(run('ecall', {}, { system })).toBe(trap);
  expect(seen).toEqual([{ kind: 'system', handler: 'ecall', operands: {}, length: 4 }, 0x8000_0000n]);
});

test('li makes any 64-bit constant', () => {
  const interesting = fc.oneof(
    fc.bigInt({ min: 0n, max: ones }),
    fc.tuple(fc.bigInt({ min: 0n, max: 63n }), fc.bigInt({ min: -0x1801n, max: 0x1801n })).map(([shift, offset]) => {
      return u64((1n << shift) + offset);
    }),
    fc
      .tuple(fc.bigInt({ min: 0n, max: 0xfffffn }), fc.bigInt({ min: 0n, max: 60n }))
      .map(([a, shift]) => u64(a << shift)),
  );
  fc.assert(
    fc.property(interesting, (constant) => {
      const { bytes } = assemble(`li a0, 0x${constant.toString(16)}`).sections[0]!;
      expect(bytes.length).toBeLessThanOrEqual(32);
      const words = new DataView(bytes.buffer);
      let state: HartState = { pc: 0n, x: registers({ 10: 0x5555n }) };
      while (state.pc < BigInt(bytes.length)) {
        const word = words.getUint32(Number(state.pc), true);
        const outcome = execute(word, { ...state, memory: new TestMemory() });
        if (outcome.kind !== 'retired') throw new Error(outcome.kind);
        state = outcome;
      }
      expect(state.x[10]).toBe(constant);
    }),
    { numRuns: 1000 },
  );
});
