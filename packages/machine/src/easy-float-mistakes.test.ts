/** What emulators of RISC-V are known to get wrong of floating point, one test for each mistake. */
import { decode } from '@racho/isa';
import { describe, expect, test } from 'vitest';
import { memoryOf, setCsr, setX, Workbench } from './testing.ts';

const bench = new Workbench();
const { hart, view } = bench;
const memory = memoryOf(bench.machine);
const FS = 3n << 13n;
const BOX = 0xffff_ffff_0000_0000n;
const DATA = 0x8000_2000n;

const NAN = { s: 0x7fc0_0000n, d: 0x7ff8_0000_0000_0000n };
const SIGNALLING = { s: 0x7f80_0001n, d: 0x7ff0_0000_0000_0001n };
const ONE = { s: 0x3f80_0000n, d: 0x3ff0_0000_0000_0000n };
const Flag = { NX: 1n, UF: 2n, OF: 4n, DZ: 8n, NV: 16n } as const;
const [RNE, RTZ, RDN, RUP, RMM] = ['rne', 'rtz', 'rdn', 'rup', 'rmm'] as const;

/** Puts raw bits in f1, f2 and f3, executes, and gives the bits of f4, x10, and the flags raised. */
function float(line: string, ...operands: readonly bigint[]): { f: bigint; x: bigint; flags: bigint } {
  setCsr(hart, 'mstatus', FS);
  setCsr(hart, 'fcsr', 0n);
  operands.forEach((bits, i) => {
    setX(hart, 5, bits);
    expect(bench.execute(`fmv.d.x f${i + 1}, t0`)).toBe('retired');
  });
  expect(bench.execute(line)).toBe('retired');
  return { f: view.f(4), x: view.x(10), flags: view.csr('fflags')! };
}

const single = (bits: bigint): bigint => BOX | bits;

/** A double's or a float's bits. */
function bitsOf(value: number, format: 's' | 'd'): bigint {
  const view = new DataView(new ArrayBuffer(8));
  if (format === 'd') {
    view.setFloat64(0, value);
    return view.getBigUint64(0);
  }
  view.setFloat32(0, value);
  return single(BigInt(view.getUint32(0)));
}

describe('NaN boxes', () => {
  test('a single that is not boxed is the canonical NaN, but moves and stores take its bits', () => {
    expect(float('fadd.s f4, f1, f2', ONE.s, single(ONE.s)).f).toBe(single(NAN.s));
    expect(float('fsgnj.s f4, f1, f1', ONE.s).f).toBe(single(NAN.s));
    expect(float('fclass.s a0, f1', ONE.s).x).toBe(1n << 9n);
    expect(float('feq.s a0, f1, f1', ONE.s).x).toBe(0n);
    expect(float('fmv.x.w a0, f1', ONE.s).x).toBe(ONE.s);
    setX(hart, 11, DATA);
    float('fsw f1, 0(a1)', ONE.s);
    expect(BigInt(memory.readU32(Number(DATA)))).toBe(ONE.s);
  });

  test('results, loads and moves of singles are boxed', () => {
    expect(float('fadd.s f4, f1, f2', single(ONE.s), single(ONE.s)).f).toBe(single(0x4000_0000n));
    memory.writeU32(Number(DATA), Number(ONE.s));
    setX(hart, 11, DATA);
    expect(float('flw f4, 0(a1)').f).toBe(single(ONE.s));
    setX(hart, 12, 0x1234_5678_3f80_0000n);
    expect(float('fmv.w.x f4, a2').f).toBe(single(ONE.s));
  });

  test('a NaN that is computed is the canonical one, whatever the payloads', () => {
    expect(float('fadd.d f4, f1, f2', 0xfff8_dead_beef_0001n, ONE.d).f).toBe(NAN.d);
    expect(float('fsqrt.s f4, f1', single(0xbf80_0000n))).toMatchObject({ f: single(NAN.s), flags: Flag.NV });
    expect(float('fcvt.s.d f4, f1', 0xfff8_dead_beef_0001n).f).toBe(single(NAN.s));
  });
});

