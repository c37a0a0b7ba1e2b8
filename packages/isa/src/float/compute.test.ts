import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FloatFormat, FloatOp } from '../ir.ts';
import { compute } from './compute.ts';
import type { RoundingMode } from './rounding.ts';
import { DZ, NV, NX, OF, RDN, RMM, RNE, RTZ, RUP, UF } from './rounding.ts';

const modes: readonly RoundingMode[] = [RNE, RTZ, RDN, RUP, RMM];
const view = new DataView(new ArrayBuffer(8));

function d(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}
function s(value: number): bigint {
  view.setFloat32(0, value);
  return BigInt(view.getUint32(0));
}

/** `bits flags`, both in hexadecimal. */
function run(op: FloatOp, format: FloatFormat, operands: readonly bigint[], mode: RoundingMode = RNE): string {
  const { bits, flags } = compute(op, format, operands, mode);
  return `${bits.toString(16)} ${flags.toString(16)}`;
}
const text = (bits: bigint, flags = 0): string => `${bits.toString(16)} ${flags.toString(16)}`;

const qNaN = 0x7ff8_0000_0000_0000n;
const payload = 0xfff8_0000_0000_1234n;
const sNaN = 0x7ff0_0000_0000_0001n;
const least = 1n; // 2^-1074
const leastNormal = 0x0010_0000_0000_0000n;
const greatest = 0x7fef_ffff_ffff_ffffn;
const minus = 1n << 63n;

describe('NaN', () => {
  test.each([
    ['of a quiet one, canonical', 'add', [payload, d(1)], text(qNaN)],
    ['of a signalling one, invalid', 'mul', [d(1), sNaN], text(qNaN, NV)],
    ['∞ − ∞', 'sub', [d(Infinity), d(Infinity)], text(qNaN, NV)],
    ['∞ × 0', 'mul', [d(Infinity), d(-0)], text(qNaN, NV)],
    ['0 / 0', 'div', [d(0), d(-0)], text(qNaN, NV)],
    ['∞ / ∞', 'div', [d(Infinity), d(-Infinity)], text(qNaN, NV)],
    ['√−1', 'sqrt', [d(-1)], text(qNaN, NV)],
    ['∞ × 0 + quiet NaN', 'fma', [d(Infinity), d(0), payload], text(qNaN, NV)],
    ['∞ × 1 − ∞', 'fma', [d(Infinity), d(1), d(-Infinity)], text(qNaN, NV)],
    ['1 × 1 + quiet NaN', 'fma', [d(1), d(1), payload], text(qNaN)],
  ] as const)('%s', (_, op, operands, wanted) => {
    expect(run(op, 'f64', operands)).toBe(wanted);
  });

  test('changing format, without its payload', () => {
    expect(run('demote', 'f32', [payload])).toBe(text(0x7fc0_0000n));
    expect(run('demote', 'f32', [sNaN])).toBe(text(0x7fc0_0000n, NV));
    expect(run('promote', 'f64', [0xff80_0001n])).toBe(text(qNaN, NV));
  });
});

describe('zeros and infinities', () => {
  test.each([
    ['1 − 1 is −0 when rounding down only', 'sub', [d(1), d(1)], [d(0), d(0), d(-0), d(0), d(0)]],
    ['0 − 0', 'sub', [d(0), d(0)], [d(0), d(0), d(-0), d(0), d(0)]],
    ['−0 + −0', 'add', [d(-0), d(-0)], [d(-0), d(-0), d(-0), d(-0), d(-0)]],
    ['1 × 1 − 1', 'fma', [d(1), d(1), d(-1)], [d(0), d(0), d(-0), d(0), d(0)]],
    ['√−0', 'sqrt', [d(-0)], [d(-0), d(-0), d(-0), d(-0), d(-0)]],
    ['1 / −∞', 'div', [d(1), d(-Infinity)], [d(-0), d(-0), d(-0), d(-0), d(-0)]],
  ] as const)('%s', (_, op, operands, wanted) => {
    expect(modes.map((mode) => run(op, 'f64', operands, mode))).toEqual(wanted.map((bits) => text(bits)));
  });

  test('division by zero is its own exception, but not of infinity', () => {
    expect(run('div', 'f64', [d(-1), d(0)])).toBe(text(d(-Infinity), DZ));
    expect(run('div', 'f64', [d(Infinity), d(0)])).toBe(text(d(Infinity)));
  });
});

