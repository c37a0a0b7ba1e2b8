import { effectsOf, encode, instructionNamed, instructions, type Instruction } from '@racho/isa';
import { execute, type FloatState, type Memory } from '@racho/isa/evaluator';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Slot } from '../../hart/csr-slots.ts';
import { F } from '../../hart/layout.ts';
import { FS } from '../../hart/mstatus.ts';
import { doubles, singles } from '../../testing/numbers.ts';
import { setCsr, setPc, setX, memoryOf, Workbench } from '../../testing.ts';

// Every floating-point instruction against the evaluator, whose arithmetic is compared with QEMU's.

const CODE = 0x8000_1000n;
const DATA = 0x8000_2000n;
const DIRTY = BigInt(FS);
const INITIAL = 1n << 13n;

const { hart, machine, view } = new Workbench();
const { words } = hart.csrs;
const ram = memoryOf(machine);
const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

function setF(register: number, value: bigint): void {
  words[(F >>> 2) + 2 * register] = Number(BigInt.asIntN(32, value));
  words[(F >>> 2) + 2 * register + 1] = Number(BigInt.asIntN(32, value >> 32n));
}
const f = (register: number): bigint => {
  const [low, high] = [words[(F >>> 2) + 2 * register]!, words[(F >>> 2) + 2 * register + 1]!];
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
};

interface State extends FloatState {
  readonly x: readonly bigint[];
}

/** What the instruction makes of the state, as both have it; `fs` is mstatus.FS before it. */
function both(word: number, { x, f: floats, fcsr }: State, fs: bigint): { ours: unknown; evaluators: unknown } {
  ram.write(Number(CODE), new Uint8Array(new Uint32Array([word]).buffer));
  setPc(hart, CODE);
  hart.csrs.privilege = 3;
  for (const [register, value] of x.entries()) setX(hart, register, value);
  for (const [register, value] of floats.entries()) setF(register, value);
  setCsr(hart, 'fcsr', BigInt(fcsr));
  setCsr(hart, 'mstatus', fs);
  const memory: Memory = {
    load: (address, size) =>
      machine.readMemory(Number(address), size).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n),
    store: () => undefined,
  };
  const outcome = execute(word, { pc: CODE, x, memory, ...(fs !== 0n && { float: { f: floats, fcsr } }) });
  machine.step(1);
  const registers = Array.from({ length: 32 }, (_, register) => [view.x(register), f(register)]);
  const ours = { registers, fcsr: hart.csrs.low(Slot.fcsr), trapped: view.pc !== CODE + 4n };
  if (outcome.kind !== 'retired') {
    return { ours, evaluators: { registers: x.map((value, i) => [value, floats[i]]), fcsr, trapped: true } };
  }
  const state = outcome.float ?? { f: floats, fcsr };
  const evaluators = { registers: outcome.x.map((value, i) => [value, state.f[i]]), fcsr: state.fcsr, trapped: false };
  return { ours, evaluators };
}

const isDouble = ({ name }: Instruction): boolean =>
  name.endsWith('.d') || name.startsWith('fcvt.d') || name === 'fcvt.s.d';
const operand = (row: Instruction): fc.Arbitrary<bigint> => {
  if (row.name === 'fcvt.d.s') return singles;
  return isDouble(row) || /^fcvt\.\w+\.d$/.test(row.name) ? doubles : singles;
};

const integer = fc
  .tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 63n }))
  .map(([value, shift]) => u64(BigInt.asIntN(64, value) >> shift));

/** Any state: fa1, fa2, fa3 are operands, a1 is an integer, or an address for loads and stores. */
const stateFor = (row: Instruction): fc.Arbitrary<State> =>
  fc
    .record({
      operands: fc.tuple(operand(row), operand(row), operand(row), fc.constantFrom('any', 'same', 'cancel')),
      value: effectsOf(row).touchesMemory ? fc.bigInt({ min: DATA, max: DATA + 64n }) : integer,
      fcsr: fc.integer({ min: 0, max: 0x9f }),
    })
    .map(({ operands: [a, b, c, relation], value, fcsr }) => {
      const zeros = Array.from({ length: 32 }, () => 0n);
      const [second, third] =
        relation === 'any' ? [b, c] : relation === 'same' ? [a, a] : [b, a ^ (1n << (isDouble(row) ? 63n : 31n))];
      return { x: zeros.with(11, value), f: zeros.with(11, a).with(12, second).with(13, third), fcsr };
    });

const registers: Readonly<Record<string, number>> = { rd: 10, frd: 10, rs1: 11, frs1: 11, frs2: 12, frs3: 13, imm: 0 };
const wordOf = (row: Instruction, rm: number): number =>
  encode(row, Object.fromEntries(row.fields.map(({ name }) => [name, name === 'rm' ? rm : registers[name]!])));
const mode = fc.constantFrom(0, 1, 2, 3, 4, 7);

const floatInstructions = instructions.filter((row) => effectsOf(row).float);

