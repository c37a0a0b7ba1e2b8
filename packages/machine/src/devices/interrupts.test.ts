/** PLIC, UART and virtio as a guest meets them: small programs on the whole machine, in M-mode and above the SBI. Long by those programs. */
import { describe, expect, test } from 'vitest';
import { attach } from '../raw.ts';
import { Machine } from '../machine.ts';
import type { MachineOptions } from '../options.ts';
import { image, machineFor, PASS } from '../testing.ts';
import { memoryDisk } from './backends/memory-disk.ts';
import type { PacketPort } from './backends/ports.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** In S-mode, above the built-in SBI. */
const supervisor = (source: string, options: MachineOptions = {}): Machine =>
  new Machine({ memory: 8 << 20, clock: 'deterministic', kernel: image(source, 0x8020_0000n), ...options });

const machines = [
  { mode: 'm', context: 0, cause: 11, make: machineFor },
  { mode: 's', context: 1, cause: 9, make: supervisor },
] as const;

/**
 * Waits for interrupts of source `irq` in mode `m` or `s`. The program goes on at `claimed`, with the source in s1, and ends its
 * handling at `complete`.
 */
const waitFor = (mode: 'm' | 's', context: number, cause: number, irq: number): string => `
    la t0, handler
    csrw ${mode}tvec, t0
    li s0, 0x0c000000
    li t0, 1
    sw t0, ${4 * irq}(s0)
    li t1, ${0x0c00_2000 + 0x80 * context}
    li t0, 1 << ${irq}
    sw t0, 0(t1)
    li s2, ${0x0c20_0000 + 0x1000 * context}
    sw zero, 0(s2)
    li t0, 1 << ${cause}
    csrw ${mode}ie, t0
    csrsi ${mode}status, ${mode === 'm' ? 8 : 2}
    j main
    .balign 4
  handler:
    csrr s3, ${mode}cause
    lw s1, 4(s2)
    j claimed
  complete:
    sw s1, 4(s2)
    ${mode}ret
`;

describe.each(machines)('in $mode-mode', ({ mode, context, cause, make }) => {
  const echo = `
    ${waitFor(mode, context, cause, 10)}
  claimed:
    addi s4, s4, 1
  1: lbu t1, 0(s5)
    sb t1, 0(s5)
    li t2, '.'
    beq t1, t2, end
    lbu t1, 5(s5)
    andi t1, t1, 1
    bnez t1, 1b
    j complete
  main:
    li s5, 0x10000000
    li t0, 1
    sb t0, 1(s5)
  2: wfi
    j 2b
  end: ${PASS}
    j .
  `;

  test('input wakes an idle hart by the UART and the PLIC', () => {
    let output = '';
    const machine = make(echo, { console: (bytes) => (output += String.fromCharCode(...bytes)) });
    expect(machine.step(10_000)).toMatchObject({ reason: 'idle' });
    expect(machine.step(10_000)).toEqual({ reason: 'idle', retired: 0 });
    machine.send(ascii('a'));
    expect(machine.step(10_000)).toMatchObject({ reason: 'idle' });
    machine.send(ascii('bc'));
    machine.send(ascii('d'));
    expect(machine.step(10_000)).toMatchObject({ reason: 'idle' });
    expect(output).toBe('abcd');
    const hart = machine.hart(0);
    expect([hart.x(9), hart.x(19), hart.x(20)]).toEqual([10n, (1n << 63n) | BigInt(cause), 2n]);
    machine.send(ascii('e.'));
    expect([machine.step(10_000), output]).toMatchObject([{ reason: 'halt', status: 0 }, 'abcde.']);
  });

  test('input that came before the UART was told to interrupt is not lost', () => {
    let output = '';
    const machine = make(echo, { console: (bytes) => (output += String.fromCharCode(...bytes)) });
    machine.send(ascii('early.'));
    expect([machine.step(10_000), output]).toMatchObject([{ reason: 'halt', status: 0 }, 'early.']);
  });

  test('without completion there is no second interrupt', () => {
    const machine = make(`
      ${waitFor(mode, context, cause, 10)}
    claimed:
      addi s4, s4, 1
      ${mode}ret
    main:
      li s5, 0x10000000
      li t0, 1
      sb t0, 1(s5)
    2: wfi
      j 2b
    `);
    machine.send(ascii('a'));
    expect(machine.step(1000)).toMatchObject({ reason: 'idle' });
    expect(machine.hart(0).x(20)).toBe(1n);
  });
});

test('the line of each mode is seen in mip, and falls with the claim', () => {
  const machine = machineFor(`
    li s0, 0x0c000000
    li t0, 1
    sw t0, 40(s0)
    li t1, 0x0c002000
    li t0, 1 << 10
    sw t0, 0(t1)
    sw t0, 0x80(t1)
    li t1, 0x10000000
    li t0, 2
    sb t0, 1(t1)
    csrr s1, mip
    li t1, 0x0c201000
    lw s2, 4(t1)
    csrr s3, mip
    ${PASS}
    j .
  `);
  expect(machine.step(1000).reason).toBe('halt');
  expect([9, 18, 19].map((register) => machine.hart(0).x(register))).toEqual([0xa00n, 10n, 0n]);
});

