/** UART, finisher and CLINT as a guest sees them, and what is no device. */
import { describe, expect, test } from 'vitest';
import { bare, FINISH, PASS, PUTS } from '../testing/platform.ts';

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
