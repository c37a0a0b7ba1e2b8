/** The platform as a guest sees it: consoles, clocks, firmware calls and ways to end, by small programs in assembly. */
import { wrap, viewOf } from '@racho/bytes/raw';
import { PF, SHF, writeElf } from '@racho/elf';
import { assemble } from '@racho/isa/assembler';
import { describe, expect, test } from 'vitest';
import { cellsOf, findNode, readFdt, stringsOf } from './fdt/index.ts';
import { Machine } from './machine.ts';
import type { MachineOptions } from './options.ts';
import { image } from './testing.ts';

const KERNEL = 0x8020_0000n;
const MEMORY = 8 << 20;
/** Far more than any of these programs needs. */
const BUDGET = 1_000_000;

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

interface Outcome {
  readonly machine: Machine;
  readonly output: string;
  /** `halt 0`, or why it did not end. */
  readonly end: string;
}

/** Runs a machine until it halts, goes idle or the budget is used up; `input` is there from the start. */
function run(options: MachineOptions, input = ''): Outcome {
  let output = '';
  const console = (bytes: Uint8Array): void => {
    output += String.fromCharCode(...bytes);
  };
  const machine = new Machine({ memory: MEMORY, clock: 'deterministic', console, ...options });
  machine.send(ascii(input));
  const { reason, status } = machine.step(BUDGET);
  return { machine, output, end: status === undefined ? reason : `${reason} ${status}` };
}

/** In M-mode, without firmware. */
const bare = (source: string, input?: string): Outcome => run({ bios: 'none', kernel: image(source) }, input);
/** In S-mode, above the built-in SBI. */
const supervisor = (source: string, input?: string): Outcome => run({ kernel: image(source, KERNEL) }, input);

/** As an ELF with all its symbols. */
function elf(source: string): Uint8Array {
  const { sections, symbols } = assemble(source);
  const [text] = sections;
  return viewOf(
    writeElf({
      entry: Number(text!.address),
      sections: [{ name: '.text', contents: wrap(text!.bytes), address: Number(text!.address), flags: SHF.ALLOC }],
      segments: [{ sections: ['.text'], flags: PF.R | PF.W | PF.X }],
      symbols: [...symbols].map(([name, { address }]) => ({ name, address: Number(address) })),
    }),
  );
}

const FINISH = `
finish:
  li t0, 0x100000
  sw a0, 0(t0)
  j .
`;
const PASS = `
  li a0, 0x5555
  j finish
  ${FINISH}
`;

/** Prints the string at a0 through the UART. */
const PUTS = `
puts:
  li t0, 0x10000000
1: lbu t1, 0(a0)
  beqz t1, 3f
2: lbu t2, 5(t0)
  andi t2, t2, 0x20
  beqz t2, 2b
  sb t1, 0(t0)
  addi a0, a0, 1
  j 1b
3: ret
`;

describe('the UART', () => {
  test('prints', () => {
    const { output, end } = bare(`
      la a0, text
      call puts
      ${PASS}
      ${PUTS}
      text: .asciz "hello, world\\n"
    `);
    expect([output, end]).toEqual(['hello, world\n', 'halt 0']);
  });

  test('reads what was sent, in order, and more than a FIFO holds', () => {
    const input = 'the quick brown fox jumps over the lazy dog.';
    const echo = `
      li t0, 0x10000000
      li t3, '.'
      li t1, 1
      sb t1, 2(t0)
    1: lbu t1, 5(t0)
      andi t1, t1, 1
      beqz t1, 1b
      lbu t1, 0(t0)
      sb t1, 0(t0)
      bne t1, t3, 1b
      ${PASS}
    `;
    const { output, end } = bare(echo, input);
    expect([output, end]).toEqual([input, 'halt 0']);
  });

  test('more input than the line holds shows as an overrun', () => {
    const { machine, end } = bare(
      `
      li t0, 0x10000000
      lbu s0, 5(t0)
      lbu s1, 5(t0)
      ${PASS}
    `,
      'x'.repeat(65_537),
    );
    expect(end).toBe('halt 0');
    expect([machine.hart(0).x(8), machine.hart(0).x(9)]).toEqual([0x63n, 0x61n]);
  });
});