/** Brings the device of slot 0 to DRIVER_OK with queues of 8, whose areas are at `queue0`, `queue1` …; its base stays in s5. */
const bringUp = (queues: number): string => `
    li s5, 0x10001000
    sw zero, 0x70(s5)
    li t0, 3
    sw t0, 0x70(s5)
    li t0, 1
    sw t0, 0x24(s5)
    sw t0, 0x20(s5)
    li t0, 11
    sw t0, 0x70(s5)
    lw t1, 0x70(s5)
    bne t0, t1, fail
    ${Array.from(
      { length: queues },
      (_, queue) => `
    li t0, ${queue}
    sw t0, 0x30(s5)
    li t0, 8
    sw t0, 0x38(s5)
    la t0, queue${queue}
    sw t0, 0x80(s5)
    addi t1, t0, 0x100
    sw t1, 0x90(s5)
    addi t1, t0, 0x200
    sw t1, 0xa0(s5)
    li t0, 1
    sw t0, 0x44(s5)
    `,
    ).join('')}
    li t0, 15
    sw t0, 0x70(s5)
`;

/** Makes the chain at descriptor `head` of a queue that was never used before available, and notifies. */
const offer = (queue: number, head: number, position = 0): string => `
    la t0, queue${queue}
    li t1, ${head}
    sh t1, ${0x104 + 2 * position}(t0)
    fence
    li t1, ${position + 1}
    sh t1, 0x102(t0)
    fence
    li t1, ${queue}
    sw t1, 0x50(s5)
`;

const descriptor = (address: string, length: number, flags: number, next: number): string => `
    .dword ${address}
    .word ${length}
    .half ${flags}, ${next}
`;

const FAIL = `
  fail:
    li t6, 0x100000
    li t5, 0x13333
    sw t5, 0(t6)
    j .
`;

describe.each(machines)('virtio block in $mode-mode', ({ mode, context, cause, make }) => {
  // Reads sector 2, adds 1 to each byte, writes it to sector 5; every request ends with an interrupt.
  const program = `
    ${waitFor(mode, context, cause, 1)}
  claimed:
    lw t0, 0x60(s5)
    sw t0, 0x64(s5)
    li t1, 1
    bne t0, t1, fail
    addi s4, s4, 1
    j complete
  main:
    ${bringUp(1)}
    ${offer(0, 0, 0)}
  1: bnez s4, 2f
    wfi
    j 1b
  2: la t0, status
    lbu t1, 0(t0)
    bnez t1, fail
    la t0, data
    addi t1, t0, 512
  3: lbu t2, 0(t0)
    addi t2, t2, 1
    sb t2, 0(t0)
    addi t0, t0, 1
    bltu t0, t1, 3b
    ${offer(0, 3, 1)}
  4: li t0, 2
    beq s4, t0, 5f
    wfi
    j 4b
  5: la t0, status
    lbu t1, 1(t0)
    bnez t1, fail
    ${PASS}
    j .
    ${FAIL}
    .balign 4096
  queue0:
    ${descriptor('read', 16, 1, 1)}
    ${descriptor('data', 512, 3, 2)}
    ${descriptor('status', 1, 2, 0)}
    ${descriptor('write', 16, 1, 4)}
    ${descriptor('data', 512, 1, 5)}
    ${descriptor('status + 1', 1, 2, 0)}
    .zero 0x300
  read: .word 0, 0
    .dword 2
  write: .word 1, 0
    .dword 5
  status: .byte 0xff, 0xff
    .balign 16
  data: .zero 512
  `;
  const contents = (): Uint8Array => Uint8Array.from({ length: 512 * 8 }, (_, i) => (i * 7) % 253);
  const changed = (): Uint8Array => {
    const expected = contents();
    expected.set(
      expected.slice(1024, 1536).map((byte) => byte + 1),
      512 * 5,
    );
    return expected;
  };

  test('reads and writes a disk', () => {
    const disk = contents();
    const machine = make(program, { drives: [memoryDisk(disk)] });
    expect(machine.step(100_000)).toMatchObject({ reason: 'halt', status: 0 });
    expect(disk).toEqual(changed());
    expect(machine.hart(0).x(20)).toBe(2n);
  });

  test('reaches what a supervisor permits', () => {
    const run = (permits: (address: number, length: number) => boolean): [number | undefined, number] => {
      const machine = make(program, { drives: [memoryDisk(contents())] });
      const raw = attach(machine);
      raw.setDmaFilter(permits);
      raw.harts[0]!.run(100_000);
      return [raw.haltStatus, Number(machine.hart(0).x(20))];
    };
    const asked: number[] = [];
    expect(run((address, length) => asked.push(address, address + length) > 0)).toEqual([0, 2]);
    expect(asked.length).toBeGreaterThan(0);
    // The device stops, and the driver does not expect what it is interrupted for.
    expect(run(() => false)).toEqual([1, 0]);
    // A filter that lets go of what was asked last: so much was done before.
    const end = Math.max(...asked);
    expect(run((address, length) => address + length < end)[0]).toBe(1);
  });

  test('waits for a slow disk, idle', () => {
    const disk = contents();
    const inner = memoryDisk(disk);
    const waiting: (() => void)[] = [];
    const slow = {
      ...inner,
      read: (...request: Parameters<typeof inner.read>) => void waiting.push(() => inner.read(...request)),
      write: (...request: Parameters<typeof inner.write>) => void waiting.push(() => inner.write(...request)),
    };
    let wakes = 0;
    const machine = make(program, { drives: [slow], onWake: () => wakes++ });
    for (let requests = 1; requests <= 2; requests++) {
      expect(machine.step(100_000)).toMatchObject({ reason: 'idle' });
      expect([machine.step(100_000), waiting.length]).toEqual([{ reason: 'idle', retired: 0 }, requests]);
      expect(wakes).toBe(requests - 1);
      waiting.at(-1)!();
      expect(wakes).toBe(requests);
    }
    expect(machine.step(100_000)).toMatchObject({ reason: 'halt', status: 0 });
    expect(disk).toEqual(changed());
  });
});