describe('flags', () => {
  test('inexact results say so, exact ones do not', () => {
    expect(float('fadd.d f4, f1, f2', ONE.d, bitsOf(2 ** -60, 'd')).flags).toBe(Flag.NX);
    expect(float('fadd.d f4, f1, f2', ONE.d, ONE.d).flags).toBe(0n);
    expect(float('fmul.d f4, f1, f1', bitsOf(0.1, 'd')).flags).toBe(Flag.NX);
    expect(float('fdiv.d f4, f1, f2', ONE.d, bitsOf(3, 'd')).flags).toBe(Flag.NX);
    expect(float('fdiv.d f4, f1, f2', ONE.d, bitsOf(4, 'd')).flags).toBe(0n);
    expect(float('fsqrt.d f4, f1', bitsOf(2, 'd')).flags).toBe(Flag.NX);
    expect(float('fsqrt.d f4, f1', bitsOf(4, 'd')).flags).toBe(0n);
  });

  test('overflow is inexact, too, and gives infinity or the largest number by the rounding mode', () => {
    const largest = 0x7fef_ffff_ffff_ffffn;
    for (const [mode, result] of [
      [RNE, 0x7ff0_0000_0000_0000n],
      [RTZ, largest],
      [RDN, largest],
      [RUP, 0x7ff0_0000_0000_0000n],
      [RMM, 0x7ff0_0000_0000_0000n],
    ] as const) {
      const flags = Flag.OF | Flag.NX;
      expect(float(`fmul.d f4, f1, f1, ${mode}`, largest)).toMatchObject({ f: result, flags });
    }
  });

  test('division by zero is no invalid operation, 0 / 0 is', () => {
    expect(float('fdiv.d f4, f1, f2', ONE.d, 0n)).toMatchObject({ f: 0x7ff0_0000_0000_0000n, flags: Flag.DZ });
    expect(float('fdiv.d f4, f1, f2', 0n, 0n)).toMatchObject({ f: NAN.d, flags: Flag.NV });
  });

  test('tininess is found after rounding', () => {
    // The first product rounds up to the least normal number, and would with an unbounded exponent: it is not tiny.
    const least = bitsOf(2 ** -1022, 'd');
    expect(float('fmul.d f4, f1, f2', least - 1n, bitsOf(1 + 2 ** -52, 'd'))).toMatchObject({
      f: least,
      flags: Flag.NX,
    });
    expect(float('fmul.d f4, f1, f2', least, bitsOf(0.5 + 2 ** -53, 'd')).flags).toBe(Flag.UF | Flag.NX);
  });

  test('conversions out of range are invalid and not inexact, and saturate', () => {
    expect(float('fcvt.w.d a0, f1', bitsOf(2 ** 31, 'd'))).toMatchObject({ x: 0x7fff_ffffn, flags: Flag.NV });
    expect(float('fcvt.wu.d a0, f1, rtz', bitsOf(-0.5, 'd'))).toMatchObject({ x: 0n, flags: Flag.NX });
    expect(float('fcvt.wu.d a0, f1, rtz', bitsOf(-1, 'd'))).toMatchObject({ x: 0n, flags: Flag.NV });
    // A NaN is the greatest integer, and what has 32 bits is sign-extended, also when it is unsigned.
    expect(float('fcvt.wu.s a0, f1', single(NAN.s))).toMatchObject({ x: (1n << 64n) - 1n, flags: Flag.NV });
    expect(float('fcvt.lu.d a0, f1', NAN.d)).toMatchObject({ x: (1n << 64n) - 1n, flags: Flag.NV });
    expect(float('fcvt.l.s a0, f1', single(NAN.s))).toMatchObject({ x: (1n << 63n) - 1n, flags: Flag.NV });
  });

  test('conversions round by their mode, ties to away included', () => {
    for (const [mode, result] of [
      [RNE, 2n],
      [RTZ, 2n],
      [RDN, 2n],
      [RUP, 3n],
      [RMM, 3n],
    ] as const) {
      expect(float(`fcvt.w.d a0, f1, ${mode}`, bitsOf(2.5, 'd'))).toMatchObject({ x: result, flags: Flag.NX });
    }
  });

  test('flags accrue until software clears them', () => {
    float('fdiv.d f4, f1, f2', ONE.d, 0n);
    bench.execute('fdiv.d f4, f2, f2');
    expect(view.csr('fflags')).toBe(Flag.DZ | Flag.NV);
  });

  test('an instruction that raises a flag makes FS dirty, although it writes no f-register', () => {
    float('fmv.d.x f1, zero');
    setCsr(hart, 'mstatus', 1n << 13n);
    setX(hart, 5, SIGNALLING.d);
    bench.execute('fmv.d.x f1, t0');
    setCsr(hart, 'mstatus', 1n << 13n);
    bench.execute('feq.d a0, f1, f1');
    expect(view.csr('mstatus')! & FS).toBe(FS);
  });

  test('the product of a fused operation is not rounded, and 0 × ∞ is invalid whatever is added', () => {
    const x = bitsOf(1 + 2 ** -30, 'd');
    const rounded = bitsOf((1 + 2 ** -30) * (1 + 2 ** -30), 'd') ^ (1n << 63n);
    expect(float('fmadd.d f4, f1, f1, f3', x, 0n, rounded).f).toBe(bitsOf(2 ** -60, 'd'));
    expect(float('fmadd.d f4, f1, f2, f3', 0n, 0x7ff0_0000_0000_0000n, NAN.d).flags).toBe(Flag.NV);
  });
});

