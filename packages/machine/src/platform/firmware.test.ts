/** The built-in SBI as a guest sees it. */
import { describe, expect, test } from 'vitest';
import { supervisor, sbi, TIME, SRST, DBCN, PMU, SHUTDOWN } from '../testing/platform.ts';

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