describe('rounding', () => {
  const one = d(1);
  test.each([
    ['a tie, to even', [one, d(2 ** -53)], [one, one, one, one + 1n, one + 1n]],
    ['a tie, up to even', [one + 1n, d(2 ** -53)], [one + 2n, one + 1n, one + 1n, one + 2n, one + 2n]],
    ['above a tie', [one, d(2 ** -53) + 1n], [one + 1n, one, one, one + 1n, one + 1n]],
    ['far below a tie', [one, least], [one, one, one, one + 1n, one]],
    ['a negative tie', [minus | one, d(-(2 ** -53))], [one, one, one + 1n, one, one + 1n].map((bits) => minus | bits)],
  ] as const)('%s', (_, operands, wanted) => {
    expect(modes.map((mode) => run('add', 'f64', operands, mode))).toEqual(wanted.map((bits) => text(bits, NX)));
  });

  test('overflow gives infinity or the greatest number, by mode and sign', () => {
    const results = (sign: bigint): string[] => modes.map((mode) => run('mul', 'f64', [sign | greatest, d(2)], mode));
    const [big, inf] = [greatest, d(Infinity)];
    expect(results(0n)).toEqual([inf, big, big, inf, inf].map((bits) => text(bits, OF | NX)));
    expect(results(minus)).toEqual([inf, big, inf, big, inf].map((bits) => text(minus | bits, OF | NX)));
  });

  test('the greatest number overflows only by half a unit in its last place', () => {
    expect(run('add', 'f64', [greatest, d(2 ** 969)])).toBe(text(greatest, NX));
    expect(run('add', 'f64', [greatest, d(2 ** 970)])).toBe(text(d(Infinity), OF | NX));
  });

  test('tininess is detected after rounding, and exact subnormals do not underflow', () => {
    expect(run('mul', 'f64', [leastNormal, d(0.5)])).toBe(text(leastNormal >> 1n));
    expect(run('mul', 'f64', [least, d(0.5)])).toBe(text(0n, UF | NX));
    // Just below the least normal number: rounds to it either way; with one more bit of precision it would not.
    expect(run('mul', 'f64', [leastNormal, d(1) - 1n])).toBe(text(leastNormal, UF | NX));
    const [a, b] = [0x3fff_ffff_ffff_ffffn, 0x0008_0000_0000_0000n];
    expect(run('mul', 'f64', [a, b], RUP)).toBe(text(leastNormal, UF | NX));
    // The same to 24 bits in f32, from f64 operands between the two cases.
    const below = d(2 ** -126 * (1 - 2 ** -25));
    expect(run('demote', 'f32', [below])).toBe(text(0x0080_0000n, NX));
    expect(run('demote', 'f32', [d(2 ** -126 * (1 - 2 ** -24))])).toBe(text(0x0080_0000n, UF | NX));
    expect(run('demote', 'f32', [below], RTZ)).toBe(text(0x007f_ffffn, UF | NX));
  });
});

describe('minimum and maximum', () => {
  test.each([
    ['−0 < +0', 'min', d(0), d(-0), text(d(-0))],
    ['−0 < +0', 'max', d(-0), d(0), text(d(0))],
    ['the number of a number and a NaN', 'min', payload, d(3), text(d(3))],
    ['also of a signalling one, which is invalid', 'max', d(3), sNaN, text(d(3), NV)],
    ['two NaNs', 'max', payload, payload, text(qNaN)],
    ['a quiet and a signalling NaN', 'min', payload, sNaN, text(qNaN, NV)],
    ['negative numbers', 'max', d(-2), d(-1), text(d(-1))],
  ] as const)('%s', (_, op, a, b, wanted) => {
    expect(run(op, 'f64', [a, b])).toBe(wanted);
  });
});

test.each([
  ['eq', d(0), d(-0), text(1n)],
  ['lt', d(-0), d(0), text(0n)],
  ['le', d(0), d(-0), text(1n)],
  ['lt', d(-2), d(-1), text(1n)],
  ['le', d(Infinity), d(1), text(0n)],
  ['eq', payload, payload, text(0n)],
  ['eq', payload, sNaN, text(0n, NV)],
  ['lt', payload, d(1), text(0n, NV)],
  ['le', d(1), payload, text(0n, NV)],
] as const)('%s 0x%s, 0x%s', (op, a, b, wanted) => {
  expect(run(op, 'f64', [a, b])).toBe(wanted);
});

test('the ten classes', () => {
  const values = [-Infinity, -1, -(2 ** -127), -0, 0, 2 ** -127, 1, Infinity].map(s);
  for (const [bit, bits] of [...values, 0x7f80_0001n, 0xffc0_0000n].entries()) {
    expect(run('class', 'f32', [bits])).toBe(text(1n << BigInt(bit)));
  }
});

