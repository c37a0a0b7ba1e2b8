import { describe, expect, test } from 'vitest';
import { assemble } from './assembler.ts';
import { execute } from './evaluator.ts';
import type { FloatState, HartState, Memory, Outcome } from './evaluator.ts';

const box = 0xffff_ffff_0000_0000n;
const one = 0x3f80_0000n;
const canonical = 0x7fc0_0000n;
const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);

const memory: Memory = {
  load: (address, size) => (address === 0x1000n ? 0x1122_3344_5566_7788n & ((1n << BigInt(size * 8)) - 1n) : fault),
  store: (address, size, value) => void stored.push([address, size, value]),
};
const fault = { kind: 'trap', cause: 13, value: 0n } as const;
let stored: [bigint, number, bigint][] = [];

const wordOf = (text: string): number =>
  assemble(text, { base: 0n }).sections[0]!.bytes.reduceRight((word, byte) => word * 256 + byte, 0);

/** With a0…, fa0… from `x` and `f`. */
function run(text: string | number, x: readonly bigint[], f: readonly bigint[] | 'off', fcsr = 0): Outcome {
  const filled = (values: readonly bigint[]): bigint[] =>
    Array.from({ length: 32 }, (_, number) => u64(values[number - 10] ?? 0n));
  const word = typeof text === 'string' ? wordOf(text) : text;
  const float = f === 'off' ? undefined : { f: filled(f), fcsr };
  return execute(word, { pc: 0n, x: filled(x), memory, ...(float && { float }) });
}

function retired(outcome: Outcome): HartState & { readonly float: FloatState } {
  if (outcome.kind !== 'retired' || outcome.float === undefined) throw new Error(outcome.kind);
  return { ...outcome, float: outcome.float };
}
const fa0 = (outcome: Outcome): bigint => retired(outcome).float.f[10]!;
const a0 = (outcome: Outcome): bigint => retired(outcome).x[10]!;

describe('NaN boxing', () => {
  test('of results', () => {
    expect(fa0(run('fadd.s fa0, fa1, fa2', [], [0n, box | one, box]))).toBe(box | one);
    expect(fa0(run('flw fa0, 0(a0)', [0x1000n], []))).toBe(box | 0x5566_7788n);
    expect(fa0(run('fmv.w.x fa0, a0', [0x1234_5678_9abc_def0n], []))).toBe(box | 0x9abc_def0n);
    expect(fa0(run('fcvt.s.l fa0, a0', [1n], []))).toBe(box | one);
    expect(fa0(run('fsgnjn.s fa0, fa1, fa1', [], [0n, box | one]))).toBe(box | 0xbf80_0000n);
  });

  test.each([
    ['fadd.s fa0, fa1, fa2', canonical],
    ['fsgnj.s fa0, fa1, fa2', canonical],
    ['fsgnjn.s fa0, fa1, fa2', 0xffc0_0000n],
    ['fmin.s fa0, fa1, fa2', one],
    ['fsgnjx.s fa0, fa2, fa1', one],
  ])('%s takes an f32 without its box for the canonical NaN', (text, wanted) => {
    // Neither is the upper half all ones.
    for (const upper of [0n, 0xffff_fffen << 32n]) {
      expect(fa0(run(text, [], [0n, upper | 0x4000_0000n, box | one]))).toBe(box | wanted);
    }
  });

  test('conversions and comparisons look for it, too', () => {
    expect(a0(run('fcvt.w.s a0, fa1', [], [0n, one]))).toBe(0x7fff_ffffn);
    expect(a0(run('fclass.s a0, fa1', [], [0n, one]))).toBe(1n << 9n);
    expect(a0(run('feq.s a0, fa1, fa1', [], [0n, one]))).toBe(0n);
    expect(fa0(run('fcvt.d.s fa0, fa1', [], [0n, one]))).toBe(0x7ff8_0000_0000_0000n);
  });

  test('stores and moves do not', () => {
    stored = [];
    run('fsw fa0, 4(a0)', [0x1000n], [0x1111_1111_2222_2222n]);
    expect(stored).toEqual([[0x1004n, 4, 0x2222_2222n]]);
    expect(a0(run('fmv.x.w a0, fa1', [], [0n, 0x8765_4321n]))).toBe(u64(-0x789a_bcdfn));
    expect(a0(run('fmv.x.d a0, fa1', [], [0n, 0x8765_4321n]))).toBe(0x8765_4321n);
  });
});

