import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MachineError } from '../error.ts';
import { Bus } from './bus.ts';
import type { AccessWidth, Device } from './device.ts';

/** A device of plain bytes that logs what reaches it. */
class Bytes implements Device {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly log: string[] = [];
  resets = 0;
  refuse = false;

  constructor(name: string, base: number, size: number) {
    this.name = name;
    this.base = base;
    this.size = size;
  }

  read(offset: number, width: AccessWidth): number | undefined {
    this.log.push(`r${width}@${offset}`);
    return this.refuse ? undefined : 0x1000_0000 + offset;
  }

  write(offset: number, width: AccessWidth, value: number): boolean {
    this.log.push(`w${width}@${offset}=${value}`);
    return !this.refuse;
  }

  reset(): void {
    this.resets++;
  }
}

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof MachineError) return error.code;
    throw error;
  }
  return 'none';
};

describe('construction', () => {
  test.each([
    ['the same window', 0x1000, 0x100],
    ['a window inside', 0x1010, 0x10],
    ['a window around', 0x0, 0x10000],
    ['the last word', 0x10fc, 0x10],
    ['the first word', 0xffc, 8],
  ])('refuses %s', (_, base, size) => {
    const other = new Bytes('b', base, size);
    expect(codeOf(() => new Bus([new Bytes('a', 0x1000, 0x100), other]))).toBe('E_BUS_OVERLAP');
    expect(codeOf(() => new Bus([other, new Bytes('a', 0x1000, 0x100)]))).toBe('E_BUS_OVERLAP');
  });

  test.each([
    [0, 0],
    [-4, 4],
    [0.5, 4],
    [0, Infinity],
    [NaN, 4],
    [2 ** 53, 4],
    [2 ** 53 - 8, 16],
    [2, 4],
    [4, 6],
  ])('refuses base %d, size %d', (base, size) => {
    expect(codeOf(() => new Bus([new Bytes('a', base, size)]))).toBe('E_BUS_OVERLAP');
  });

  test('names both windows in the message', () => {
    expect(() => new Bus([new Bytes('a', 0, 8), new Bytes('b', 4, 8)])).toThrow('b at 0x4, size 0x8 overlaps a at 0x0');
  });

  test('takes neighbours, in any order, and keeps the argument as it was', () => {
    const devices = [new Bytes('b', 8, 8), new Bytes('a', 0, 8)];
    expect(new Bus(devices).devices.map((device) => device.name)).toEqual(['a', 'b']);
    expect(devices[0]!.name).toBe('b');
  });

  test('an empty bus has nothing anywhere', () => {
    const bus = new Bus([]);
    expect(bus.read(0, 4)).toBeUndefined();
    expect(bus.write(0, 4, 0)).toBe(false);
  });
});

describe('access', () => {
  const low = new Bytes('low', 0x1000, 0x10);
  const high = new Bytes('high', 0x2_0000_0000, 0x1000);
  const bus = new Bus([high, low]);

  test('finds a device by every address of its window and no other', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 0xff0, max: 0x1020 }), fc.integer({ min: 0x1_ffff_fff0, max: 0x2_0000_1010 })),
        (address) => {
          const expected = [low, high].find((d) => address >= d.base && address < d.base + d.size);
          expect(bus.find(address)).toBe(expected);
        },
      ),
    );
  });

  test.each([-4, 0.5, NaN, Infinity, 2 ** 56, 2 ** 64, 0x1010, 0xfff])('address %d is a bus error', (address) => {
    expect(bus.read(address, 1)).toBeUndefined();
    expect(bus.write(address, 1, 0)).toBe(false);
    expect(bus.read64(address)).toBeUndefined();
    expect(bus.write64(address, 0, 0)).toBe(false);
  });

  test.each<[AccessWidth, number]>([
    [2, 1],
    [2, 3],
    [4, 1],
    [4, 2],
    [4, 3],
  ])('width %d at offset %d is misaligned and does not reach the device', (width, offset) => {
    low.log.length = 0;
    expect(bus.read(low.base + offset, width)).toBeUndefined();
    expect(bus.write(low.base + offset, width, 0)).toBe(false);
    expect(low.log).toEqual([]);
  });

  test('hands offsets, widths and values through', () => {
    low.log.length = 0;
    expect(bus.read(0x1006, 2)).toBe(0x1000_0006);
    expect(bus.write(0x100f, 1, 0xff)).toBe(true);
    expect(bus.write(0x100c, 4, 0xffff_ffff)).toBe(true);
    expect(low.log).toEqual(['r2@6', 'w1@15=255', 'w4@12=4294967295']);
  });

  test('eight bytes are two words, low half first', () => {
    low.log.length = 0;
    expect(bus.read64(0x1008)).toEqual([0x1000_0008, 0x1000_000c]);
    expect(bus.write64(0x1000, 1, 2)).toBe(true);
    expect(bus.read64(0x1004)).toBeUndefined();
    expect(bus.write64(0x1004, 1, 2)).toBe(false);
    expect(low.log).toEqual(['r4@8', 'r4@12', 'w4@0=1', 'w4@4=2']);
  });

  test("a device's refusal is a bus error", () => {
    high.refuse = true;
    expect(bus.read(high.base, 4)).toBeUndefined();
    expect(bus.read64(high.base)).toBeUndefined();
    expect(bus.write(high.base, 4, 0)).toBe(false);
    expect(bus.write64(high.base, 0, 0)).toBe(false);
    high.refuse = false;
  });

  test('reset reaches every device', () => {
    bus.reset();
    expect([low.resets, high.resets]).toEqual([1, 1]);
  });
});
