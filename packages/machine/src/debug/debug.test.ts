/** The debug port on a plain machine: what stops it, where, and that the guest does not notice. Long, since one machine and one guest serve all of it. */
import { assemble } from '@racho/isa/assembler';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../machine.ts';
import { attach, RunExit } from '../raw.ts';
import { hartOf, machineFor, PASS } from '../testing.ts';
import { csrList, debug, type DebugPort, type DebugStop, type PointKind } from './index.ts';

/** The machine of a source, its port, and where its labels are. */
function bench(source: string): { machine: Machine; port: DebugPort; at: (label: string) => bigint } {
  const { symbols } = assemble(source, { base: 0x8000_0000n });
  const machine = machineFor(source);
  return { machine, port: debug(machine), at: (label) => symbols.get(label)!.address };
}

/** Runs to the next stop, or to the end. */
function go(machine: Machine, port: DebugPort): DebugStop | 'halt' {
  port.resume();
  const { reason } = machine.step(1_000_000);
  if (reason === 'halt') return 'halt';
  expect(reason).toBe('debug');
  return port.stop!;
}

function stepOne(machine: Machine, port: DebugPort): DebugStop {
  port.resume(() => 'step');
  expect(machine.step(1_000_000).reason).toBe('debug');
  return port.stop!;
}

const pc = (port: DebugPort): bigint => port.harts[0]!.read('pc')!;
const breakpoint = (address: bigint): { kind: PointKind; address: bigint; length: number } => ({
  kind: 'hardware',
  address,
  length: 4,
});

const LOOP = `
  li a0, 0
again:
  addi a0, a0, 1
here:
  addi a1, a0, 1
  li t0, 5
  bne a0, t0, again
${PASS}`;

describe('breakpoints', () => {
  it('stop before the instruction, each time', () => {
    const { machine, port, at } = bench(LOOP);
    port.insert(breakpoint(at('here')));
    for (const round of [1n, 2n, 3n, 4n, 5n]) {
      expect(go(machine, port)).toMatchObject({ kind: 'breakpoint', hart: 0 });
      expect([pc(port), port.harts[0]!.read('a0')]).toEqual([at('here'), round]);
    }
    expect(go(machine, port)).toBe('halt');
  });

  it('are gone when they are removed', () => {
    const { machine, port, at } = bench(LOOP);
    port.insert(breakpoint(at('here')));
    expect(go(machine, port)).not.toBe('halt');
    expect(port.remove(breakpoint(at('here')))).toBe(true);
    expect(port.remove(breakpoint(at('here')))).toBe(false);
    expect(go(machine, port)).toBe('halt');
  });

  it('are met in a page that is entered only later, and by an instruction that begins in the page before', () => {
    const { machine, port, at } = bench(`
      j first
      .balign 4096
      .space 0xffe
    first:
      lui a0, 0x12345
    second:
      addi a0, a0, 1
      ${PASS}`);
    port.insert(breakpoint(at('second')));
    expect(go(machine, port)).toMatchObject({ kind: 'breakpoint' });
    expect([pc(port), port.harts[0]!.read('a0')]).toEqual([at('second'), 0x1234_5000n]);
    port.insert(breakpoint(at('first')));
    port.harts[0]!.write('pc', at('first'));
    expect(go(machine, port)).toMatchObject({ kind: 'breakpoint' });
    expect(pc(port)).toBe(at('first'));
    expect(go(machine, port)).toMatchObject({ kind: 'breakpoint' });
    expect(pc(port)).toBe(at('second'));
  });

  it('stop at the handler of an exception, which has not begun', () => {
    const { machine, port, at } = bench(`
      la t0, handler
      csrw mtvec, t0
    cause:
      ecall
    .align 2
    handler:
      ${PASS}`);
    port.insert(breakpoint(at('handler')));
    expect(go(machine, port)).toMatchObject({ kind: 'breakpoint' });
    expect([port.harts[0]!.read('mepc'), port.harts[0]!.read('mcause')]).toEqual([at('cause'), 11n]);
  });

  it('are refused where no hart can ever be', () => {
    const { port } = bench(LOOP);
    expect(port.insert(breakpoint(1n << 62n))).toBe(false);
    expect(port.insert({ kind: 'write', address: 0x8000_0000n, length: 0 })).toBe(false);
    expect(port.insert({ kind: 'write', address: 0x8000_0000n, length: Infinity })).toBe(false);
  });
});

