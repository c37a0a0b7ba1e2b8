import { expect, it } from 'vitest';
import { BadValue, parseAddress, parseCount, parseHarts, parseMemory, parseOneOf } from './values.ts';

it.each([
  ['1', 1],
  ['0001', 1],
  ['9007199254740991', 9007199254740991],
])('%s is a count', (text, count) => {
  expect(parseCount(text)).toBe(count);
});

it.each(['', '0', '-1', '+1', '1.5', '1e6', '0x10', '9007199254740992', '99999999999999999999', ' 1', 'many', 'NaN'])(
  '"%s" is no count',
  (text) => {
    expect(() => parseCount(text)).toThrow(BadValue);
  },
);

it.each([
  ['128M', 128 * 2 ** 20],
  ['128m', 128 * 2 ** 20],
  ['64', 64 * 2 ** 20],
  ['1G', 2 ** 30],
  ['65536K', 64 * 2 ** 20],
])('%s is a size', (text, bytes) => {
  expect(parseMemory(text)).toBe(bytes);
});

it.each(['', '0', '0M', '1K', '3M', '99T', '99G', '-1', '1.5G', '128MB', '5001K', 'M', '1e3M', '99999999999M'])(
  '"%s" is no size of memory',
  (text) => {
    expect(() => parseMemory(text)).toThrow(BadValue);
  },
);

it.each(['0', '9', '', '1.0', '-1', '2x'])('"%s" is no number of harts', (text) => {
  expect(parseHarts('8')).toBe(8);
  expect(() => parseHarts(text)).toThrow(BadValue);
});

it.each([
  ['0', 0n],
  ['4096', 4096n],
  ['0x80000000', 0x8000_0000n],
  ['0xFFFFFFFFFFFFF000', 0xffff_ffff_ffff_f000n],
])('%s is an address', (text, address) => {
  expect(parseAddress(text)).toBe(address);
});

it.each(['', '-1', '0x', '80000000h', '0x10000000000000000', '18446744073709551616', '1.0'])(
  '"%s" is no address',
  (text) => {
    expect(() => parseAddress(text)).toThrow(BadValue);
  },
);

it('takes one of a few words, whole', () => {
  const parse = parseOneOf('elf', 'bin');
  expect(parse('bin')).toBe('bin');
  expect(() => parse('EL')).toThrow('expected elf or bin');
});
