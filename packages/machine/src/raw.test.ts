import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Machine } from './machine.ts';
import { attach, RunExit, type RawHart, type RawMachine } from './raw.ts';
import { hartOf, image, setCsr } from './testing.ts';

const KERNEL = 0x8020_0000;
const SIZE = 8 << 20;

const machineOf = (source: string): Machine =>
  new Machine({ memory: SIZE, clock: 'deterministic', kernel: image(source, BigInt(KERNEL)), bootargs: 'quiet' });
function supervise(source: string): { machine: Machine; raw: RawMachine; hart: RawHart } {
  const machine = machineOf(source);
  const raw = attach(machine);
  return { machine, raw, hart: raw.harts[0]! };
}
const code = (value: string): Error => expect.objectContaining({ name: 'MachineError', code: value }) as Error;

describe('a gate', () => {
  test('stops the hart behind it, with its number and arguments', () => {
    const { hart, machine } = supervise(`
      li a0, -5
      li a1, 0x123456789abcdef0
      gate 7
      addi a0, a0, 1
      gate 2047
    `);
    expect(hart.run(1000)).toBe(RunExit.Gate);
    expect([hart.id, hart.gate, hart.argument(0), hart.argument(1)]).toEqual([0, 7, -5, NaN]);
    expect([hart.argumentLow(1) >>> 0, hart.argumentHigh(1) >>> 0]).toEqual([0x9abc_def0, 0x1234_5678]);
    expect(hart.retired).toBe(machine.retired);
    hart.setArgument(0, 41);
    expect(hart.run(1000)).toBe(RunExit.Gate);
    expect([hart.gate, hart.argument(0)]).toEqual([2047, 42]);
  });

  test('is not reached any more once the stack of the host has ended in the middle of a run, and that is said', () => {
    const { hart, raw } = supervise('1: gate 1\n j 1b');
    hart.run(100);
    /** Goes down as far as it can, and runs the hart at each depth on its way back. */
    const dive = (): void => {
      try {
        dive();
      } catch {
        hart.run(100);
      }
    };
    const message = expect.stringMatching(/middle of an instruction .*stack.*make another/) as string;
    const unwound = expect.objectContaining({ code: 'E_UNWOUND', message }) as Error;
    expect(dive).toThrow(unwound);
    expect(() => hart.run(1)).toThrow(unwound);
    expect(() => hart.argument(0)).toThrow(unwound);
    expect(() => hart.setArgument(0, 1)).toThrow(unwound);
    expect(raw.failure).toEqual(unwound);
    expect(raw.failure?.cause).toBeInstanceOf(RangeError);
  });

  test('is reached after a callback of the host has thrown', () => {
    let say = (): void => {
      throw new Error('mine');
    };
    const kernel = image('li a7, 1\n li a0, 65\n ecall\n gate 3', BigInt(KERNEL));
    const machine = new Machine({ memory: SIZE, clock: 'deterministic', kernel, console: () => say() });
    const raw = attach(machine);
    const hart = raw.harts[0]!;
    expect(() => hart.run(1000)).toThrow('mine');
    say = () => undefined;
    hart.run(1000);
    expect([hart.gate, raw.failure]).toEqual([3, undefined]);
  });

  test('retires', () => {
    const { hart } = supervise('1: gate 1\n j 1b');
    for (let i = 1; i <= 10; i++) {
      expect(hart.run(100)).toBe(RunExit.Gate);
      expect(hart.retired).toBe(2 * i - 1);
    }
  });

  test('changes neither counts nor times, however much fuel its run was given', () => {
    // Time's interrupts come in the middle of slices that gates divide; the handler counts them and sets the next.
    const source = `
      la t0, handler
      csrw stvec, t0
      li t0, 0x20
      csrs sie, t0
      rdtime t0
      addi t0, t0, 7
      csrw stimecmp, t0
      csrsi sstatus, 2
    loop:
      addi a2, a2, 1
      rdcycle a1
      gate 1
      nop
      gate 2
      j loop
      .balign 4
    handler:
      addi a3, a3, 1
      csrr a4, sepc
      rdtime t0
      addi t0, t0, 7
      csrw stimecmp, t0
      sret`;
    const gates = (fuel: (gate: number) => number): number[][] => {
      const machine = machineOf(source);
      const raw = attach(machine);
      setCsr(hartOf(machine), 'menvcfg', 1n << 63n);
      const hart = raw.harts[0]!;
      return Array.from({ length: 400 }, (_, i) => {
        while (hart.run(fuel(i)) !== RunExit.Gate);
        return [hart.gate, hart.retired, ...[1, 2, 3, 4].map((index) => hart.argument(index))];
      });
    };
    const all = gates(() => 1_000_000);
    expect(all.at(-1)![4]).toBeGreaterThan(10);
    expect(gates(() => 1)).toEqual(all);
    expect(gates((i) => (i % 2 === 0 ? 5 : 1_000_000))).toEqual(all);
  });

  test('lets an interrupt that came meanwhile be taken at once', () => {
    const { hart, machine } = supervise(`
      la t0, handler
      csrw stvec, t0
      li t0, 0x200
      csrs sie, t0
      csrsi sstatus, 2
    1: gate 1
      j 1b
      .balign 4
    handler: gate 2
      j handler`);
    for (let i = 0; i < 3; i++) expect([hart.run(1000), hart.gate]).toEqual([RunExit.Gate, 1]);
    const { retired } = hart;
    hartOf(machine).setLine(0x200, 1);
    expect([hart.run(1000), hart.gate, hart.retired]).toEqual([RunExit.Gate, 2, retired + 1]);
  });

  test('takes and gives every safe integer exactly', () => {
    const { hart } = supervise('1: gate 1\n j 1b');
    hart.run(10);
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(7), (value, index) => {
        hart.setArgument(index, value);
        const high = BigInt(hart.argumentHigh(index));
        expect([hart.argument(index), (high << 32n) | BigInt(hart.argumentLow(index) >>> 0)]).toEqual([
          value,
          BigInt(value),
        ]);
      }),
    );
    fc.assert(
      fc.property(fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger(), fc.integer(), fc.integer()), (values) => {
        hart.setArguments(...values);
        expect([0, 1, 2, 3].map((index) => hart.argument(index))).toEqual(values);
      }),
    );
    for (const value of [2 ** 53, -(2 ** 53), 0.5, NaN, Infinity]) {
      expect(() => hart.setArgument(0, value)).toThrow(RangeError);
      expect(() => hart.setArguments(0, 0, 0, value)).toThrow(RangeError);
    }
    for (const index of [-1, 8, 0.5, NaN]) expect(() => hart.argument(index)).toThrow(RangeError);
  });

  test('has its arguments only while the hart is stopped there', () => {
    const { hart } = supervise('gate 1\n1: j 1b');
    const uses = [
      () => hart.argument(0),
      () => hart.argumentLow(0),
      () => hart.argumentHigh(0),
      () => hart.setArgument(0, 1),
      () => hart.setArguments(0, 0, 0, 0),
    ];
    for (const use of uses) expect(use).toThrow(code('E_NOT_AT_GATE'));
    hart.run(10);
    for (const use of uses) expect(use).not.toThrow();
    expect(hart.run(10)).toBe(RunExit.Fuel);
    for (const use of uses) expect(use).toThrow(code('E_NOT_AT_GATE'));
  });

  test('is an illegal instruction in U-mode, and without a supervisor in every mode', () => {
    const source = `
      la t0, handler
      csrw stvec, t0
      la t0, user
      csrw sepc, t0
      csrci sstatus, 0
      li t0, 0x100
      csrc sstatus, t0
      sret
    user:
      gate 5
      .balign 4
    handler:
      csrr a0, scause
      csrr a1, stval
    1: wfi
      j 1b
    `;
    const { hart, machine } = supervise(source);
    expect(hart.run(1000)).toBe(RunExit.Idle);
    expect([machine.hart(0).x(10), machine.hart(0).x(11)]).toEqual([2n, 0x0050_000bn]);
    const alone = machineOf(
      `la t0, handler\n csrw stvec, t0\n gate 5\n .balign 4\nhandler: csrr a0, scause\n1: wfi\n j 1b`,
    );
    expect(alone.step(100).reason).toBe('idle');
    expect(alone.hart(0).x(10)).toBe(2n);
  });
});