describe('the finisher', () => {
  test.each([
    ['passes', 0x5555, 'halt 0'],
    ['fails with a code', 0x002a_3333, 'halt 42'],
    ['ignores anything else', 0x1234, 'budget'],
  ])('%s', (_, value, expected) => {
    expect(bare(`li a0, ${value}\n${FINISH}`).end).toBe(expected);
  });

  test('restarts: memory as loaded, registers as at the start, input goes on', () => {
    const { machine, output, end } = bare(
      `
      la t1, count
      lw t2, 0(t1)
      addi t2, t2, 'A'
      li t0, 0x10000000
      sb t2, 0(t0)
      sw t2, 0(t1)
      lbu t3, 0(t0)
      li a0, 0x7777
      li t4, 'r'
      beq t3, t4, finish
      ${PASS}
      .balign 4
      count: .word 0
    `,
      'rrq',
    );
    expect([output, end]).toEqual(['AAA', 'halt 0']);
    expect(machine.step(10)).toEqual({ reason: 'halt', retired: 0, status: 0 });
  });
});

describe('the CLINT', () => {
  test('mtime, the time CSR and the instruction count agree', () => {
    const { machine, end } = bare(`
      li t0, 0x200bff8
      .rept 50
      nop
      .endr
      ld s0, 0(t0)
      rdtime s1
      rdinstret s2
      lw s3, 0(t0)
      lw s4, 4(t0)
      li t1, 0x123456789abcd
      sd t1, 0(t0)
      rdtime s5
      ld s6, 0(t0)
      ${PASS}
    `);
    expect(end).toBe('halt 0');
    const x = (register: number): bigint => machine.hart(0).x(register);
    const [mtime, time, instret, low, high] = [8, 9, 18, 19, 20].map(x);
    expect(time! - mtime!).toBeLessThanOrEqual(1n);
    expect(instret! / 10n - time!).toBeLessThanOrEqual(1n);
    expect(low! - mtime!).toBeLessThanOrEqual(1n);
    expect(high).toBe(0n);
    for (const register of [21, 22]) expect(x(register) - 0x123456789abcdn).toBeLessThanOrEqual(1n);
    expect(x(21)).toBeGreaterThanOrEqual(0x123456789abcdn);
  });

  test('the timer wakes a hart that waits, at its deadline', () => {
    const { machine, end } = bare(`
      la t0, handler
      csrw mtvec, t0
      li t0, 0x80
      csrw mie, t0
      csrsi mstatus, 8
      li t0, 0x2004000
      li t1, 50000
      sd t1, 0(t0)
    1: wfi
      j 1b
      .balign 4
    handler:
      rdtime s0
      csrr s1, mcause
      csrr s2, mip
      li t1, -1
      sd t1, 0(t0)
      csrr s3, mip
      ${PASS}
    `);
    expect(end).toBe('halt 0');
    const x = (register: number): bigint => machine.hart(0).x(register);
    expect([x(8), x(9), x(18), x(19)]).toEqual([50_000n, (1n << 63n) | 7n, 0x80n, 0n]);
  });

  test('a hart interrupts itself by msip', () => {
    const { machine, end } = bare(`
      la t0, handler
      csrw mtvec, t0
      li t0, 8
      csrw mie, t0
      csrsi mstatus, 8
      li t0, 0x2000000
      li t1, 1
      sw t1, 0(t0)
    2: j 2b
      .balign 4
    handler:
      csrr s0, mcause
      lw s1, 0(t0)
      sw zero, 0(t0)
      csrr s2, mip
      ${PASS}
    `);
    expect(end).toBe('halt 0');
    expect([8, 9, 18].map((register) => machine.hart(0).x(register))).toEqual([(1n << 63n) | 3n, 1n, 0n]);
  });
});

