/** Cases that move between privileges: calls, returns, fences, waiting, and what is illegal of these. */
import type { TestCase } from './image.ts';
import type { Surroundings } from './instructions.ts';
import { randomInstruction, rowsOf } from './instructions.ts';
import { csrAccess, randomCsrs } from './csr.ts';
import { randomRegisters, surroundings } from './integer.ts';
import type { Random } from './random.ts';
import { M, MPIE, MPP, MPRV, returningTo, S, SPIE, SPP, SSTATUS, TW, U } from './status.ts';
import { hex } from './values.ts';

const plain = rowsOf('I');

/** MRET to a privilege, if it is M-mode that executes this; else its instructions trap. */
function machineReturn({ random, label }: Surroundings): string[] {
  const target = label();
  const privilege = random.pick([U, S, M]);
  const status = returningTo(privilege) | random.bits(privilege === M ? MPIE | MPRV : MPIE);
  return [
    ...[`la t0, ${target}`, 'csrw mepc, t0', `li t0, ${hex(MPP | MPIE)}`, 'csrc mstatus, t0'],
    ...[`li t0, ${hex(status)}`, 'csrs mstatus, t0', 'mret', 'addi a0, a0, 1', `${target}:`],
  ];
}

/** The same with SRET, for S- and M-mode. */
function supervisorReturn({ random, label }: Surroundings): string[] {
  const target = label();
  return [
    ...[`la t0, ${target}`, 'csrw sepc, t0', `li t0, ${hex(SPP | SPIE)}`, 'csrc sstatus, t0'],
    ...[`li t0, ${hex(random.bits(SPP | SPIE))}`, 'csrs sstatus, t0', 'sret', 'addi a0, a0, 1', `${target}:`],
  ];
}

function step(around: Surroundings): string[] {
  const { random } = around;
  switch (random.below(10)) {
    case 0:
      return machineReturn(around);
    case 1:
    case 2:
      return supervisorReturn(around);
    case 3:
      return ['ecall'];
    case 4:
      return [random.pick(['ebreak', 'c.ebreak'])];
    case 5:
      return [random.pick(['sfence.vma', 'sfence.vma a0', 'sfence.vma a0, a1', 'sfence.vma zero, a1', 'fence.i'])];
    case 6:
      return csrAccess(random, { translation: 'off', timer: 'off', privilege: M });
    default:
      return randomInstruction(around, plain);
  }
}

/** A case that wanders between the privileges, without translation. */
export function privilegedCase(random: Random, index: number): TestCase {
  const around = surroundings(random, index);
  return {
    body: Array.from({ length: random.between(1, 12) }, () => step(around)).flat(),
    registers: randomRegisters(random),
    csrs: randomCsrs(random, random.pick([U, S, M])),
    pokes: [],
  };
}

const SSIP = 0b10n;

/**
 * A case of WFI. Where it is legal an interrupt is pending that `mie` enables but `mstatus` does not, so that it goes on at
 * once; where it is not, nothing may be pending, as U-mode would be interrupted.
 */
export function waitCase(random: Random, index: number): TestCase {
  const around = surroundings(random, index);
  const privilege = random.pick([U, S, M]);
  const interrupts = privilege === U ? {} : { mideleg: SSIP, mie: SSIP, mip: SSIP };
  return {
    body: Array.from({ length: random.between(1, 6) }, () =>
      random.chance(50) ? ['wfi'] : randomInstruction(around, plain),
    ).flat(),
    registers: randomRegisters(random),
    csrs: {
      mstatus: returningTo(privilege) | random.bits(TW | (SSTATUS & ~0b10n)),
      medeleg: random.bits(0b100n),
      ...interrupts,
    },
    pokes: [],
  };
}