describe('rounding modes and flags', () => {
  const third = (text: string, fcsr: number): bigint =>
    fa0(run(text, [], [0n, 0x3ff0_0000_0000_0000n, 0x4008_0000_0000_0000n], fcsr)) & 0xfn;

  test('an instruction has its own mode, or that of frm', () => {
    expect(third('fdiv.d fa0, fa1, fa2, rup', 1 << 5)).toBe(6n);
    expect(third('fdiv.d fa0, fa1, fa2', 1 << 5)).toBe(5n);
    expect(third('fdiv.d fa0, fa1, fa2', 3 << 5)).toBe(6n);
  });

  test.each([5, 6, 7])('frm = %i is illegal for what rounds dynamically, and for that only', (frm) => {
    const word = wordOf('fadd.d fa0, fa1, fa2');
    expect(run(word, [], [], frm << 5)).toEqual({ kind: 'trap', cause: 2, value: BigInt(word) });
    expect(run('fcvt.d.w fa0, a0, dyn', [], [], frm << 5)).toMatchObject({ kind: 'trap', cause: 2 });
    expect(run('fadd.d fa0, fa1, fa2, rne', [], [], frm << 5)).toMatchObject({ kind: 'retired' });
    expect(run('fmin.d fa0, fa1, fa2', [], [], frm << 5)).toMatchObject({ kind: 'retired' });
    expect(run('fmv.x.d a0, fa1', [], [], frm << 5)).toMatchObject({ kind: 'retired' });
  });

  test('flags accrue, and the mode stays', () => {
    const { float } = retired(run('fdiv.d fa0, fa1, fa2', [], [0n, 1n << 62n, 0n], (2 << 5) | 1));
    expect(float.fcsr).toBe((2 << 5) | 8 | 1);
  });

  test('moves, sign injection and classes raise none, also of signalling NaNs', () => {
    const signalling = 0x7ff0_0000_0000_0001n;
    for (const text of ['fsgnj.d fa0, fa1, fa1', 'fmv.x.d a0, fa1', 'fclass.d a0, fa1', 'fmv.x.w a0, fa1']) {
      expect(retired(run(text, [], [0n, signalling])).float.fcsr).toBe(0);
    }
  });
});

describe('fused multiply-add', () => {
  const two = 0x4000_0000_0000_0000n;
  const three = 0x4008_0000_0000_0000n;
  test.each([
    ['fmadd.d', 0x401c_0000_0000_0000n], // 2 × 3 + 1
    ['fmsub.d', 0x4014_0000_0000_0000n], // 2 × 3 − 1
    ['fnmsub.d', 0xc014_0000_0000_0000n], // −(2 × 3) + 1
    ['fnmadd.d', 0xc01c_0000_0000_0000n], // −(2 × 3) − 1
  ])('%s', (name, wanted) => {
    const f = [0n, two, three, 0x3ff0_0000_0000_0000n];
    expect(fa0(run(`${name} fa0, fa1, fa2, fa3`, [], f))).toBe(wanted);
  });

  test('it is the product that is negated, not an exact 0', () => {
    const f = [0n, two, two, 0xc010_0000_0000_0000n];
    expect(fa0(run('fmadd.d fa0, fa1, fa2, fa3', [], f))).toBe(0n);
    expect(fa0(run('fnmadd.d fa0, fa1, fa2, fa3', [], f))).toBe(0n);
    expect(fa0(run('fnmsub.d fa0, fa1, fa2, fa3', [], [0n, 0n, two, 1n << 63n]))).toBe(1n << 63n);
  });
});

test.each(['flw fa0, 0(a0)', 'fsd fa0, 0(a0)', 'fmv.x.d a0, fa0', 'fadd.s fa0, fa0, fa0', 'fle.d a0, fa0, fa0'])(
  '%s is illegal while floating point is off',
  (text) => {
    const word = wordOf(text);
    expect(run(word, [0x1000n], 'off')).toEqual({ kind: 'trap', cause: 2, value: BigInt(word) });
    expect(run(text, [0x1000n], [])).toMatchObject({ kind: 'retired' });
  },
);

test('a load that faults changes nothing', () => {
  expect(run('fld fa0, 8(a0)', [0x1000n], [1n])).toEqual(fault);
});

test('f0 is a register like any other', () => {
  expect(retired(run('fmv.d.x f0, a0', [5n], [])).float.f[0]).toBe(5n);
});
