/** How a guest starts, and that it starts alike. */
import { describe, expect, test } from 'vitest';
import { cellsOf, findNode, readFdt, stringsOf } from '../fdt/index.ts';
import { Machine } from '../machine.ts';
import { image } from '../testing.ts';
import { KERNEL, ascii, run, bare, supervisor, PASS } from '../testing/platform.ts';

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
