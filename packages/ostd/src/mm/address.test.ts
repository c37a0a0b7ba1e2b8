import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OstdError } from '../error.ts';
import { hex, pageOffset, PAGE_SIZE, toVaddr, vaddr, virtualPageOf, virtualStartOf } from './address.ts';

describe('virtual addresses', () => {
  it('are canonical: bits 63 to 39 equal bit 38', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 53n) + 1n, max: (1n << 53n) - 1n }), (value) => {
        expect(toVaddr(Number(value)) !== undefined).toBe(BigInt.asIntN(39, value) === value);
      }),
    );
    for (const value of [NaN, Infinity, 0.5]) expect(toVaddr(value)).toBeUndefined();
    expect(() => vaddr(2 ** 38)).toThrow(OstdError);
  });

  it('fall apart into page and offset, below zero too', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 38), max: 2 ** 38 - 1 }), (value) => {
        const address = vaddr(value);
        expect(virtualStartOf(virtualPageOf(address)) + pageOffset(address)).toBe(value);
        expect(pageOffset(address)).toBeGreaterThanOrEqual(0);
        expect(pageOffset(address)).toBeLessThan(PAGE_SIZE);
      }),
    );
  });

  it('are printed as a debugger prints them', () => {
    expect(hex(-4096)).toBe('0xfffffffffffff000');
  });
});
