/** Kernels of several harts above the built-in SBI: they start each other, interrupt, fence, suspend and stop. */
import { describe, expect, test } from 'vitest';
import { Machine } from '../machine.ts';
import type { MachineOptions } from '../options.ts';
import { attach, RunExit } from '../raw.ts';
import { image, memoryOf, PASS } from '../testing.ts';

const KERNEL = 0x8020_0000n;
const DATA = 0x8030_0000;
const HSM = 0x48_534d;
const IPI = 0x73_5049;
const RFENCE = 0x5246_4e43;
const TIME = 0x5449_4d45;

const call = (eid: number, fid: number, ...args: (number | string)[]): string =>
  [...args.map((value, i) => `${typeof value === 'number' ? 'li' : 'la'} a${i}, ${value}`), `li a7, ${eid}`].join(
    '\n',
  ) + `\nli a6, ${fid}\necall`;

const kernel = (source: string, options: MachineOptions = {}): Machine =>
  new Machine({ memory: 8 << 20, clock: 'deterministic', kernel: image(source, KERNEL), harts: 2, ...options });

const word = (machine: Machine, index: number): number => memoryOf(machine).readNumber(DATA + 8 * index);

/** Runs to where it is idle or off. */
function run(machine: Machine): Machine {
  const result = machine.step(1_000_000);
  expect(result.reason, `pc ${machine.hart(0).pc.toString(16)}`).not.toBe('budget');
  return machine;
}

describe('hart state management', () => {
  test('all harts but the first are stopped at first, and retire nothing', () => {
    const machine = kernel('1: j 1b', { harts: 8 });
    expect(machine.step(100_000).retired).toBe(100_000);
    expect(machine.hart(0).retired).toBe(100_000);
  });

  test('harts start each other, each with its id and its argument', () => {
    const machine = kernel(
      `csrsi sstatus, 2
     other:
       mv s0, a0
       mv s1, a1
       csrr s2, satp
       csrr s3, sstatus
       andi s3, s3, 2
       addi a0, s0, 1
       la a1, other
       addi a2, s0, 100
       li a6, 0
       li a7, ${HSM}
       ecall
       mv s4, a0
     1: wfi
       j 1b`,
      { harts: 4 },
    );
    run(machine);
    const registers = (register: number): bigint[] => [0, 1, 2, 3].map((id) => machine.hart(id).x(register));
    expect(registers(8)).toEqual([0n, 1n, 2n, 3n]);
    expect(registers(9).slice(1)).toEqual([100n, 101n, 102n]);
    expect([registers(18), registers(19).slice(1)]).toEqual([
      [0n, 0n, 0n, 0n],
      [0n, 0n, 0n],
    ]);
    // There is no hart 4.
    expect(registers(20)).toEqual([0n, 0n, 0n, 2n ** 64n - 3n]);
    expect([0, 1, 2, 3].map((id) => machine.hart(id).privilege)).toEqual([1, 1, 1, 1]);
  });

  test('a hart that stopped starts afresh, whatever it left', () => {
    const machine = kernel(`
      ${call(HSM, 0, 1, 'first', 0)}
    1: ${call(HSM, 2, 1)}
      li t0, 1
      bne a1, t0, 1b
      ${call(IPI, 0, 2, 0)}
      ${call(HSM, 0, 1, 'second', 7)}
      wfi
    first:
      # Enabled and pending, and a timer.
      li t0, 0x22
      csrw sie, t0
      ${call(TIME, 0, 100)}
      ${call(IPI, 0, 2, 0)}
      ${call(HSM, 1)}
    1: j 1b
    second:
      mv s1, a1
      csrr s2, sip
      csrr s3, sie
      li t0, 0x22
      csrw sie, t0
      wfi
    2: j 2b`);
    run(machine);
    const hart = machine.hart(1);
    expect([hart.x(9), hart.x(18), hart.x(19)]).toEqual([7n, 0n, 0n]);
  });

  test('a stopped hart is woken by nothing', () => {
    const machine = kernel(`
      ${call(HSM, 0, 1, 'other', 0)}
    1: ${call(HSM, 2, 1)}
      beqz a1, 1b
      mv s1, a1
      ${call(IPI, 0, 2, 0)}
      ${call(IPI, 0, 0, -1)}
      wfi
      j .
    other:
      li t0, 0x222
      csrw sie, t0
      csrsi sstatus, 2
      ${call(TIME, 0, 5000)}
      ${call(HSM, 1)}
      li s2, 1
    2: j 2b`);
    run(machine);
    expect([machine.hart(0).x(9), machine.hart(1).x(18)]).toEqual([1n, 0n]);
  });

  test('a machine whose harts have all stopped is idle for ever', () => {
    const machine = kernel(call(HSM, 1));
    expect(machine.step(1000).reason).toBe('idle');
    expect(machine.step(1000)).toEqual({ reason: 'idle', retired: 0 });
  });

  test.each([
    ['retentive', 0, [0x55n, 0n]],
    ['not retentive', 0x8000_0000, [0x66n, 9n]],
  ])('a suspend that is %s ends with an interrupt', (_, type, [place, opaque]) => {
    const machine = kernel(`
      ${call(HSM, 0, 1, 'other', 0)}
    1: ${call(HSM, 2, 1)}
      beqz a1, 1b
      mv s1, a1
      ${call(IPI, 0, 2, 0)}
    1: ${call(HSM, 2, 1)}
      bnez a1, 1b
      wfi
    other:
      li t0, 2
      csrw sie, t0
      csrsi sstatus, 2
      la t0, trapped
      csrw stvec, t0
      csrci sstatus, 2
      ${call(HSM, 3, type, 'resumed', 9)}
      mv s3, a0
      li s2, 0x55
      j quiet
    resumed:
      mv s3, a1
      li s2, 0x66
    quiet:
      csrr s4, sip
      csrw sie, x0
    2: wfi
      j 2b
    trapped: j trapped`);
    run(machine);
    expect(machine.hart(0).x(9)).toBe(4n);
    const hart = machine.hart(1);
    expect([hart.x(18), hart.x(19), hart.x(20)]).toEqual([place, opaque, 2n]);
  });

  test('a suspended hart takes its timer interrupt first', () => {
    const machine = kernel(
      `li t0, 0x20
       csrw sie, t0
       la t0, trapped
       csrw stvec, t0
       ${call(TIME, 0, 3000)}
       csrsi sstatus, 2
       ${call(HSM, 3, 0, 0, 0)}
       j .
     trapped:
       rdtime s2
       csrr s3, sepc
       csrw sie, x0
       ${PASS}
       j .`,
    );
    run(machine);
    expect(machine.hart(0).x(18)).toBe(3000n);
    expect(machine.hart(0).x(10)).toBe(0n);
  });
});

