import { expect, test } from 'vitest';
import { Machine } from './machine.ts';
import { attach, RunExit } from './raw.ts';
import { image } from './testing.ts';

const kernelBase = 0x8020_0000n;
const supervised = (source: string): Machine =>
  new Machine({ memory: 8 << 20, clock: 'deterministic', kernel: image(source, kernelBase) });

test('a gate stops the hart behind it, with its arguments', () => {
  const machine = supervised(`
    li a0, -5
    li a1, 0x123456789abcdef0
    gate 7
    addi a0, a0, 1
    gate 8
  `);
  const { harts } = attach(machine);
  const hart = harts[0]!;
  expect(hart.run(1000)).toBe(RunExit.Gate);
  expect(hart.gate).toBe(7);
  expect([hart.argument(0), hart.argument(1)]).toEqual([-5, NaN]);
  expect([hart.argumentLow(1) >>> 0, hart.argumentHigh(1) >>> 0]).toEqual([0x9abc_def0, 0x1234_5678]);
  hart.setArgument(0, 41);
  expect(hart.run(1000)).toBe(RunExit.Gate);
  expect([hart.gate, hart.argument(0)]).toEqual([8, 42]);
});
