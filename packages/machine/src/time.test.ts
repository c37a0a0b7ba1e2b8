import { describe, expect, test } from 'vitest';
import { machineFor, image, PASS } from './testing.ts';
import { Machine } from './machine.ts';
import { attach, RunExit } from './raw.ts';

const KERNEL = 0x8020_0000n;
const kernel = (source: string, clock: 'deterministic' | (() => number) = 'deterministic'): Machine =>
  new Machine({ memory: 8 << 20, clock, kernel: image(source, KERNEL) });

/** S-mode code that sets the timer to the tick in a0 by the SBI, and counts in a2 until the interrupt. */
const countUntilTimer = (ticks: number): string => `
  la t0, handler
  csrw stvec, t0
  li t0, 0x20
  csrw sie, t0
  csrsi sstatus, 2
  li a0, ${ticks}
  li a6, 0
  li a7, 0x54494d45
  ecall
  li a2, 0
1: addi a2, a2, 1
  j 1b
  .balign 4
handler:
  csrr s1, sepc
  rdtime s2
  rdinstret s3
2: j 2b
`;

describe('deterministic time', () => {
  test('interrupts at every possible count, exactly', () => {
    for (let ticks = 2; ticks < 30; ticks++) {
      for (const budget of [1, 3, 7, 1000]) {
        const machine = kernel(countUntilTimer(ticks));
        while (machine.retired < 400) machine.step(budget);
        const hart = machine.hart(0);
        // The handler's csrr, then rdtime and rdinstret: the interrupt came before the first of them.
        expect(hart.csr('scause')).toBe((1n << 63n) | 5n);
        expect([hart.x(18), hart.x(19)]).toEqual([BigInt(ticks), BigInt(10 * ticks + 2)]);
      }
    }
  });

  test('a run is a function of instruction counts, however it is sliced', () => {
    const trace = (budget: number): unknown[] => {
      const machine = kernel(countUntilTimer(700));
      while (machine.retired < 10_000) machine.step(Math.min(budget, 10_000 - machine.retired));
      const hart = machine.hart(0);
      return [hart.pc, ...Array.from({ length: 32 }, (_, i) => hart.x(i)), hart.csr('sepc'), machine.retired];
    };
    const whole = trace(10_000);
    for (const budget of [1, 2, 9, 10, 11, 6999, 7000, 7001]) expect(trace(budget)).toEqual(whole);
  });

  test('jumps to the next deadline while the hart waits', () => {
    const machine = kernel(`
      li t0, 0x20
      csrw sie, t0
      li a0, 1000000
      li a6, 0
      li a7, 0x54494d45
      ecall
      wfi
      rdtime s0
      li a0, -1
      ecall
      wfi
    `);
    const result = machine.step(1000);
    expect(result.reason).toBe('idle');
    expect(result.deadline).toBe(undefined);
    expect(machine.hart(0).x(8)).toBe(1_000_000n);
    expect(result.retired).toBeLessThan(40);
  });

  test('an idle machine retires nothing however often it is stepped', () => {
    const machine = machineFor('wfi; 1: j 1b'.replace(';', '\n'));
    const first = machine.step(100);
    expect([first.reason, machine.retired]).toEqual(['idle', first.retired]);
    for (let i = 0; i < 3; i++) expect(machine.step(1_000_000)).toEqual({ reason: 'idle', retired: 0 });
  });

  test('the CLINT interrupts M-mode at mtimecmp', () => {
    const machine = machineFor(`
      la t0, handler
      csrw mtvec, t0
      li t0, 0x2004000
      li t1, 100
      sd t1, 0(t0)
      li t0, 0x80
      csrw mie, t0
      csrsi mstatus, 8
    1: j 1b
      .balign 4
    handler:
      li t0, 0x200bff8
      ld s0, 0(t0)
      csrr s1, minstret
      csrr s2, mcause
      ${PASS}
      j .
    `);
    expect(machine.step(100_000)).toMatchObject({ reason: 'halt', status: 0 });
    const hart = machine.hart(0);
    expect([hart.x(8), hart.x(18)]).toEqual([100n, (1n << 63n) | 7n]);
    expect(hart.x(9)).toBeLessThan(1010n);
  });

  test('a deadline that a store moves into the running slice is kept', () => {
    // The first deadline is far away, so that the slice is long when the second one is set.
    const machine = machineFor(`
      la t0, handler
      csrw mtvec, t0
      li t0, 0x80
      csrw mie, t0
      csrsi mstatus, 8
      li t0, 0x2004000
      li t2, 50
      sd t2, 0(t0)
    1: j 1b
      .balign 4
    handler:
      csrr s0, minstret
    2: j 2b
    `);
    machine.step(2000);
    expect(machine.hart(0).x(8)).toBe(500n);
  });
});

