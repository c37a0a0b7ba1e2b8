import { describe, expect, it } from 'vitest';
import { assembled, run } from '../../testing/run.ts';

/** Runs assembly as the only program. */
const program = (source: string): ReturnType<typeof run> =>
  run([{ name: 'p', bytes: assembled(source) }], 'quiet init=p cpu_limit=200', 50_000_000);

const exitWith = (register: string): string => `mv a0, ${register}\nli a7, 93\necall\n`;
/** Ends with 0 if a0 is `value`, else with 1. */
const expectResult = (value: number): string => `li t0, ${value}\nxor a0, a0, t0\nsnez a0, a0\nli a7, 93\necall\n`;

describe('write', () => {
  const text = 'j 1f\n.ascii "text"\n.balign 4\n1:\n';
  // The text is at 0x10004. Each row: fd, address, length, result, and what is printed.
  const cases: [name: string, fd: string, address: string, length: string, result: number, printed: string][] = [
    ['prints and counts', '1', '0x10004', '4', 4, 'text'],
    ['of nothing is nothing, wherever it is', '1', '0', '0', 0, ''],
    ['to another descriptor', '2', '0x10004', '4', -1, ''],
    ['to descriptor −1', '-1', '0x10004', '4', -1, ''],
    ['to a descriptor above 32 bits', '0x100000001', '0x10004', '4', -1, ''],
    ['from null', '1', '0', '4', -1, ''],
    ['from the kernel', '1', '0x80200000', '4', -1, ''],
    ['from the trap context', '1', '-8192', '4', -1, ''],
    ['from the trampoline', '1', '-4096', '4', -1, ''],
    ['from beyond the address space', '1', '1 << 62', '4', -1, ''],
    ['that begins well and ends badly', '1', '0x10004', '0x10000', -1, ''],
    ['that wraps around', '1', '-4', '8', -1, ''],
    ['of a negative length', '1', '0x10004', '-1', -1, ''],
    ['of 2^63 − 1 bytes', '1', '0x10004', '0x7fffffffffffffff', -1, ''],
    ['of 2^40 bytes', '1', '0x10004', '1 << 40', -1, ''],
  ];
  it.each(cases)('%s', (_name, fd, address, length, result, printed) => {
    const { output, status } = program(
      `${text}li a0, ${fd}\nli a1, ${address}\nli a2, ${length}\nli a7, 64\necall\n${expectResult(result)}`,
    );
    expect([output, status]).toEqual([printed, 0]);
  });

  it('prints what is longer than a page whole', () => {
    // From the start of the code to the end of the data, two pages.
    const { output, status } = program(
      'li a0, 1\nli a1, 0x10000\nli a2, 0x2000\nli a7, 64\necall\n' + expectResult(0x2000),
    );
    expect(status).toBe(0);
    expect(output.length).toBeGreaterThan(4096);
  });
});

describe('the other calls', () => {
  it('exit gives the lowest 8 bits of the status', () => {
    for (const [status, seen] of [
      [0, 0],
      [255, 255],
      [256, 0],
      [-1, 255],
      ['1 << 40', 0],
    ] as const) {
      expect(program(`li t1, ${status}\n${exitWith('t1')}`).status).toBe(seen);
    }
  });

  it('get_time counts milliseconds, and yield returns 0', () => {
    const { status } = program(`
      li a7, 169
      ecall
      mv s0, a0
      li t0, 1000000      # two instructions each: 200 ms of the deterministic machine's time
    1: addi t0, t0, -1
      bnez t0, 1b
      li a7, 124
      ecall
      bnez a0, 2f
      li a7, 169
      ecall
      sub a0, a0, s0
    2: li a7, 93
      ecall
    `);
    expect(status).toBeGreaterThanOrEqual(20);
    expect(status).toBeLessThanOrEqual(24);
  });

  it.each(['0', '63', '65', '94', '-1', '1 << 62'])('number %s fails, and the program goes on', (number) => {
    expect(program(`li a0, 5\nli a7, ${number}\necall\n${expectResult(-1)}`)).toMatchObject({ status: 0, output: '' });
  });
});