const DATA = `
  la a0, data
  li a1, 0x1122334455667788
  li a2, 0
`;
/** Each touches the byte at data + 8, and some that byte alone. */
const accesses: readonly (readonly [string, string, PointKind])[] = [
  ['a load', 'ld a2, 8(a0)', 'read'],
  ['a store', 'sd a1, 8(a0)', 'write'],
  ['a byte', 'sb a1, 8(a0)', 'write'],
  ['a misaligned store', 'sd a1, 1(a0)', 'write'],
  ['a load that crosses pages', 'ld a2, 5(a0)', 'read'],
  ['a store that crosses pages', 'sw a1, 5(a0)', 'write'],
  ['an AMO, as a load', 'addi a0, a0, 8\n amoadd.d a2, a1, (a0)', 'read'],
  ['an AMO, as a store', 'addi a0, a0, 8\n amoadd.d a2, a1, (a0)', 'write'],
  ['CBO.ZERO', 'addi a0, a0, 8\n cbo.zero (a0)', 'write'],
  ['LR', 'addi a0, a0, 8\n lr.d a2, (a0)', 'read'],
  ['a float load', 'li t0, 0x6000\n csrs mstatus, t0\n fld fa0, 8(a0)', 'read'],
  ['a float store', 'li t0, 0x6000\n csrs mstatus, t0\n fsd fa0, 8(a0)', 'write'],
];

describe('watchpoints', () => {
  const program = (access: string): string =>
    `${DATA}\n${access}\nafter:\n${PASS}\n.balign 4096\n.space 0xff8\ndata: .dword 0, 0, 0`;

  it.each(accesses)('see %s before it happens', (_what, access, kind) => {
    for (const watched of [kind, 'access'] as const) {
      const { machine, port, at } = bench(program(access));
      const address = at('data') + 8n;
      port.insert({ kind: watched, address, length: 1 });
      expect(go(machine, port)).toMatchObject({ kind: 'watchpoint', hart: 0, address });
      expect(port.readPhysical(at('data'), 24)).toEqual(new Uint8Array(24));
      expect(port.harts[0]!.read('a2')).toBe(0n);
      // Going on, the access is made, and is not reported again.
      expect(stepOne(machine, port)).toMatchObject({ kind: 'step' });
      expect(pc(port)).toBe(at('after'));
      expect(go(machine, port)).toBe('halt');
    }
  });

  it('see SC, and none that fails for want of a reservation', () => {
    const { machine, port, at } = bench(
      program('addi a0, a0, 8\n sc.d a2, a1, (a0)\n lr.d a2, (a0)\n sc.d a3, a1, (a0)'),
    );
    port.insert({ kind: 'write', address: at('data') + 8n, length: 1 });
    expect(go(machine, port)).toMatchObject({ kind: 'watchpoint' });
    expect(stepOne(machine, port)).toMatchObject({ kind: 'step' });
    expect([pc(port), port.harts[0]!.read('a3')]).toEqual([at('after'), 0n]);
  });

  it('see nothing of other accesses, near as they are', () => {
    for (const access of ['ld a2, 0(a0)', 'sd a1, 0(a0)', 'sd a1, 9(a0)', 'ld a2, 8(a0)', 'sw a1, 4(a0)']) {
      const { machine, port, at } = bench(program(access));
      port.insert({ kind: 'write', address: at('data') + 8n, length: 1 });
      expect([access, go(machine, port)]).toEqual([access, 'halt']);
    }
  });

  it('report the first byte of the range that is touched', () => {
    const { machine, port, at } = bench(program('sd a1, 6(a0)'));
    port.insert({ kind: 'write', address: at('data') + 8n, length: 16 });
    expect(go(machine, port)).toMatchObject({ address: at('data') + 8n });
    const other = bench(program('sd a1, 9(a0)'));
    other.port.insert({ kind: 'write', address: at('data') + 8n, length: 16 });
    expect(go(other.machine, other.port)).toMatchObject({ address: at('data') + 9n });
  });

  it('come before the exception of a misaligned atomic access', () => {
    const { machine, port, at } = bench(program('addi a0, a0, 6\n amoadd.d a2, a1, (a0)'));
    port.insert({ kind: 'write', address: at('data') + 8n, length: 1 });
    expect(go(machine, port)).toMatchObject({ kind: 'watchpoint' });
    expect(port.harts[0]!.read('mcause')).toBe(0n);
  });

  it('see the UART being written', () => {
    const { machine, port } = bench(`li a0, 0x10000000\nli a1, 65\nsb a1, 0(a0)\n${PASS}`);
    port.insert({ kind: 'write', address: 0x1000_0000n, length: 8 });
    expect(go(machine, port)).toMatchObject({ kind: 'watchpoint', address: 0x1000_0000n });
    expect(go(machine, port)).toBe('halt');
  });
});