describe('every instruction does what its semantics says, in every mode', () => {
  test.each(floatInstructions.map((row) => [row.name, row] as const))('%s', (_, row) => {
    ram.write(
      Number(DATA),
      Uint8Array.from({ length: 80 }, (__, i) => Math.imul(i + 1, 0x9e37_79b1) >>> 24),
    );
    fc.assert(
      fc.property(stateFor(row), mode, (state, rm) => {
        const { ours, evaluators } = both(wordOf(row, rm), state, INITIAL);
        expect(ours).toEqual(evaluators);
      }),
      { numRuns: 400 },
    );
  });
});

test('stores write the low bits, boxed or not', () => {
  const zeros = Array.from({ length: 32 }, () => 0n);
  const state = { x: zeros.with(11, DATA), f: zeros.with(12, 0x1122_3344_5566_7788n), fcsr: 0 };
  for (const [name, wanted] of [
    ['fsw', 0x5566_7788n],
    ['fsd', 0x1122_3344_5566_7788n],
  ] as const) {
    ram.write(Number(DATA), new Uint8Array(8));
    both(wordOf(instructionNamed(name)!, 0), state, INITIAL);
    expect(machine.readMemory(Number(DATA), 8).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)).toBe(
      wanted,
    );
  }
});

describe('mstatus.FS', () => {
  const bench = new Workbench();
  const illegal = expect.objectContaining({ cause: 2 }) as unknown;
  const fs = (): bigint => (bench.view.csr('mstatus')! & DIRTY) >> 13n;
  beforeEach(() => {
    setCsr(bench.hart, 'mstatus', INITIAL);
    setCsr(bench.hart, 'fcsr', 0n);
    setX(bench.hart, 11, DATA);
  });

  const lines = [
    'fadd.d fa0, fa1, fa2',
    'flw fa0, 0(a1)',
    'fsd fa0, 0(a1)',
    'fmv.x.d a0, fa0',
    'fclass.s a0, fa0',
    'frcsr a0',
    'fsrmi 1',
    'frflags a0',
  ];

  test.each(lines)('%s is illegal where it is off, in every mode of privilege', (line) => {
    setCsr(bench.hart, 'mstatus', 0n);
    for (const privilege of [0, 1, 3]) expect(bench.execute(line, privilege)).toEqual(illegal);
    setCsr(bench.hart, 'mstatus', INITIAL);
    for (const privilege of [0, 1, 3]) expect(bench.execute(line, privilege)).toBe('retired');
  });

  test.each([
    'fadd.d fa0, fa1, fa2',
    'flw fa0, 0(a1)',
    'fmv.d.x f0, zero',
    'fsrmi 1',
    'fsflags zero',
    'fcvt.s.w fa0, zero',
  ])('%s makes it dirty, which SD shows', (line) => {
    expect(bench.execute(line)).toBe('retired');
    expect(fs()).toBe(3n);
    expect(bench.view.csr('mstatus')! >> 63n).toBe(1n);
    expect(bench.read('sstatus', 1)).toBe(bench.view.csr('sstatus'));
    expect(bench.view.csr('sstatus')! >> 63n).toBe(1n);
  });

  test.each(['fsd fa0, 0(a1)', 'fmv.x.d a0, fa0', 'feq.d a0, fa0, fa0', 'frcsr a0', 'flw fa0, 0(zero)'])(
    '%s leaves it as it is',
    (line) => {
      bench.execute(line);
      expect(fs()).toBe(1n);
      expect(bench.view.csr('mstatus')! >> 63n).toBe(0n);
    },
  );

  test('a comparison that raises a flag makes it dirty', () => {
    bench.execute('fmv.d.x fa0, zero');
    bench.execute('fdiv.d fa1, fa0, fa0');
    setCsr(bench.hart, 'mstatus', INITIAL);
    bench.execute('flt.d a0, fa0, fa1');
    expect(fs()).toBe(3n);
  });

  test('fflags and frm are the parts of fcsr', () => {
    bench.write('fcsr', 0xffff_ffffn);
    expect(['fcsr', 'fflags', 'frm'].map((name) => bench.read(name))).toEqual([0xffn, 0x1fn, 7n]);
    bench.write('frm', 0xan);
    expect(bench.read('fcsr')).toBe(0x5fn);
    bench.write('frm', 1n, 3, 'csrc');
    bench.write('frm', 4n, 3, 'csrs');
    bench.write('fflags', 0xe1n);
    expect(bench.read('fcsr')).toBe(0xc1n);
  });

  test('a reserved mode in frm or in the instruction is illegal, with the word', () => {
    bench.write('frm', 5n);
    expect(bench.execute('fadd.d fa0, fa1, fa2')).toEqual({ cause: 2, tval: 0x02c5_f553n });
    expect(bench.execute('fmin.d fa0, fa1, fa2')).toBe('retired');
    expect(bench.execute('.word 0x02c5d553')).toEqual({ cause: 2, tval: 0x02c5_d553n });
    expect(bench.execute('.word 0x02c5e553')).toEqual({ cause: 2, tval: 0x02c5_e553n });
  });

  test('a compressed one is reported by its own bits', () => {
    setCsr(bench.hart, 'mstatus', 0n);
    expect(bench.execute('.option rvc\nc.fldsp fa0, 0(sp)')).toEqual({ cause: 2, tval: 0x2502n });
  });
});