describe('interrupts between harts', () => {
  test('each hart interrupts the next one, round and round', () => {
    const machine = kernel(
      `li s0, 0
       li s5, 0
     other:
       mv s0, a0
       la t0, handler
       csrw stvec, t0
       li t0, 2
       csrw sie, t0
       csrsi sstatus, 2
       # Hart n starts hart n + 1; the last one begins the round.
       addi a0, s0, 1
       la a1, other
       li a2, 0
       li a6, 0
       li a7, ${HSM}
       ecall
       beqz a0, 1f
       ${call(IPI, 0, 1, 0)}
     1: wfi
       j 1b
       .balign 4
     handler:
       csrci sip, 2
       addi s5, s5, 1
       li t0, 100
       bltu s5, t0, 2f
       ${PASS}
     2: addi t0, s0, 1
       andi t0, t0, 3
       li a0, 1
       sll a0, a0, t0
       li a1, 0
       li a6, 0
       li a7, ${IPI}
       ecall
       sret`,
      { harts: 4 },
    );
    run(machine);
    expect([0, 1, 2, 3].map((id) => machine.hart(id).x(21))).toEqual([100n, 99n, 99n, 99n]);
  });
});

describe('remote fences', () => {
  /**
   * Hart 1 reads a page over and over by SV39, into s2; hart 0 changes the page's entry, waits, and then fences by `fence`. Gives
   * what hart 1 saw before the fence, and after it.
   */
  function remapped(fence: string): number[] {
    const machine = kernel(`
      li s1, ${DATA}
      ${call(HSM, 0, 1, 'other', 0)}
      # Until it has seen the old page.
    1: ld t0, 8(s1)
      beqz t0, 1b
      li t0, ${((DATA + 0x2000) >>> 12) * 1024 + 0xc7}
      li t1, ${DATA + 0x4000}
      sd t0, 0(t1)
      li t0, 20000
    1: addi t0, t0, -1
      bnez t0, 1b
      ld s2, 8(s1)
      ${fence}
      sd a0, 24(s1)
      sd x0, 8(s1)
    1: ld t0, 8(s1)
      beqz t0, 1b
      sd s2, 0(s1)
      li t0, 1
      sd t0, 16(s1)
      ${PASS}
    other:
      li s1, ${DATA}
      li t0, ${DATA + 0x3000}
      srli t0, t0, 12
      li t1, 8
      slli t1, t1, 60
      or t0, t0, t1
      li t1, 7
      slli t1, t1, 44
      or t0, t0, t1
      csrw satp, t0
    2: li t0, 0x400000
      ld t0, 0(t0)
      sd t0, 8(s1)
      j 2b`);
    const memory = memoryOf(machine);
    const [root, table] = [DATA + 0x3000, DATA + 0x4000];
    // Root: the first GiB through tables to one page at 4 MiB, and RAM as it is.
    memory.writeNumber(root, ((table + 0x1000) >>> 12) * 1024 + 1);
    memory.writeNumber(root + 16, 0x8_0000 * 1024 + 0xcf);
    memory.writeNumber(table + 0x1000 + 16, (table >>> 12) * 1024 + 1);
    memory.writeNumber(table, ((DATA + 0x1000) >>> 12) * 1024 + 0xc7);
    memory.writeNumber(DATA + 0x1000, 111);
    memory.writeNumber(DATA + 0x2000, 222);
    run(machine);
    return [word(machine, 0), word(machine, 1), word(machine, 3)];
  }

  test.each([
    ['everything', call(RFENCE, 1, 2, 0, 0, 0)],
    ['its page', call(RFENCE, 1, 2, 0, 0x40_0000, 0x1000)],
    ['its page, by all harts', call(RFENCE, 1, 0, -1, 0x40_0000, 0x1000)],
    ['its address space', call(RFENCE, 2, 2, 0, 0, -1).replace('li a7', 'li a4, 7\nli a7')],
    ['everything, by the legacy call', 'li a1, 0\nli a2, 0\n' + call(6, 0, 0)],
  ])('of %s show another hart the new page', (_, fence) => {
    expect(remapped(fence)).toEqual([111, 222, 0]);
  });

  test('of other things, or of the hart itself, do not', () => {
    for (const fence of [
      call(RFENCE, 1, 1, 0, 0, 0),
      call(RFENCE, 1, 2, 0, 0x50_0000, 0x1000),
      call(RFENCE, 2, 2, 0, 0, -1).replace('li a7', 'li a4, 8\nli a7'),
      call(RFENCE, 0, 2, 0),
      'sfence.vma\nli a0, 0',
    ]) {
      expect(remapped(fence)).toEqual([111, 111, 0]);
    }
  });
});

