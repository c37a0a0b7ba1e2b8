/** Cases of CSR instructions, legal and illegal ones, at every privilege. */
import { csrName, csrs } from '@racho/isa';
import type { TestCase } from './image.ts';
import { randomRegisters } from './integer.ts';
import { isCounting, isUnlike, isUnlikeTimer, legalOperand } from './masks.ts';
import type { Random } from './random.ts';
import { M, returningTo, S, SPP, SSTATUS, TSR, TVM, TW, U } from './status.ts';
import { hex, randomValue } from './values.ts';

/** What a case may do to some registers. */
export interface CsrRules {
  /** Whether `satp` may turn translation on, and PMP take memory away: not where S-mode code follows that could not be fetched then. */
  readonly translation: 'allowed' | 'off';
  /** Whether STCE is set. */
  readonly timer: 'on' | 'off';
  readonly privilege: bigint;
}

const known = csrs.map(({ number }) => number);
/** Those that hold something. */
const interesting = [
  ...['mstatus', 'sstatus', 'medeleg', 'mideleg', 'mie', 'mip', 'sie', 'sip', 'mtvec', 'stvec', 'mepc', 'sepc'],
  ...['mcause', 'scause', 'mtval', 'stval', 'mscratch', 'sscratch', 'satp', 'mcounteren', 'scounteren'],
  ...['fflags', 'frm', 'fcsr'],
  ...['pmpcfg0', 'pmpcfg2', 'pmpaddr0', 'pmpaddr3', 'pmpaddr15', 'stimecmp'],
  ...['mcountinhibit', 'menvcfg', 'senvcfg', 'misa', 'cycle', 'time', 'instret', 'mcycle', 'minstret'],
].map((name) => csrs.find((csr) => csr.name === name)!.number);

const operations = ['csrrw', 'csrrs', 'csrrc', 'csrrwi', 'csrrsi', 'csrrci'] as const;

/** The driver can't do without what these hold, so they get it back. */
const restored = ['mtvec', 'stvec'];

function randomCsr(random: Random, rules: CsrRules): number {
  const choice = random.below(10);
  const number = choice < 7 ? random.pick(interesting) : choice < 9 ? random.pick(known) : random.below(4096);
  const closing = rules.translation === 'off' && csrName(number)?.startsWith('pmp') === true;
  const timing = isUnlikeTimer(number, rules.timer, rules.privilege);
  return isUnlike(number) || closing || timing ? randomCsr(random, rules) : number;
}

function randomOperand(random: Random, csr: number, rules: CsrRules): bigint {
  const value = legalOperand(csr, random.chance(20) ? ~0n : randomValue(random));
  if (csrName(csr) !== 'satp') return value;
  const off = value & 0x0fff_ffff_ffff_ffffn;
  if (rules.translation === 'off') return random.chance(80) ? off : off | (5n << 60n);
  return random.pick([off, off | (8n << 60n), off | (9n << 60n), value]);
}

/** One access to a random register, with what goes before and behind it. */
export function csrAccess(random: Random, rules: CsrRules): string[] {
  const csr = randomCsr(random, rules);
  const name = csrName(csr) ?? hex(csr);
  const operation = random.pick(operations);
  const [source, result, spare] = random.shuffled([1, 2, 5, 8, 9, 10, 11, 12]) as [number, number, number];
  const read = random.chance(15) ? 0 : result;
  const value = randomOperand(random, csr, rules);
  const small = BigInt(random.below(32));
  const zimm = legalOperand(csr, small) === small ? small : 0n;
  if (restored.includes(name)) {
    return [
      `li x${source}, ${hex(value)}`,
      `${operation} x${result}, ${name}, ${operand(operation, source, zimm)}`,
    ].concat(`csrrw x${spare}, ${name}, x${result}`);
  }
  return [
    `li x${source}, ${hex(value)}`,
    `${operation} x${read}, ${name}, ${operand(operation, random.chance(10) ? 0 : source, zimm)}`,
    ...(isCounting(csr) ? [`li x${read}, 0`] : []),
  ];
}

const operand = (operation: string, source: number, zimm: bigint): string =>
  operation.endsWith('i') ? String(zimm) : `x${source}`;

/** CSRs at the start of a case, at a privilege. */
export function randomCsrs(random: Random, privilege: bigint): TestCase['csrs'] {
  return {
    mstatus: returningTo(privilege) | random.bits(SSTATUS | SPP) | random.bits(random.chance(50) ? TVM | TW | TSR : 0n),
    medeleg: random.bits(0xb1ffn),
    mideleg: random.bits(0x222n),
    mcounteren: random.bits(0b111n),
    scounteren: random.bits(0b111n),
    menvcfg: random.bits(0xa000_0000_0000_00d1n),
    senvcfg: random.bits(0xd1n),
    mscratch: randomValue(random),
    sscratch: randomValue(random),
    sepc: randomValue(random) & ~1n,
    scause: randomValue(random),
    stval: randomValue(random),
  };
}

/** A case of accesses to CSRs. */
export function csrCase(random: Random): TestCase {
  const privilege = random.pick([U, S, M, M]);
  const csrs = randomCsrs(random, privilege);
  const rules: CsrRules = {
    translation: privilege === M ? 'allowed' : 'off',
    timer: csrs.menvcfg! >> 63n === 1n ? 'on' : 'off',
    privilege,
  };
  return {
    body: Array.from({ length: random.between(1, 10) }, () => csrAccess(random, rules)).flat(),
    registers: randomRegisters(random),
    csrs,
    pokes: [],
  };
}
