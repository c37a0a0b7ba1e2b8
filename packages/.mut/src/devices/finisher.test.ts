import { expect, test } from 'vitest';
import { Finisher } from './finisher.ts';

function finisher() {
  const log: string[] = [];
  return {
    log,
    device: new Finisher({ halt: (status) => log.push(`halt ${status}`), reset: () => log.push('reset') }),
  };
}

test.each([
  [0x5555, ['halt 0']],
  [0x0007_5555, ['halt 0']],
  [0x0001_3333, ['halt 1']],
  [0xffff_3333, ['halt 65535']],
  [0x7777, ['reset']],
  [0, []],
  [0x5556, []],
  [0x5555_0000, []],
])('writing %d', (value, expected) => {
  const { log, device } = finisher();
  expect(device.write(0, 4, value)).toBe(true);
  expect(log).toEqual(expected);
});

test('half a word is enough, a byte is a bus error', () => {
  const { log, device } = finisher();
  expect(device.write(0, 2, 0x5555)).toBe(true);
  expect(device.write(0, 1, 0x55)).toBe(false);
  expect(device.read(0, 1)).toBeUndefined();
  expect(log).toEqual(['halt 0']);
});

test('reads as zero, and other offsets do nothing', () => {
  const { log, device } = finisher();
  expect([device.read(0, 4), device.read(4, 2), device.read(0xffc, 4)]).toEqual([0, 0, 0]);
  expect(device.write(4, 4, 0x5555)).toBe(true);
  expect(log).toEqual([]);
});