describe('a supervised machine', () => {
  test('has one supervisor, who alone drives it', () => {
    const { machine } = supervise('1: j 1b');
    expect(() => attach(machine)).toThrow(code('E_ATTACHED'));
    expect(() => machine.step(1)).toThrow(code('E_ATTACHED'));
  });

  test('tells what it was started with', () => {
    const { raw } = supervise('1: j 1b');
    expect([raw.bootArguments, raw.deterministic, raw.timebase]).toEqual(['quiet', true, 10_000_000]);
    expect([raw.memory('untyped').base, raw.memory('untyped').size, raw.harts.length]).toEqual([0x8000_0000, SIZE, 1]);
  });

  test('runs as much as its fuel', () => {
    const { hart, raw } = supervise('1: j 1b');
    for (const fuel of [1, 2, 1000, 3_000_000]) {
      const before = raw.retired;
      expect(hart.run(fuel)).toBe(RunExit.Fuel);
      expect(raw.retired - before).toBe(fuel);
    }
    for (const fuel of [0, -1, 0.5, NaN, Infinity]) expect(() => hart.run(fuel)).toThrow(code('E_CONFIG'));
  });

  test('halts with the status the guest gives', () => {
    const { hart, raw } = supervise('li t0, 0x100000\n li t1, 0x73333\n sw t1, 0(t0)\n1: j 1b');
    expect(raw.haltStatus).toBe(undefined);
    expect([hart.run(1000), raw.haltStatus]).toEqual([RunExit.Halt, 7]);
    const { retired } = hart;
    expect([hart.run(1000), hart.retired]).toEqual([RunExit.Halt, retired]);
  });

  test('ends at a reboot, which its supervisor could not survive', () => {
    const { hart, raw } = supervise('li t0, 0x100000\n li t1, 0x7777\n sw t1, 0(t0)\n1: j 1b');
    expect([hart.run(1000), raw.haltStatus]).toEqual([RunExit.Halt, 0]);
  });
});