describe('what no device answers is an access fault', () => {
  test.each([
    ['lw', 0x0, 5n],
    ['sw', 0x0, 7n],
    ['ld', 0x200_c000, 5n],
    ['lb', 0x200_bff8, 5n],
    ['sb', 0x1000_0008, 7n],
    ['sb', 0x10_0000, 7n],
    ['lhu', 0x1000_0100, 5n],
    ['sd', 0x7fff_fff8, 7n],
    ['ld', 0x80_0000_0000, 5n],
  ])('%s at %d', (instruction, address, cause) => {
    const { machine, end } = bare(`
      la t0, handler
      csrw mtvec, t0
      li t0, ${address}
      ${instruction} t1, 0(t0)
      .balign 4
    handler:
      csrr s0, mcause
      csrr s1, mtval
      ${PASS}
    `);
    expect(end).toBe('halt 0');
    expect([machine.hart(0).x(8), machine.hart(0).x(9)]).toEqual([cause, BigInt(address)]);
  });
});

/** An SBI call; arguments are in a0 … already. */
const sbi = (eid: number, fid = 0): string => `
  li a6, ${fid}
  li a7, ${eid}
  ecall
`;
const TIME = 0x5449_4d45;
const SRST = 0x5352_5354;
const DBCN = 0x4442_434e;
/** Which there is not. */
const PMU = 0x50_4d55;
const SHUTDOWN = `
  li a0, 0
  li a1, 0
  ${sbi(SRST)}
  j .
`;

describe('the SBI', () => {
  test('tells its version and what it has, and keeps all other registers', () => {
    const { machine, end } = supervisor(`
      li a2, 22
      li t6, 66
      ${sbi(0x10, 0)}
      mv s0, a1
      li a0, ${DBCN}
      ${sbi(0x10, 3)}
      mv s1, a1
      li a0, ${PMU}
      ${sbi(0x10, 3)}
      mv s2, a1
      ${sbi(PMU, 0)}
      mv s3, a0
      mv s4, a2
      mv s5, t6
      ${SHUTDOWN}
    `);
    expect(end).toBe('halt 0');
    const expected = [0x0200_0000n, 1n, 0n, 2n ** 64n - 2n, 22n, 66n];
    expect([8, 9, 18, 19, 20, 21].map((register) => machine.hart(0).x(register))).toEqual(expected);
  });

  test('prints by console_putchar and DBCN, in order with the UART', () => {
    const { output, end } = supervisor(`
      li a0, 'a'
      ${sbi(1)}
      li t0, 0x10000000
      li t1, 'b'
      sb t1, 0(t0)
      li a0, 4
      la a1, text
      li a2, 0
      ${sbi(DBCN, 0)}
      mv s0, a1
      li a0, 'g'
      ${sbi(DBCN, 2)}
      li a0, 1
      li a1, 0x1000
      li a2, 0
      ${sbi(DBCN, 0)}
      addi a0, a0, 'h' + 3
      ${sbi(1)}
      addi a0, s0, '0'
      ${sbi(1)}
      ${SHUTDOWN}
      text: .ascii "cdef"
    `);
    expect([output, end]).toEqual(['abcdefgh4', 'halt 0']);
  });

  test('reads by console_getchar and DBCN', () => {
    const { output, machine, end } = supervisor(
      `
      ${sbi(2)}
      ${sbi(1)}
      li a0, 100
      la a1, buffer
      li a2, 0
      ${sbi(DBCN, 1)}
      mv a0, a1
      la a1, buffer
      ${sbi(DBCN, 0)}
      ${sbi(2)}
      mv s0, a0
      ${SHUTDOWN}
      buffer: .zero 100
    `,
      'input',
    );
    expect([output, end, machine.hart(0).x(8)]).toEqual(['input', 'halt 0', 2n ** 64n - 1n]);
  });

  test.each([
    ['TIME', `${TIME}`],
    ['the legacy call', '0'],
  ])('arms the timer by %s; arming it again clears the interrupt', (_, eid) => {
    const { machine, end } = supervisor(`
      la t0, handler
      csrw stvec, t0
      li t0, 0x20
      csrw sie, t0
      csrsi sstatus, 2
      li a0, 30000
      li a6, 0
      li a7, ${eid}
      ecall
      mv s4, a0
    1: wfi
      j 1b
      .balign 4
    handler:
      rdtime s0
      csrr s1, scause
      csrr s2, sip
      li a0, -1
      li a7, ${eid}
      ecall
      csrr s3, sip
      ${SHUTDOWN}
    `);
    expect(end).toBe('halt 0');
    const expected = [30_000n, (1n << 63n) | 5n, 0x20n, 0n, 0n];
    expect([8, 9, 18, 19, 20].map((register) => machine.hart(0).x(register))).toEqual(expected);
  });

  test.each([
    ['shutdown', 0, 0, 'halt 0'],
    ['shutdown after a failure', 0, 1, 'halt 1'],
  ])('ends by SRST: %s', (_, type, reason, expected) => {
    expect(supervisor(`li a0, ${type}\nli a1, ${reason}\n${sbi(SRST)}\nj .`).end).toBe(expected);
  });

  test('ends by the legacy shutdown', () => {
    expect(supervisor(`${sbi(8)}\nj .`).end).toBe('halt 0');
  });

  test('reboots by SRST', () => {
    const { output, end } = supervisor(
      `
      li a0, 'x'
      ${sbi(1)}
      ${sbi(2)}
      li t0, 'r'
      beq a0, t0, reboot
      ${SHUTDOWN}
    reboot:
      li a0, 1
      li a1, 0
      ${sbi(SRST)}
      j .
    `,
      'rrq',
    );
    expect([output, end]).toEqual(['xxx', 'halt 0']);
  });

  test('says what is wrong with a reset and goes on', () => {
    const { machine, end } = supervisor(`li a0, 9\nli a1, 0\n${sbi(SRST)}\nmv s0, a0\n${SHUTDOWN}`);
    expect([machine.hart(0).x(8), end]).toEqual([2n ** 64n - 3n, 'halt 0']);
  });
});