describe('single steps', () => {
  it('are one instruction each', () => {
    const { machine, port, at } = bench(LOOP);
    expect(stepOne(machine, port)).toEqual({ kind: 'step', hart: 0 });
    expect(pc(port)).toBe(at('again'));
    expect(stepOne(machine, port)).toEqual({ kind: 'step', hart: 0 });
    expect([pc(port), machine.retired]).toEqual([at('here'), 2]);
  });

  it('go to the handler of an exception, and no further', () => {
    const { machine, port, at } = bench(`la t0, handler\ncsrw mtvec, t0\n.word 0\n.align 2\nhandler:\n${PASS}`);
    for (let i = 0; i < 4; i++) stepOne(machine, port);
    expect([pc(port), port.harts[0]!.read('mcause')]).toEqual([at('handler'), 2n]);
  });

  it('go to the handler of an interrupt, and no further', () => {
    const { machine, port, at } = bench(`
      la t0, handler
      csrw mtvec, t0
      li t0, 2
      csrw mideleg, zero
      csrw mie, t0
      csrsi mstatus, 8
    before:
      nop
      ${PASS}
    .align 2
    handler:
      ${PASS}`);
    while (pc(port) !== at('before')) stepOne(machine, port);
    port.harts[0]!.write('mip', 2n);
    expect(stepOne(machine, port)).toEqual({ kind: 'step', hart: 0 });
    expect([pc(port), port.harts[0]!.read('mepc')]).toEqual([at('handler'), at('before')]);
  });

  it('stop behind WFI, and end only when there is something to execute', () => {
    const { machine, port, at } = bench(`wfi\nafter:\nnop\n${PASS}`);
    expect(stepOne(machine, port)).toMatchObject({ kind: 'step' });
    expect([pc(port), port.harts[0]!.state]).toEqual([at('after'), 'waiting']);
    port.resume(() => 'step');
    expect(machine.step(10)).toEqual({ reason: 'idle', retired: 0 });
    port.harts[0]!.write('mie', 2n);
    port.harts[0]!.write('mip', 2n);
    expect(machine.step(10)).toEqual({ reason: 'debug', retired: 1 });
    expect(port.stop).toEqual({ kind: 'step', hart: 0 });
  });

  it('leave the turns of several harts as they are', () => {
    const source = `
      csrr s0, mhartid
      la a0, data
      li t0, 0x02004000
      slli t1, s0, 3
      add t0, t0, t1
      li t1, 300
      sd t1, 0(t0)
      li t1, 0x80
      csrw mie, t1
      li t2, 20
    loop:
      lr.d t3, (a0)
      slli t3, t3, 1
      add t3, t3, s0
      sc.d t4, t3, (a0)
      add s2, s2, t3
      pause
      addi t2, t2, -1
      bnez t2, loop
      wfi
      amoadd.d t3, s2, 8(a0)
      bnez s0, .
      ${PASS}
    data: .dword 1, 0`.replaceAll('8(a0)', '(a0)');
    const run = (mode: 'free' | 'stepped'): unknown => {
      const machine = machineFor(source, { harts: 3 });
      const port = debug(machine);
      for (let i = 0; ; i++) {
        if (mode === 'stepped') port.resume((hart) => (hart === i % 3 ? 'step' : 'run'));
        if (machine.step(mode === 'free' ? 100_000 : 1 + (i % 5)).reason === 'halt') break;
      }
      return [machine.retired, port.harts.map((hart) => ['s2', 't3', 'pc'].map(hart.read))];
    };
    expect(run('stepped')).toEqual(run('free'));
  });

  it('of a held hart are none', () => {
    const { machine, port } = bench(LOOP);
    port.resume(() => 'hold');
    expect(machine.step(10)).toEqual({ reason: 'idle', retired: 0 });
    port.resume();
    expect(machine.step(10)).toEqual({ reason: 'budget', retired: 10 });
  });
});

