import fc from 'fast-check';
import { expect, it } from 'vitest';
import { namesOf, unsigned } from './symbols.ts';

const names = namesOf([
  { name: 'main', start: 0x1010n, size: 0n },
  { name: '_start', start: 0x1000n, size: 8n },
  { name: 'alias', start: 0x1000n, size: 8n },
  { name: 'trap', start: 0xffff_ffff_ffff_f000n, size: 0x100n },
]);

it.each([
  [0xfffn, undefined],
  [0x1000n, 'alias'],
  [0x1004n, 'alias+0x4'],
  [0x1008n, undefined],
  [0x1010n, 'main'],
  [0x2000n, 'main+0xff0'],
  [0xffff_ffff_ffff_f010n, 'trap+0x10'],
  [0xffff_ffff_ffff_f100n, undefined],
])('calls %x %s', (address, name) => {
  expect(names.near(address)).toBe(name);
});

it('has all the names of an address', () => {
  expect(names.at(0x1000n)).toEqual(['_start', 'alias']);
  expect(names.at(0x1001n)).toEqual([]);
});

it('takes addresses below zero for the upper half', () => {
  expect(unsigned(-4096)).toBe(0xffff_ffff_ffff_f000n);
});

it('finds what a search from one end to the other finds', () => {
  const symbols = fc.uniqueArray(fc.bigInt(0n, 40n), { maxLength: 8 });
  fc.assert(
    fc.property(symbols, fc.bigInt(0n, 45n), (starts, address) => {
      const found = namesOf(starts.map((start) => ({ name: `s${start}`, start, size: 0n }))).near(address);
      const below = starts.filter((start) => start <= address).sort((a, b) => Number(b - a))[0];
      const offset = below === undefined ? 0n : address - below;
      expect(found).toBe(below === undefined ? undefined : `s${below}${offset ? `+0x${offset.toString(16)}` : ''}`);
    }),
  );
});