describe('HTIF', () => {
  const HTIF = `
    .balign 8
    tohost: .dword 0
    fromhost: .dword 0
  `;

  test.each([0, 1, 1337])('ends with status %d', (status) => {
    const kernel = elf(`
      _start:
      la t0, tohost
      li t1, ${2 * status + 1}
      sd t1, 0(t0)
    1: j 1b
      ${HTIF}
    `);
    expect(run({ bios: 'none', kernel }).end).toBe(`halt ${status}`);
  });

  test('ends as riscv-tests do: the low word in a loop', () => {
    const kernel = elf(`
      _start:
    1: la t0, tohost
      li t1, 7
      sw t1, 0(t0)
      sw zero, 4(t0)
      j 1b
      ${HTIF}
    `);
    expect(run({ bios: 'none', kernel }).end).toBe('halt 3');
  });

  test('prints by putchar and by the proxied write, then ends', () => {
    const kernel = elf(`
      _start:
      la s0, tohost
      la s1, fromhost
      li t1, (1 << 56) + (1 << 48) + 'A'
      sd t1, 0(s0)
    1: ld t1, 0(s0)
      bnez t1, 1b
      la t1, magic_mem
      la t2, text
      sd t2, 16(t1)
      sd t1, 0(s0)
    2: ld t1, 0(s1)
      beqz t1, 2b
      sd zero, 0(s1)
      la t1, magic_mem
      ld t1, 0(t1)
      slli t1, t1, 1
      ori t1, t1, 1
      sd t1, 0(s0)
    3: j 3b
      ${HTIF}
      magic_mem: .dword 64, 1, 0, 5, 0, 0, 0, 0
      text: .ascii "BCDEF"
    `);
    const { output, end } = run({ bios: 'none', kernel });
    expect([output, end]).toEqual(['ABCDEF', 'halt 5']);
  });

  test('is looked at whoever wrote, and at counts that do not depend on the budget of a step', () => {
    const kernel = elf(`
      _start:
      csrr s0, mhartid
      li t0, 2
    1: bne s0, t0, 1b
      la t0, tohost
      li t1, 7
      sd t1, 0(t0)
    2: j 2b
      ${HTIF}
    `);
    const retired = (budget: number): number => {
      const machine = new Machine({ memory: 8 << 20, clock: 'deterministic', bios: 'none', kernel, harts: 3 });
      let result = machine.step(budget);
      while (result.reason === 'budget') result = machine.step(budget);
      expect(result).toMatchObject({ reason: 'halt', status: 3 });
      return machine.retired;
    };
    const whole = retired(1_000_000);
    for (const budget of [1, 10, 4095, 5000]) expect(retired(budget)).toBe(whole);
  });

  test('is nothing to a program without the symbol', () => {
    expect(run({ bios: 'none', kernel: elf('_start: j _start') }).end).toBe('budget');
  });
});