describe('memory', () => {
  const { raw } = supervise('1: j 1b');
  const memory = raw.memory('untyped');
  const start = memory.base + 0x1000;
  const end = memory.base + memory.size;

  test('is little-endian, and as the hart sees it', () => {
    memory.writeU32(start, 0x1122_3344);
    expect([memory.readU8(start), memory.readU16(start + 1), memory.readU32(start)]).toEqual([
      0x44, 0x2233, 0x1122_3344,
    ]);
    memory.writeU16(start + 1, 0xffff_aabb);
    memory.writeU8(start, 0x1ff);
    expect(memory.readU32(start)).toBe(0x11aa_bbff);
  });

  test('holds numbers of 64 bits that are exact', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(15), (value, offset) => {
        memory.writeNumber(start + offset, value);
        expect(memory.readNumber(start + offset)).toBe(value);
      }),
    );
    memory.writeU32(start, 0);
    memory.writeU32(start + 4, 0x0020_0000);
    expect(() => memory.readNumber(start)).toThrow(RangeError);
    expect(() => memory.writeNumber(start, 2 ** 53)).toThrow(RangeError);
  });

  test('copies in, out and within, also where ranges overlap', () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
    memory.copyIn(start, bytes);
    memory.copy(start + 10, start, 100);
    const out = new Uint8Array(100);
    memory.copyOut(start + 10, out);
    expect(out).toEqual(bytes);
    memory.fill(start, 50, 7);
    memory.copyOut(start, out);
    expect([...out.subarray(0, 50)]).toEqual(new Array(50).fill(7));
    expect(out[50]).toBe(40);
    memory.copyOut(end, new Uint8Array(0));
  });

  test('is all there is: no method reaches beyond it', () => {
    const one = new Uint8Array(1);
    const wrong = [memory.base - 1, end, 0, -1, NaN, Infinity, 0.5, start + 0.5, 2 ** 53];
    for (const at of wrong) {
      const uses = [
        ...[() => memory.readU8(at), () => memory.readU16(at), () => memory.readU32(at), () => memory.readNumber(at)],
        ...[() => memory.writeU8(at, 0), () => memory.writeU16(at, 0), () => memory.writeU32(at, 0)],
        ...[() => memory.writeNumber(at, 0), () => memory.copyOut(at, one), () => memory.copyIn(at, one)],
        ...[() => memory.fill(at, 1, 0), () => memory.copy(at, start, 1), () => memory.copy(start, at, 1)],
      ];
      for (const use of uses) expect(use, `${at} ${use.toString()}`).toThrow(RangeError);
    }
    for (const [width, read] of [
      [2, memory.readU16],
      [4, memory.readU32],
      [8, memory.readNumber],
    ] as const) {
      expect(() => read(end - width)).not.toThrow();
      expect(() => read(end - width + 1)).toThrow(RangeError);
    }
    for (const length of [-1, 0.5, NaN, Infinity, memory.size + 1]) {
      expect(() => memory.fill(memory.base, length, 0)).toThrow(RangeError);
      expect(() => memory.copy(memory.base, memory.base, length)).toThrow(RangeError);
    }
  });

  test('written by the supervisor is what the hart executes next', () => {
    // A loop that runs hot, and is then made another one, at the place and in the page where the hart is.
    const { hart, raw } = supervise('1: addi a0, a0, 1\n j 1b');
    hart.run(100_000);
    raw.memory('image').copyIn(KERNEL, image('1: gate 3\n j 1b', BigInt(KERNEL)));
    expect([hart.run(10), hart.gate]).toEqual([RunExit.Gate, 3]);
  });
});