test('a mask of a legacy call may lie anywhere in RAM, across pages too', () => {
  const mask = DATA + 4093;
  const machine = kernel(`
    ${call(HSM, 0, 1, 'other', 0)}
    ${call(4, 0, mask)}
    mv s2, a0
    ${call(4, 0, 0x1000)}
    mv s3, a0
    wfi
  other:
    li t0, 2
    csrw sie, t0
    wfi
    csrr s4, sip
  1: j 1b`);
  memoryOf(machine).writeNumber(mask, 0b10);
  machine.step(10_000);
  expect([machine.hart(0).x(18), machine.hart(0).x(19), machine.hart(1).x(20)]).toEqual([0n, 2n ** 64n - 5n, 2n]);
});

test('a supervisor runs the first hart; the others are stopped until its code starts them', () => {
  const machine = kernel(`gate 1\n${call(HSM, 0, 1, 'other', 0)}\n gate 2\n1: j 1b\nother: gate 3`);
  const [first, second] = attach(machine).harts;
  expect([second!.run(1000), second!.retired]).toEqual([RunExit.Idle, 0]);
  expect([first!.run(1000), first!.gate]).toEqual([RunExit.Gate, 1]);
  expect([second!.run(1000), second!.retired]).toEqual([RunExit.Idle, 0]);
  expect([first!.run(1000), first!.gate]).toEqual([RunExit.Gate, 2]);
  expect([second!.run(1000), second!.gate]).toEqual([RunExit.Gate, 3]);
});