describe('the start', () => {
  test('a0 is the hart, a1 the device tree, which tells of the machine', () => {
    const initrd = ascii('files');
    const machine = new Machine({ memory: 16 << 20, kernel: image('j .', KERNEL), initrd, bootargs: 'quiet' });
    const [a0, a1] = [10, 11].map((register) => machine.hart(0).x(register));
    expect([a0, machine.hart(0).pc]).toEqual([0n, KERNEL]);
    const fdt = readFdt(machine.readMemory(Number(a1), 0x4000));
    if ('error' in fdt) throw new Error(fdt.error);
    const value = (path: string, name: string): Uint8Array => findNode(fdt.root, path)!.properties.get(name)!;
    expect(stringsOf(value('/chosen', 'bootargs'))).toEqual(['quiet']);
    expect(cellsOf(value('/memory@80000000', 'reg'))).toEqual([0, 0x8000_0000, 0, 16 << 20]);
    const start = cellsOf(value('/chosen', 'linux,initrd-start'))![1]!;
    expect(machine.readMemory(start, initrd.length)).toEqual(initrd);
    expect(cellsOf(value('/chosen', 'linux,initrd-end'))![1]).toBe(start + initrd.length);
  });

  test('the built-in SBI lets U-mode read the counters, as OpenSBI does', () => {
    const { end } = supervisor(`
      la t0, user
      csrw sepc, t0
      la t0, trapped
      csrw stvec, t0
      sret
    user:
      rdtime a5
      rdcycle a5
      rdinstret a5
      ecall
      .balign 4
    trapped:
      csrr t0, scause
      li t1, 8
      bne t0, t1, fail
      ${PASS}
    fail:
      slli a0, t0, 16
      li t0, 0x3333
      or a0, a0, t0
      j finish
    `);
    expect(end).toBe('halt 0');
  });

  test('firmware starts in M-mode and finds the kernel in its place', () => {
    const bios = image(`
      li t0, 0x10000000
      li t1, 'M'
      sb t1, 0(t0)
      # PMP: one region over everything, or S-mode may touch nothing, where there is PMP at all
      la t0, 1f
      csrw mtvec, t0
      li t0, -1
      csrw pmpaddr0, t0
      li t0, 0x1f
      csrw pmpcfg0, t0
      .balign 4
    1: li t0, 0x1800
      csrc mstatus, t0
      li t0, 0x800
      csrs mstatus, t0
      li t0, 0x80200000
      csrw mepc, t0
      mret
    `);
    const kernel = image(
      `
      li t0, 0x10000000
      li t1, 'S'
      sb t1, 0(t0)
      ${PASS}
    `,
      KERNEL,
    );
    const { output, end, machine } = run({ bios, kernel });
    expect([output, end, machine.hart(0).privilege]).toEqual(['MS', 'halt 0', 1]);
  });
});

test('two runs of one program are the same run', () => {
  const program = `
    la t0, handler
    csrw mtvec, t0
    li t0, 0x80
    csrw mie, t0
    csrsi mstatus, 8
    li s0, 0x2004000
    li s1, 20
    li s2, 1000
    sd s2, 0(s0)
  1: addi s3, s3, 1
    j 1b
    .balign 4
  handler:
    addi s2, s2, 777
    sd s2, 0(s0)
    andi a0, s3, 63
    addi a0, a0, 32
    li t0, 0x10000000
    sb a0, 0(t0)
    addi s1, s1, -1
    beqz s1, end
    mret
  end:
    ${PASS}
  `;
  const [one, two] = [bare(program), bare(program)];
  expect(one.end).toBe('halt 0');
  expect(one.output).toHaveLength(20);
  expect([two.output, two.machine.retired]).toEqual([one.output, one.machine.retired]);
});