it('stands still while it is paused', () => {
  const { machine, port } = bench('wfi\nj .');
  port.pause();
  expect([machine.step(10), port.stop]).toEqual([{ reason: 'debug', retired: 0 }, { kind: 'pause' }]);
  expect(machine.step(10)).toEqual({ reason: 'debug', retired: 0 });
  port.resume();
  expect(machine.step(1).reason).toBe('budget');
  expect(debug(machine)).toBe(port);
});

describe('a guest', () => {
  /** Timer interrupts every 70 ticks, a loop that counts, misaligned stores over a page's end; stops after 60 interrupts. */
  const BUSY = `
    la t0, handler
    csrw mtvec, t0
    li s0, 0x02004000
    li s1, 70
    sd s1, 0(s0)
    li t0, 0x80
    csrw mie, t0
    csrsi mstatus, 8
    la a0, data
  loop:
    addi a1, a1, 1
    sd a1, 5(a0)
    ld a2, 5(a0)
    add a3, a3, a2
    li t0, 60
    blt a4, t0, loop
    ${PASS}
  .align 2
  handler:
    addi a4, a4, 1
    addi s1, s1, 70
    sd s1, 0(s0)
    csrr t1, mepc
    add a5, a5, t1
    mret
  .balign 4096
  .space 0xff8
  data: .dword 0, 0, 0`;

  const outcome = (machine: Machine): unknown => [
    machine.retired,
    Array.from({ length: 32 }, (_, i) => machine.hart(0).x(i)),
    machine.readMemory(0x8000_1ff8, 24),
  ];

  it('computes the same, to the instruction, however it is stopped', () => {
    const free = machineFor(BUSY);
    expect(free.step(1_000_000).reason).toBe('halt');
    const { machine, port, at } = bench(BUSY);
    port.insert(breakpoint(at('handler')));
    port.insert({ kind: 'access', address: at('data') + 8n, length: 2 });
    let stops = 0;
    for (;;) {
      stops++;
      port.resume(stops % 3 === 0 ? () => 'step' : undefined);
      // Some by the budget, some in a pause, too.
      const { reason } = machine.step(1 + (stops % 7));
      if (reason === 'halt') break;
      if (stops % 11 === 0) port.pause();
    }
    expect(stops).toBeGreaterThan(1000);
    expect(outcome(machine)).toEqual(outcome(free));
  });
});

