/** Translated code follows page tables: what is unmapped, mapped elsewhere, aliased or in another address space is not executed. */
import { describe, expect, test } from 'vitest';
import { coreOf } from '../../machine.ts';
import { machineFor, PASS } from '../../testing.ts';

/** Enough for the translator to be asked twice. */
const CALLS = 9000;

/**
 * Runs `body` in S-mode with SV39. The gigabyte of RAM is mapped to itself; the page at 4 GiB, far from any superpage (in `s0`) is mapped by the entry
 * that `s1` points to, in a second address space (`s4` as against `s3`) by that at `s5`. Entries for two pages of code, one adding 1 to
 * a0 and one adding 1000, are in `s6` and `s7`; `round` calls the page's function often.
 */
const program = (body: string): string => `
  lla t0, trap
  csrw mtvec, t0
  li t0, -1
  csrw pmpaddr0, t0
  li t0, 0x1f
  csrw pmpcfg0, t0
  li s0, 0x100000000
  lla s1, leaves
  lla s5, leaves2
  lla t0, root
  srli s3, t0, 12
  li t1, 0x8000000000000000
  or s3, s3, t1
  lla t0, root2
  srli s4, t0, 12
  or s4, s4, t1
  li t1, 1
  slli t1, t1, 44
  or s4, s4, t1
  # The tables: gigapages of RAM and of devices, and two levels of tables.
  li t1, 0x200000cf
  li t2, 0xcf
  lla t0, root
  sd t1, 16(t0)
  sd t2, 0(t0)
  lla t0, root2
  sd t1, 16(t0)
  sd t2, 0(t0)
  lla t0, middle
  lla t1, leaves
  call link
  lla t0, root
  addi t0, t0, 32
  lla t1, middle
  call link
  lla t0, middle2
  lla t1, leaves2
  call link
  lla t0, root2
  addi t0, t0, 32
  lla t1, middle2
  call link
  lla t1, one
  srli t1, t1, 2
  ori s6, t1, 0xcf
  lla t1, thousand
  srli t1, t1, 2
  ori s7, t1, 0xcf
  sd s6, 0(s1)
  sd s7, 0(s5)
  csrw satp, s3
  lla t0, supervisor
  csrw mepc, t0
  li t0, 0x800
  csrs mstatus, t0
  mret
link:
  srli t1, t1, 2
  ori t1, t1, 1
  sd t1, 0(t0)
  ret
supervisor:
  li a0, 0
  ${body}
  ${PASS}
round:
  mv s10, ra
  li s11, ${CALLS}
1: jalr s0
  addi s11, s11, -1
  bnez s11, 1b
  jr s10
.align 2
trap:
  # A fault of the page goes back to the caller, and is worth a million.
  csrw mepc, ra
  li t6, 1000000
  add a0, a0, t6
  mret
.align 12
one:
  addi a0, a0, 1
  ret
.align 12
thousand:
  addi a0, a0, 1000
  ret
.align 12
root: .fill 512, 8, 0
middle: .fill 512, 8, 0
leaves: .fill 512, 8, 0
root2: .fill 512, 8, 0
middle2: .fill 512, 8, 0
leaves2: .fill 512, 8, 0
`;

const bodies: readonly (readonly [name: string, body: string, sum: number])[] = [
  [
    'a page that is mapped elsewhere, fenced by its address',
    'call round\n sd s7, 0(s1)\n sfence.vma s0\n call round',
    1001 * CALLS,
  ],
  ['the same, with a fence of everything', 'call round\n sd s7, 0(s1)\n sfence.vma\n call round', 1001 * CALLS],
  ['a page that is unmapped', 'call round\n sd zero, 0(s1)\n sfence.vma s0\n call round', 1_000_001 * CALLS],
  [
    'a page that may not be executed any more',
    'call round\n andi t0, s6, ~8\n sd t0, 0(s1)\n sfence.vma s0\n call round',
    1_000_001 * CALLS,
  ],
  [
    'another address space and back',
    'call round\n csrw satp, s4\n call round\n csrw satp, s3\n call round',
    1002 * CALLS,
  ],
  [
    'a fence in another address space',
    'call round\n csrw satp, s4\n sfence.vma s0\n call round\n csrw satp, s3\n call round',
    1002 * CALLS,
  ],
  [
    'code that is written through another address',
    'call round\n lla t0, one\n lla t1, thousand\n lw t1, 0(t1)\n sw t1, 0(t0)\n fence.i\n call round',
    1001 * CALLS,
  ],
  [
    'the same, written by a translated loop',
    `call round
    lla t0, one
    lla t1, thousand
    li t2, 64
  2: lw t3, 0(t1)
    addi t0, t0, 4
    addi t1, t1, 4
    addi t2, t2, -1
    sw t3, -4(t0)
    bnez t2, 2b
    fence.i
    call round`,
    1001 * CALLS,
  ],
];

describe.each(['off', 'on', 'eager'] as const)('translator %s', (jit) => {
  test.each(bodies)('%s', (_, body, sum) => {
    const machine = machineFor(program(body), { jit });
    expect(machine.step(1_000_000)).toMatchObject({ reason: 'halt', status: 0 });
    expect(machine.hart(0).x(10)).toBe(BigInt(sum));
    if (jit !== 'off') expect(coreOf(machine).translator!.compiled).toBeGreaterThan(0);
  });
});