describe('to integers', () => {
  const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
  test.each([
    ['to_i32', d(2 ** 31), u64(2n ** 31n - 1n), NV],
    ['to_i32', d(2 ** 31 - 0.5), 2n ** 31n - 1n, NV], // rounds to 2^31
    ['to_i32', d(-(2 ** 31) - 1), u64(-(2n ** 31n)), NV],
    ['to_i32', qNaN, 2n ** 31n - 1n, NV],
    ['to_i32', d(-1.5), u64(-2n), NX],
    ['to_u32', d(2 ** 32 - 1), u64(-1n), 0], // sign-extended although it is unsigned
    ['to_u32', d(-0.5), 0n, NX],
    ['to_u32', d(-1), 0n, NV],
    ['to_u32', sNaN, u64(-1n), NV],
    ['to_i64', d(-Infinity), minus, NV],
    ['to_i64', d(-(2 ** 63)), minus, 0],
    ['to_u64', d(2 ** 64), u64(-1n), NV],
    ['to_u64', d(2 ** 63), minus, 0],
  ] as const)('%s 0x%s', (op, bits, value, flags) => {
    expect(run(op, 'f64', [bits])).toBe(text(value, flags));
  });

  test('by mode', () => {
    const of = (value: number): bigint[] => modes.map((mode) => compute('to_i64', 'f64', [d(value)], mode).bits);
    expect(of(2.5)).toEqual([2n, 2n, 2n, 3n, 3n]);
    expect(of(-2.5)).toEqual([-2n, -2n, -3n, -2n, -3n].map(u64));
  });
});

test('from integers, of which only the low bits count', () => {
  expect(run('from_i32', 'f64', [0x1234_5678_ffff_ffffn])).toBe(text(d(-1)));
  expect(run('from_u32', 'f64', [0x1234_5678_ffff_ffffn])).toBe(text(d(2 ** 32 - 1)));
  expect(run('from_u64', 'f32', [2n ** 64n - 1n])).toBe(text(s(2 ** 64), NX));
  expect(run('from_u64', 'f32', [2n ** 64n - 1n], RTZ)).toBe(text(0x5f7f_ffffn, NX));
  expect(run('from_i64', 'f64', [0n], RDN)).toBe(text(0n));
});

describe('agrees with the host, which rounds to nearest', () => {
  const any = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.double({ noNaN: true }).map(d),
    fc.constantFrom(0n, minus, least, leastNormal, greatest, d(1), d(Infinity)),
  );
  const number = (bits: bigint): number => {
    view.setBigUint64(0, bits);
    return view.getFloat64(0);
  };
  const same = (bits: bigint, wanted: number): void => {
    expect(text(bits)).toBe(text(Number.isNaN(wanted) ? qNaN : d(wanted)));
  };

  test.each([
    ['add', (a: number, b: number): number => a + b],
    ['sub', (a: number, b: number): number => a - b],
    ['mul', (a: number, b: number): number => a * b],
    ['div', (a: number, b: number): number => a / b],
    ['sqrt', (a: number): number => Math.sqrt(a)],
  ] as const)('%s', (op, host) => {
    fc.assert(
      fc.property(any, any, (a, b) => same(compute(op, 'f64', [a, b], RNE).bits, host(number(a), number(b)))),
      { numRuns: 2000 },
    );
  });

  test('demote', () => {
    fc.assert(
      fc.property(any, (a) => {
        const wanted = Number.isNaN(number(a)) ? 0x7fc0_0000n : s(number(a));
        expect(compute('demote', 'f32', [a], RNE).bits).toBe(wanted);
      }),
    );
  });
});

test('fma of numbers whose product is exact is one addition', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.double(), fc.constantFrom(...modes), (a, b, c, mode) => {
      // Up to 53 bits of product.
      const [x, y] = [a % 2 ** 26, b % 2 ** 26];
      expect(run('fma', 'f64', [d(x), d(y), d(c)], mode)).toBe(run('add', 'f64', [d(x * y), d(c)], mode));
    }),
  );
});

test('directed modes enclose the exact value, and the others are one of the two', () => {
  const any = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.constantFrom<FloatOp>('add', 'mul', 'div', 'fma'), any, any, any, (op, a, b, c) => {
      fc.pre(op !== 'div' || b !== 0);
      const operands = [a, b, c].map(d);
      const results = modes.map((mode) => compute(op, 'f64', operands, mode));
      const [nearest, truncated, down, up, away] = results.map(({ bits }) => {
        view.setBigUint64(0, bits);
        return view.getFloat64(0);
      }) as [number, number, number, number, number];
      expect(down <= up).toBe(true);
      for (const value of [nearest, truncated, away]) expect([down, up]).toContain(value);
      expect((results[0]!.flags & NX) !== 0).toBe(!Object.is(down, up) && down !== up);
    }),
  );
});
