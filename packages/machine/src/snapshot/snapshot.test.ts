import { describe, expect, test } from 'vitest';
import { memoryDisk } from '../devices/backends/memory-disk.ts';
import { debug } from '../debug/index.ts';
import { coreOf, Machine } from '../machine.ts';
import { attach } from '../raw.ts';
import { machineFor } from '../testing.ts';

const code = (value: string): Error => expect.objectContaining({ name: 'MachineError', code: value }) as Error;

describe('a snapshot', () => {
  test('goes on where it was', () => {
    const printed: string[] = [];
    const console = (bytes: Uint8Array): void => void printed.push(String.fromCharCode(...bytes));
    const machine = machineFor(`
      li a0, 0
      li t0, 0x10000000
    1: addi a0, a0, 1
      li t1, 100
      bne a0, t1, 1b
      li t1, '!'
      sb t1, 0(t0)
    2: j 2b`);
    machine.step(51);
    const restored = Machine.restore(machine.snapshot(), { console });
    expect(restored.retired).toBe(51);
    expect(restored.hart(0).x(10)).toBe(machine.hart(0).x(10));
    restored.step(500);
    expect([restored.hart(0).x(10), printed]).toEqual([100n, ['!']]);
  });

  test('is not kept: what becomes of the bytes is all the same', () => {
    const disk = memoryDisk(new Uint8Array(4096));
    const machine = machineFor('1: j 1b', { drives: [memoryDisk(new Uint8Array(4096).fill(5))] });
    machine.send(Uint8Array.of(1, 2, 3));
    machine.step(100);
    const snapshot = machine.snapshot();
    // Node's own arrays of bytes share memory where others copy, and begin anywhere.
    const buffer = Buffer.concat([Buffer.alloc(3), snapshot]).subarray(3);
    const restored = Machine.restore(buffer, { drives: [disk] });
    buffer.fill(0);
    expect(Buffer.compare(restored.snapshot(), snapshot)).toBe(0);
    // The kernel that a reset would load is the snapshot's, too.
    expect(restored.options.kernel).toEqual(machine.options.kernel);
  });

  test('is of a machine that was switched off, too', () => {
    const machine = machineFor('li t0, 0x100000\n li t1, 0x73333\n sw t1, 0(t0)');
    expect(machine.step(100)).toMatchObject({ reason: 'halt', status: 7 });
    expect(Machine.restore(machine.snapshot()).step(100)).toEqual({ reason: 'halt', status: 7, retired: 0 });
  });

  test('is refused within a step', () => {
    let refusal: unknown;
    const machine: Machine = machineFor('li t0, 0x10000000\n sb t0, 0(t0)\n 1: j 1b', {
      console: () => {
        try {
          machine.snapshot();
        } catch (error) {
          refusal = error;
        }
      },
    });
    machine.step(100);
    expect(refusal).toEqual(code('E_SNAPSHOT_BUSY'));
    expect(machine.snapshot().length).toBeGreaterThan(0);
  });

  test('is refused while a disk is at work, and taken when that has answered', () => {
    let answer = (): void => undefined;
    const disk = memoryDisk(new Uint8Array(512));
    const slow = { ...disk, flush: (done: (flushed: boolean) => void) => void (answer = () => done(true)) };
    const machine = machineFor('1: j 1b', { drives: [slow] });
    const { bus, memory } = coreOf(machine);
    const RAM = 0x8010_0000;
    const set = (register: number, value: number): boolean => bus.write(0x1000_1000 + register, 4, value);
    for (const [register, value] of [
      [0x70, 3],
      [0x24, 1],
      [0x20, 1],
      [0x70, 11],
      [0x38, 8],
    ] as const)
      set(register, value);
    for (const [register, value] of [
      [0x80, RAM],
      [0x90, RAM + 0x1000],
      [0xa0, RAM + 0x2000],
    ] as const)
      set(register, value);
    // A header that asks for a flush (4), and a byte for the status.
    memory.writeU32(RAM + 0x3000, 4);
    [RAM + 0x3000, 0, 16, 1 + 2 ** 16, RAM + 0x3100, 0, 1, 2].forEach((word, i) => memory.writeU32(RAM + 4 * i, word));
    memory.writeU16(RAM + 0x1002, 1);
    for (const [register, value] of [
      [0x44, 1],
      [0x70, 15],
      [0x50, 0],
    ] as const)
      set(register, value);
    expect(() => machine.snapshot()).toThrow(code('E_SNAPSHOT_BUSY'));
    answer();
    expect(memory.readU16(RAM + 0x2002)).toBe(1);
    expect(Machine.restore(machine.snapshot(), { drives: [disk] }).retired).toBe(0);
  });

  test.each(['hardware', 'software'] as const)('has nothing of a debugger and its %s breakpoints', (kind) => {
    const source = 'li a0, 0\n 1: addi a0, a0, 1\n j 1b';
    const machine = machineFor(source);
    const port = debug(machine);
    port.insert({ kind, address: 0x8000_0004n, length: 4 });
    port.resume();
    expect(machine.step(100).reason).toBe('debug');
    const restored = Machine.restore(machine.snapshot());
    expect(restored.readMemory(0x8000_0000, 12)).toEqual(machineFor(source).readMemory(0x8000_0000, 12));
    expect(restored.step(100)).toEqual({ reason: 'budget', retired: 100 });
    // And the one that was saved still has both.
    port.resume();
    expect([machine.step(100).reason, machine.hart(0).x(10)]).toEqual(['debug', 1n]);
  });

  test('is refused once a supervisor is attached', () => {
    const machine = machineFor('nop');
    attach(machine);
    expect(() => machine.snapshot()).toThrow(code('E_SNAPSHOT_UNSUPPORTED'));
  });

  test('of 128 MiB without contents is small', () => {
    expect(machineFor('1: j 1b', { memory: 128 << 20 }).snapshot().length).toBeLessThan(64 << 10);
  });
});