describe('wall time', () => {
  test('follows the clock, and an idle hart says how long', () => {
    let now = 5000;
    const machine = kernel(
      `
      li t0, 0x20
      csrw sie, t0
      li a0, 100000
      li a6, 0
      li a7, 0x54494d45
      ecall
      wfi
      rdtime s0
    1: j 1b
    `,
      () => now,
    );
    const idle = machine.step(1000);
    expect(idle).toMatchObject({ reason: 'idle', deadline: 10 });
    now += 4;
    expect(machine.step(1000)).toEqual({ reason: 'idle', retired: 0, deadline: 6 });
    now += 6;
    expect(machine.step(1000)).toEqual({ reason: 'budget', retired: 1000 });
    expect(machine.hart(0).x(8)).toBe(100_000n);
  });

  test('never goes backwards, and survives a clock that tells nonsense', () => {
    const times = [10, 20, 5, NaN, Infinity, -Infinity, 30];
    let at = 0;
    const machine = kernel(
      'li a1, 0\n1: rdtime a0\n bltu a0, a1, 2f\n mv a1, a0\n j 1b\n2: j 2b',
      () => times[at++ % times.length]!,
    );
    for (let i = 0; i < 20; i++) machine.step(100);
    expect(machine.hart(0).pc).toBeLessThan(KERNEL + 20n);
    expect(machine.hart(0).x(11)).toBe(200_000n);
  });
});

test('time is that of the machine for its supervisor as well', () => {
  const machine = kernel(
    'li t0, 0x20\n csrw sie, t0\n li a0, 500\n li a7, 0x54494d45\n li a6, 0\n ecall\n gate 1\n wfi\n gate 2',
  );
  const raw = attach(machine);
  expect([raw.deterministic, raw.timebase, raw.idleDeadline()]).toEqual([true, 10_000_000, undefined]);
  expect(raw.harts[0]!.run(1000)).toBe(RunExit.Gate);
  expect([raw.idleDeadline(), raw.now()]).toEqual([500, Math.floor(raw.retired / 10)]);
  expect(raw.idleMilliseconds()).toBeCloseTo(0.05, 2);
  expect(raw.harts[0]!.run(1000)).toBe(RunExit.Gate);
  expect([raw.now(), raw.idleDeadline()]).toEqual([500, undefined]);
});

test('input that comes while an access fails costs no instructions', () => {
  const machines: Machine[] = [];
  // The clock is looked at before a device is asked; s2 tells that it is the one that does not exist.
  const clock = (): number => {
    for (const machine of machines) if (machine.hart(0).x(18) === 1n) machine.send(Uint8Array.of(65));
    return 0;
  };
  const machineAt = (time: 'deterministic' | (() => number)): Machine =>
    machineFor(
      `
      la t0, handler
      csrw mtvec, t0
      li t0, 0x10000000
      li t1, 1
      sb t1, 1(t0)
      li t1, 0xc000000
      li t2, 7
      sw t2, 40(t1)
      li t1, 0xc002000
      li t2, 0x400
      sw t2, 0(t1)
      li t1, 0xc200000
    again:
      li s2, 1
      lw t2, 0(zero)
      li s2, 0
      lbu t2, 0(t0)
      lw t2, 4(t1)
      sw t2, 4(t1)
      j again
      .balign 4
    handler:
      csrr t3, mepc
      addi t3, t3, 4
      csrw mepc, t3
      mret`,
      { clock: time },
    );
  const disturbed = machineAt(clock);
  const quiet = machineAt('deterministic');
  machines.push(disturbed);
  for (let i = 0; i < 10; i++) {
    expect(disturbed.step(99)).toEqual(quiet.step(99));
    expect(disturbed.hart(0).pc).toBe(quiet.hart(0).pc);
  }
  expect(disturbed.inputRoom).toBe(quiet.inputRoom);
});