it('leaves a supervisor its gates, and stops it between them', () => {
  const source = `li a0, 7\n gate 1\n here:\n li a1, 1\n gate 2\n li a1, 2\n gate 3`;
  const { symbols } = assemble(source, { base: 0x8020_0000n });
  const { sections } = assemble(source, { base: 0x8020_0000n });
  const machine = machineFor('', { bios: 'sbi', kernel: sections[0]!.bytes });
  const port = debug(machine);
  const hart = attach(machine).harts[0]!;
  port.insert({ kind: 'software', address: symbols.get('here')!.address, length: 4 });
  port.insert({ kind: 'software', address: symbols.get('here')!.address + 2n, length: 2 });
  expect([hart.run(100), hart.gate, hart.argument(0)]).toEqual([RunExit.Gate, 1, 7]);
  expect([hart.run(100), port.stop]).toMatchObject([RunExit.Debug, { kind: 'breakpoint' }]);
  expect(() => hart.argument(0)).toThrow(expect.objectContaining({ code: 'E_NOT_AT_GATE' }) as Error);
  // What cannot be interrupted is not.
  expect([hart.runThrough(100), hart.gate]).toEqual([RunExit.Gate, 2]);
  expect(port.stop).toMatchObject({ kind: 'breakpoint' });
  port.resume(() => 'step');
  expect(hart.run(100)).toBe(RunExit.Debug);
  port.resume(() => 'step');
  // The gate is the supervisor's; the step is over behind it.
  expect([hart.run(100), hart.gate, hart.run(100)]).toEqual([RunExit.Gate, 3, RunExit.Debug]);
  expect(port.stop).toEqual({ kind: 'step', hart: 0 });
  expect(() => port.reset()).toThrow(expect.objectContaining({ code: 'E_ATTACHED' }) as Error);
});

describe('registers', () => {
  const { port } = bench(LOOP);
  const hart = port.harts[0]!;

  it.each(['pc', 'x10', 'a0', 'fp', 'f9', 'fs1', 'mepc', 'stvec', 'sscratch', 'mtval'])(
    '%s is written whole',
    (name) => {
      expect(hart.write(name, 0x1234_5678_9abc_def0n)).toBe(true);
      expect(hart.read(name)).toBe(0x1234_5678_9abc_def0n);
    },
  );

  it('keep to their rules', () => {
    expect([hart.write('x0', 5n), hart.read('zero')]).toEqual([true, 0n]);
    expect([hart.write('pc', 0x8000_0003n), hart.read('pc')]).toEqual([true, 0x8000_0002n]);
    expect([hart.write('mip', -1n), hart.read('mip')]).toEqual([true, 0x222n]);
    expect([hart.write('frm', 3n), hart.write('fflags', 0x1fn), hart.read('fcsr')]).toEqual([true, true, 0x7fn]);
    expect([hart.write('mhartid', 1n), hart.write('cycle', 1n)]).toEqual([false, false]);
    expect([hart.write('priv', 1n), hart.read('priv')]).toEqual([true, 1n]);
    expect([hart.write('priv', 2n), hart.write('priv', 1n << 32n), hart.read('priv')]).toEqual([false, false, 1n]);
    expect([hart.write('nonesuch', 1n), hart.read('nonesuch'), hart.read('vsatp')]).toEqual([
      false,
      undefined,
      undefined,
    ]);
  });

  it('count on from what is written', () => {
    for (const name of ['mcycle', 'minstret']) {
      expect([hart.write(name, 77n), hart.read(name)]).toEqual([true, 77n]);
    }
    expect([hart.write('mcountinhibit', 5n), hart.read('mcycle'), hart.read('minstret')]).toEqual([true, 77n, 77n]);
    expect([hart.write('mcycle', 78n), hart.read('mcycle')]).toEqual([true, 78n]);
  });

  it('leave floating point as it is: off, or dirty when they are written', () => {
    const FS = 0x6000n;
    for (const [before, after] of [
      [0n, 0n],
      [0x2000n, FS],
    ] as const) {
      for (const name of ['fcsr', 'fa0']) {
        hart.write('mstatus', before);
        hart.write(name, 1n);
        expect([name, hart.read('mstatus')! & FS]).toEqual([name, after]);
      }
    }
  });

  it('are listed by number', () => {
    expect(csrList.find(({ name }) => name === 'satp')).toEqual({ name: 'satp', number: 0x180 });
    for (const { name } of csrList) expect([name, hart.read(name)]).not.toEqual([name, undefined]);
  });
});