describe('FMIN and FMAX', () => {
  test.each(['s', 'd'] as const)('.%s of a number and a NaN give the number; a signalling NaN is invalid', (format) => {
    const wrap = (bits: bigint): bigint => (format === 's' ? single(bits) : bits);
    const one = wrap(ONE[format]);
    for (const name of ['fmin', 'fmax']) {
      expect(float(`${name}.${format} f4, f1, f2`, one, wrap(NAN[format]))).toMatchObject({ f: one, flags: 0n });
      expect(float(`${name}.${format} f4, f1, f2`, wrap(SIGNALLING[format]), one)).toMatchObject({
        f: one,
        flags: Flag.NV,
      });
      expect(float(`${name}.${format} f4, f1, f2`, wrap(SIGNALLING[format]), wrap(NAN[format]))).toMatchObject({
        ...{ f: wrap(NAN[format]), flags: Flag.NV },
      });
    }
  });

  test('−0 is less than +0', () => {
    const minus = 1n << 63n;
    expect(float('fmin.d f4, f1, f2', 0n, minus).f).toBe(minus);
    expect(float('fmax.d f4, f1, f2', minus, 0n).f).toBe(0n);
  });
});

test('comparisons by FEQ are quiet, those by FLT and FLE are not', () => {
  expect(float('feq.d a0, f1, f2', NAN.d, ONE.d)).toMatchObject({ x: 0n, flags: 0n });
  expect(float('feq.d a0, f1, f2', SIGNALLING.d, ONE.d)).toMatchObject({ x: 0n, flags: Flag.NV });
  expect(float('flt.d a0, f1, f2', NAN.d, ONE.d)).toMatchObject({ x: 0n, flags: Flag.NV });
  expect(float('fle.d a0, f1, f2', ONE.d, NAN.d)).toMatchObject({ x: 0n, flags: Flag.NV });
});

test('reserved rounding modes are illegal, in the instruction and in frm', () => {
  setCsr(hart, 'mstatus', FS);
  for (const mode of [5, 6]) expect(decode(0x0220_8253 | (mode << 12))).toBeUndefined();
  for (const mode of [5n, 6n, 7n]) {
    setCsr(hart, 'fcsr', mode << 5n);
    expect(bench.execute('fadd.d f4, f1, f2')).toMatchObject({ cause: 2 });
    expect(bench.execute('fadd.d f4, f1, f2, rtz')).toBe('retired');
    expect(bench.execute('fmin.d f4, f1, f2')).toBe('retired');
  }
  setCsr(hart, 'fcsr', 0n);
});

test('floating point is illegal while FS is off, its CSRs too', () => {
  setCsr(hart, 'mstatus', 0n);
  setX(hart, 11, DATA);
  for (const line of ['fadd.s f4, f1, f2', 'flw f4, 0(a1)', 'fsd f4, 0(a1)', 'fmv.x.d a0, f1', 'csrr a0, fflags']) {
    expect(bench.execute(line)).toMatchObject({ cause: 2 });
  }
});
