import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Machine } from './machine.ts';
import { attach, type RawMemory } from './raw.ts';
import { machineFor, memoryOf } from './testing.ts';

const SIZE = 8 << 20;
const rawMemory = (machine: Machine): RawMemory => attach(machine).memory('heap');

describe('words of RAM', () => {
  test('are those that other accesses see', () => {
    const memory = rawMemory(machineFor('nop'));
    const [start, count] = [memory.base + 0x4800, 256];
    const words = memory.words(start, count);
    fc.assert(
      fc.property(fc.nat(count - 1), fc.maxSafeInteger(), fc.maxSafeInteger(), (index, one, other) => {
        words.write(index, one);
        expect(memory.readNumber(start + 8 * index)).toBe(one);
        memory.writeNumber(start + 8 * index, other);
        expect(words.read(index)).toBe(other);
      }),
    );
    memory.writeU32(start + 4, 0x7fff_ffff);
    expect(words.read(0)).toBe(NaN);
  });

  test('are no others', () => {
    const memory = rawMemory(machineFor('nop'));
    const { base } = memory;
    const words = memory.words(base + 4096 - 16, 2);
    for (const index of [2, -1, 0.5, NaN, 2 ** 32, 2 ** 31]) {
      expect(() => words.read(index), `${index}`).toThrow(RangeError);
      expect(() => words.write(index, 1), `${index}`).toThrow(RangeError);
    }
    for (const value of [2 ** 53, 0.5, NaN, Infinity]) expect(() => words.write(0, value)).toThrow(RangeError);
    for (const [address, count] of [
      [base + 4096 - 8, 2],
      [base + 4, 1],
      [base - 8, 1],
      [base + SIZE, 1],
      [base + SIZE - 8, 2],
      [base, 513],
      [base, -1],
      [base, NaN],
      [NaN, 1],
    ] as const) {
      expect(() => memory.words(address, count), `${address} ${count}`).toThrow(RangeError);
    }
  });

  test('are written for who has translated them, too', () => {
    const machine = machineFor('1: nop\n j 1b', { jit: 'eager' });
    const words = rawMemory(machine).words(memoryOf(machine).base, 1);
    const dropped: number[] = [];
    const { onCodeWrite } = memoryOf(machine);
    memoryOf(machine).onCodeWrite = (place) => {
      dropped.push(place);
      onCodeWrite(place);
    };
    memoryOf(machine).watchCode(memoryOf(machine).place(memoryOf(machine).base));
    words.write(0, 0);
    words.write(0, 1);
    expect(dropped).toEqual([memoryOf(machine).place(memoryOf(machine).base)]);
  });
});
