import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ppn, Vpn } from '../mm/address.ts';
import { isLeaf, isValid, pagesAt, pte, pteFlags, ptePage, satp, tableIndex } from './sv39.ts';

const page = fc.integer({ min: 0, max: 2 ** 43 - 1 }).map((value) => value as Ppn);

describe('page table entries', () => {
  it('keep page and flags, whatever they are', () => {
    fc.assert(
      fc.property(page, fc.integer({ min: 0, max: 1023 }), (target, flags) => {
        const entry = pte(target, flags);
        expect([ptePage(entry), pteFlags(entry)]).toEqual([target, flags]);
        expect(isValid(entry)).toBe((flags & 1) === 1);
        expect(isLeaf(entry)).toBe((flags & 14) !== 0);
      }),
    );
  });

  it('take the same index as the address bits, in both halves of the address space', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 26), max: 2 ** 26 - 1 }), fc.integer({ min: 0, max: 2 }), (vpn, level) => {
        const bits = (BigInt.asUintN(64, BigInt(vpn)) >> BigInt(9 * level)) & 511n;
        expect(tableIndex(vpn as Vpn, level)).toBe(Number(bits));
      }),
    );
  });

  it('count the pages of a level', () => {
    expect([0, 1, 2].map(pagesAt)).toEqual([1, 512, 262_144]);
  });
});

describe('satp', () => {
  it('has mode 8, the ASID and the page where the manual puts them', () => {
    expect(BigInt.asUintN(64, satp(0xabcd, 0x80201 as Ppn))).toBe(0x8abc_d000_0008_0201n);
  });
});
