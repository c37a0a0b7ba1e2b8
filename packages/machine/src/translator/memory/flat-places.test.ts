/** Code that was translated for flat memory is not executed where memory is not flat any more. */
import { describe, expect, test } from 'vitest';
import { coreOf } from '../../machine.ts';
import { machineFor, PASS } from '../../testing.ts';

const STORES = 9000;

/** Stores often, changes something, and stores as often again; `s2` counts the traps. */
const program = (change: string, undo: string): string => `
  lla t0, trap
  csrw mtvec, t0
  # With an entry anywhere, what matches none is denied to all but M-mode.
  li t0, 0x400
  csrw pmpaddr0, t0
  li t0, 0x17
  csrw pmpcfg0, t0
  li s0, 0x80300000
  call round
  ${change}
  call round
  ${undo}
  ${PASS}
round:
  li t0, ${STORES}
1: sd t0, 0(s0)
  addi t0, t0, -1
  bnez t0, 1b
  ret
.align 2
trap:
  csrr t1, mepc
  addi t1, t1, 4
  csrw mepc, t1
  addi s2, s2, 1
  mret`;

const MPRV = 'li t0, 0x1800\n csrc mstatus, t0\n li t0, 0x20000\n';
const changes: readonly (readonly [name: string, change: string, undo: string])[] = [
  ['with MPRV', `${MPRV} csrs mstatus, t0`, `${MPRV} csrc mstatus, t0`],
  ['after a locked entry', 'li t0, 0x200c0000\n csrw pmpaddr0, t0\n li t0, 0x90\n csrw pmpcfg0, t0', ''],
  ['beyond RAM', 'li s0, 0x40000000', ''],
  ['at an address of 64 bits', 'li t0, 1 << 60\n or s0, s0, t0', ''],
  ['at the end of RAM', 'li s0, 0x807ffffc', ''],
];

describe.each(['off', 'on', 'eager'] as const)('translator %s', (jit) => {
  test.each(changes)('%s', (_, change, undo) => {
    const machine = machineFor(program(change, undo), { jit, memory: 8 << 20 });
    expect(machine.step(1_000_000)).toMatchObject({ reason: 'halt', status: 0 });
    expect(machine.hart(0).x(18)).toBe(BigInt(STORES));
    if (jit !== 'off') expect(coreOf(machine).translator!.compiled).toBeGreaterThan(0);
  });

  test('stores to its own code', () => {
    const source = `
      li t0, ${STORES}
      lla s0, patch
      lla s1, word
      lw s1, 0(s1)
    1: addi t0, t0, -1
      sd zero, 0x700(s0)
      addi t1, t0, -1
      bnez t1, patch
      sw s1, 0(s0)
      fence.i
    patch: addi a0, a0, 1
      bnez t0, 1b
      ${PASS}
    word: addi a0, a0, 100`;
    const machine = machineFor(source, { jit });
    expect(machine.step(1_000_000)).toMatchObject({ reason: 'halt', status: 0 });
    expect(machine.hart(0).x(10)).toBe(BigInt(STORES - 2 + 200));
  });
});