describe('a guest that resets itself', () => {
  test('starts from the images of the snapshot', () => {
    const machine = machineFor(`
      lla t0, here
      lw a0, 0(t0)
      sw zero, 0(t0)
      li t1, 0x100000
      li t2, 0x7777
      sw t2, 0(t1)
    here: .word 42`);
    machine.step(3);
    const restored = Machine.restore(machine.snapshot());
    // Clearing RAM uses up the step.
    restored.step(100_000);
    expect(restored.hart(0).pc).toBe(0x8000_0000n);
    restored.step(3);
    expect(restored.hart(0).x(10)).toBe(42n);
  });
});

describe('options that are not the snapshot’s', () => {
  const machine = machineFor('1: j 1b', { bootargs: 'a', drives: [memoryDisk(new Uint8Array(1024))] });
  const snapshot = machine.snapshot();
  const disk = memoryDisk(new Uint8Array(1024));

  test.each<[string, object]>([
    ['memory', { memory: 16 << 20 }],
    ['a clock', { clock: () => 0 }],
    ['a command line', { bootargs: 'b' }],
    ['firmware', { bios: 'sbi' }],
    ['a kernel', { kernel: new Uint8Array(4) }],
    ['an initial RAM disk', { initrd: new Uint8Array(4) }],
    ['no drive', { drives: [] }],
    ['another drive', { drives: [disk, disk] }],
    ['a drive of another size', { drives: [memoryDisk(new Uint8Array(512))] }],
    ['a drive that cannot be written', { drives: [{ ...disk, readOnly: true }] }],
    ['a network', { network: { send: () => undefined, onReceive: () => undefined } }],
  ])('are refused: %s', (_, options) => {
    expect(() => Machine.restore(snapshot, { drives: [disk], ...options })).toThrow(code('E_SNAPSHOT_MISMATCH'));
  });

  test('may be given if they are the same', () => {
    const { memory, harts, bios, kernel, bootargs } = machine.options;
    const options = { memory, harts, bios, bootargs, kernel: kernel!, clock: 'deterministic' as const, drives: [disk] };
    expect(Buffer.compare(Machine.restore(snapshot, options).snapshot(), snapshot)).toBe(0);
  });
});
