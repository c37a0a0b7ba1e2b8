/** What the host refuses to compile stays interpreted, and the guest does not notice. */
import { beforeEach, expect, test, vi } from 'vitest';
import { coreOf } from '../machine.ts';
import { machineFor, PASS } from '../testing.ts';
import type * as Host from '../wasm/host.ts';

const host = vi.hoisted(() => ({ asked: 0, refuses: (_: number): boolean => false }));

vi.mock('../wasm/host.ts', async (original) => {
  const actual = await original<typeof Host>();
  return {
    ...actual,
    compile: (bytes: Uint8Array) => {
      if (host.refuses(host.asked++)) throw new Error('size exceeds maximum function size');
      return actual.compile(bytes);
    },
  };
});

/** Two loops, each of which becomes hot. */
const program = `
  li s0, 20000
1: addi a0, a0, 3
  addi s0, s0, -1
  bnez s0, 1b
  li s0, 20000
2: addi a1, a1, 5
  xor a1, a1, a0
  addi s0, s0, -1
  bnez s0, 2b
  ${PASS}`;

const interpreted = machineFor(program, { jit: 'off' });
interpreted.step(1e6);

beforeEach(() => {
  host.refuses = () => false;
});

test.each(['on', 'eager'] as const)('a machine goes on if nothing is compiled (%s)', (jit) => {
  const machine = machineFor(program, { jit });
  host.refuses = () => true;
  expect(machine.step(1e6)).toMatchObject({ reason: 'halt', status: 0 });
  expect(coreOf(machine).translator!.compiled).toBe(0);
  expect(Buffer.compare(machine.snapshot(), interpreted.snapshot())).toBe(0);
});

test.each(['on', 'eager'] as const)('what is refused is not asked for again and again (%s)', (jit) => {
  const machine = machineFor(program, { jit });
  const before = host.asked;
  host.refuses = () => true;
  machine.step(1e6);
  expect(host.asked - before).toBeGreaterThan(0);
  expect(host.asked - before).toBeLessThan(20);
});

test.each(['on', 'eager'] as const)('what comes after it is compiled (%s)', (jit) => {
  const machine = machineFor(program, { jit });
  const first = host.asked;
  host.refuses = (asked) => asked === first;
  expect(machine.step(1e6)).toMatchObject({ reason: 'halt', status: 0 });
  expect(coreOf(machine).translator!.compiled).toBeGreaterThan(0);
  expect(Buffer.compare(machine.snapshot(), interpreted.snapshot())).toBe(0);
});
