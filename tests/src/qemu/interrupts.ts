/** Cases in which software and the CLINT make interrupts pending, and enable, delegate and mask them. */
import type { TestCase } from './image.ts';
import { randomRegisters } from './integer.ts';
import type { Random } from './random.ts';
import { M, MIE, MPIE, returningTo, S, SIE, SPIE, U } from './status.ts';
import { hex } from './values.ts';

const MSIP = 0x200_0000;
const MTIMECMP = 0x200_4000;

/** What each privilege may write of interrupts. */
const registersOf = (privilege: bigint): readonly (readonly [name: string, bits: bigint])[] => [
  ...(privilege === M
    ? ([
        ['mip', 0x222n],
        ['mie', 0xaaan],
        ['mideleg', 0x222n],
        ['mstatus', MIE | SIE],
      ] as const)
    : []),
  ...(privilege === U
    ? []
    : ([
        ['sip', 0x222n],
        ['sie', 0x222n],
        ['sstatus', SIE | SPIE],
      ] as const)),
];

function step(random: Random, privilege: bigint): string[] {
  const choices = registersOf(privilege);
  if (choices.length === 0 || random.chance(20)) return ['addi a1, a1, 1'];
  if (privilege === M && random.chance(20)) return clint(random);
  const [name, bits] = random.pick(choices);
  const operation = random.pick(name.endsWith('status') ? ['csrrs', 'csrrc'] : ['csrrw', 'csrrs', 'csrrc']);
  return [`li a0, ${hex(random.bits(bits))}`, `${operation} a2, ${name}, a0`];
}

/** Interrupts are off around the store, as QEMU takes one only at the end of a translated block. */
function clint(random: Random): string[] {
  const [address, value] = random.pick([
    [MSIP, 0],
    [MSIP, 1],
    [MTIMECMP, 0],
    [MTIMECMP, -1],
  ] as const);
  const store = address === MSIP ? 'sw' : 'sd';
  return [
    ...[`csrci mstatus, ${MIE.toString()}`, `li a0, ${address}`, `li a1, ${value}`, `${store} a1, 0(a0)`, 'fence.i'],
    ...(random.chance(60) ? [`csrsi mstatus, ${MIE.toString()}`] : []),
  ];
}

export function interruptCase(random: Random): TestCase {
  const privilege = random.pick([U, S, M, M]);
  return {
    body: Array.from({ length: random.between(2, 14) }, () => step(random, privilege)).flat(),
    registers: randomRegisters(random),
    csrs: {
      mstatus: returningTo(privilege) | random.bits(MPIE | SIE | SPIE),
      mideleg: random.bits(0x222n),
      mie: random.bits(0xaaan),
      mip: random.bits(0x222n),
      medeleg: random.bits(0b100n),
    },
    pokes: [],
  };
}
