/** HTIF as a guest sees it. */
import { describe, expect, test } from 'vitest';
import { Machine } from '../machine.ts';
import { run, elf } from '../testing/platform.ts';

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