test('a network answers through the port, and what the port throws comes out of step', () => {
  const program = `
    ${waitFor('m', 0, 11, 1)}
  claimed:
    lw t0, 0x60(s5)
    sw t0, 0x64(s5)
    j complete
  main:
    ${bringUp(2)}
    ${offer(0, 0)}
    ${offer(1, 0)}
    la s6, queue0
  1: lhu t0, 0x202(s6)
    bnez t0, 2f
    wfi
    j 1b
  2: lw s7, 0x208(s6)
    ${PASS}
    j .
    ${FAIL}
    .balign 4096
  queue0:
    ${descriptor('room', 1530, 2, 0)}
    .zero 0x400 - 16
  queue1:
    ${descriptor('packet', 12 + 60, 0, 0)}
    .zero 0x400 - 16
  packet: .zero 12
    .ascii "the frame"
    .zero 60
  room: .zero 1530
  `;
  const frames: string[] = [];
  let deliver: (frame: Uint8Array) => void = () => undefined;
  let fails = true;
  const network: PacketPort = {
    send: (frame) => {
      frames.push(String.fromCharCode(...frame.subarray(0, 9)));
      if (fails) throw new Error('cable');
    },
    onReceive: (to) => (deliver = to),
  };
  const machine = machineFor(program, { network });
  expect(() => machine.step(100_000)).toThrow('cable');
  fails = false;
  expect(machine.step(100_000)).toMatchObject({ reason: 'idle' });
  expect(frames).toEqual(['the frame']);
  deliver(new Uint8Array(42));
  expect(machine.step(100_000)).toMatchObject({ reason: 'halt', status: 0 });
  expect(machine.hart(0).x(23)).toBe(54n);
});

test('two deterministic machines draw the same entropy, and a source can be given', () => {
  const program = `
    ${bringUp(1)}
    ${offer(0, 0)}
    la t0, room
    ld s6, 0(t0)
    ${PASS}
    j .
    ${FAIL}
    .balign 4096
  queue0:
    ${descriptor('room', 8, 2, 0)}
    .zero 0x400
  room: .dword 0
  `;
  const draw = (options: MachineOptions = {}): bigint => {
    const machine = machineFor(program, options);
    expect(machine.step(100_000)).toMatchObject({ reason: 'halt', status: 0 });
    return machine.hart(0).x(22);
  };
  expect(draw()).toBe(draw());
  expect(draw()).not.toBe(0n);
  expect(draw({ entropy: (target) => void target.fill(0x11) })).toBe(0x1111_1111_1111_1111n);
  expect(draw({ clock: () => 0 })).not.toBe(draw({ clock: () => 0 }));
});

test('a restart of the machine resets its devices', () => {
  let output = '';
  const machine = machineFor(
    `
    li s5, 0x10001000
    lw s6, 0x70(s5)
    lw s7, 0x44(s5)
    bnez s6, fail
    bnez s7, fail
    ${bringUp(1)}
    li t0, 0x10000000
    lbu t1, 0(t0)
    li t2, 'x'
    sb t2, 0(t0)
    li t6, 0x100000
    li t5, 0x7777
    beqz t1, 1f
    sw t5, 0(t6)
  1: ${PASS}
    j .
    ${FAIL}
    .balign 4096
  queue0: .zero 0x400
  `,
    { drives: [memoryDisk(new Uint8Array(512))], console: (bytes) => (output += String.fromCharCode(...bytes)) },
  );
  machine.send(ascii('r'));
  expect([machine.step(1_000_000), output]).toMatchObject([{ reason: 'halt', status: 0 }, 'xx']);
});