describe('memory', () => {
  it('ends where it ends, and is written whole or not at all', () => {
    const { port } = bench(LOOP);
    const hart = port.harts[0]!;
    const end = 0x8080_0000n;
    expect(hart.writeMemory(end - 4n, Uint8Array.of(1, 2, 3, 4))).toBe(true);
    expect(hart.readMemory(end - 2n, 100)).toEqual(Uint8Array.of(3, 4));
    expect(hart.writeMemory(end - 2n, Uint8Array.of(9, 9, 9))).toBe(false);
    expect(hart.readMemory(end - 2n, 2)).toEqual(Uint8Array.of(3, 4));
    expect([hart.readMemory(0n, 8), hart.readMemory(1n << 63n, 8)]).toEqual([new Uint8Array(0), new Uint8Array(0)]);
    expect([hart.readMemory(end, 0), hart.writeMemory(0n, new Uint8Array(0))]).toEqual([new Uint8Array(0), true]);
  });

  it('leaves devices alone unless they are asked for', () => {
    const { machine, port } = bench(LOOP);
    const hart = port.harts[0]!;
    machine.send(Uint8Array.of(65, 66));
    expect(hart.readMemory(0x1000_0000n, 1)).toEqual(new Uint8Array(0));
    expect(hart.writeMemory(0x1000_0007n, Uint8Array.of(5))).toBe(false);
    expect(hart.writeMemory(0x1000_0007n, Uint8Array.of(5), 'use')).toBe(true);
    expect(hart.readMemory(0x1000_0007n, 1, 'use')).toEqual(Uint8Array.of(5));
    expect([1, 2].map(() => port.readPhysical(0x1000_0000n, 1, 'use')[0])).toEqual([65, 66]);
    expect(port.writePhysical(0x0200_4000n, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 'use')).toBe(true);
    expect(port.readPhysical(0x0200_4000n, 8, 'use')).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(port.windows.map(({ name }) => name)).toContain('ram');
  });

  it('is translated as the hart does it, past every right, and leaves no A bit', () => {
    const { port } = bench(LOOP);
    const hart = port.harts[0]!;
    // A table with one superpage, for users, that may only be executed: 1 GiB from 0xffff_ffff_c000_0000 on.
    const table = 0x8010_0000n;
    const entry = new Uint8Array(8);
    new DataView(entry.buffer).setBigUint64(0, ((0x8000_0000n >> 12n) << 10n) | 0x19n, true);
    port.writePhysical(table + 8n * 511n, entry);
    hart.write('satp', (8n << 60n) | (table >> 12n));
    hart.write('priv', 1n);
    const address = 0xffff_ffff_c000_0000n;
    expect(hart.translate(address + 0x123n)).toBe(0x8000_0123);
    expect(hart.writeMemory(address + 0x1000n, Uint8Array.of(7))).toBe(true);
    expect(port.readPhysical(0x8000_1000n, 1)).toEqual(Uint8Array.of(7));
    expect(hart.readMemory(address + 0x1000n, 1)).toEqual(Uint8Array.of(7));
    expect(port.readPhysical(table + 8n * 511n, 8)).toEqual(entry);
    expect([hart.translate(0n), hart.translate(0x8000_0000n)]).toEqual([undefined, undefined]);
  });
});

it('starts the machine anew', () => {
  const { machine, port } = bench(LOOP);
  machine.step(7);
  port.pause();
  port.reset();
  expect([pc(port), port.harts[0]!.read('priv'), port.harts[0]!.read('t0')]).toEqual([0x8000_0000n, 3n, 0n]);
  expect(go(machine, port)).toBe('halt');
});

it('leaves nothing behind when it goes', () => {
  const { machine, port, at } = bench(LOOP);
  port.insert(breakpoint(at('here')));
  expect(go(machine, port)).not.toBe('halt');
  port.detach();
  expect([port.stop, hartOf(machine).probe, hartOf(machine).mmu.points]).toEqual([undefined, undefined, undefined]);
  expect(machine.step(1000).reason).toBe('halt');
});
