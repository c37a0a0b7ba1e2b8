/** Pseudo-instructions that are one instruction with some operands fixed; the assembler reads them, the disassembler prints them. */
import { parseExpansion } from './expansion.ts';
import type { Expansion } from './instruction.ts';
import { instructionNamed, instructions } from './table.ts';

export interface Alias {
  readonly name: string;
  readonly syntax: string;
  readonly expansion: Expansion;
  /**
   * When the disassembler prints it: as a friendlier name for an instruction that could be printed without; always,
   * where it is the instruction's name in the manual or its own syntax can't say it; or never, being another way to write what has a better name.
   */
  readonly printed: 'on request' | 'always' | 'never';
}

type Row = readonly [name: string, syntax: string, expansion: string];

/** In the order of preference: the first that fits is printed (unprivileged manual, "Assembly Programmer's Handbook"). */
const onRequest: readonly Row[] = [
  ['nop', '', 'addi zero, zero, 0'],
  ['li', 'rd, imm', 'addi rd, zero, imm'],
  ['mv', 'rd, rs1', 'addi rd, rs1, 0'],
  ['not', 'rd, rs1', 'xori rd, rs1, -1'],
  ['neg', 'rd, rs2', 'sub rd, zero, rs2'],
  ['negw', 'rd, rs2', 'subw rd, zero, rs2'],
  ['sext.w', 'rd, rs1', 'addiw rd, rs1, 0'],
  ['zext.b', 'rd, rs1', 'andi rd, rs1, 255'],
  ['zext.w', 'rd, rs1', 'add.uw rd, rs1, zero'],
  ['seqz', 'rd, rs1', 'sltiu rd, rs1, 1'],
  ['snez', 'rd, rs2', 'sltu rd, zero, rs2'],
  ['sltz', 'rd, rs1', 'slt rd, rs1, zero'],
  ['sgtz', 'rd, rs2', 'slt rd, zero, rs2'],

  ['beqz', 'rs1, pc+imm', 'beq rs1, zero, pc+imm'],
  ['bnez', 'rs1, pc+imm', 'bne rs1, zero, pc+imm'],
  ['blez', 'rs2, pc+imm', 'bge zero, rs2, pc+imm'],
  ['bgez', 'rs1, pc+imm', 'bge rs1, zero, pc+imm'],
  ['bltz', 'rs1, pc+imm', 'blt rs1, zero, pc+imm'],
  ['bgtz', 'rs2, pc+imm', 'blt zero, rs2, pc+imm'],

  ['j', 'pc+imm', 'jal zero, pc+imm'],
  ['jal', 'pc+imm', 'jal ra, pc+imm'],
  ['ret', '', 'jalr zero, 0(ra)'],
  ['jr', 'rs1', 'jalr zero, 0(rs1)'],
  ['jr', 'imm(rs1)', 'jalr zero, imm(rs1)'],
  ['jalr', 'rs1', 'jalr ra, 0(rs1)'],
  ['jalr', 'imm(rs1)', 'jalr ra, imm(rs1)'],
  ['jalr', 'rd, rs1', 'jalr rd, 0(rs1)'],

  ['rdcycle', 'rd', 'csrrs rd, 3072, zero'],
  ['rdtime', 'rd', 'csrrs rd, 3073, zero'],
  ['rdinstret', 'rd', 'csrrs rd, 3074, zero'],
  ['csrr', 'rd, csr', 'csrrs rd, csr, zero'],
  ['csrw', 'csr, rs1', 'csrrw zero, csr, rs1'],
  ['csrs', 'csr, rs1', 'csrrs zero, csr, rs1'],
  ['csrc', 'csr, rs1', 'csrrc zero, csr, rs1'],
  ['csrwi', 'csr, zimm', 'csrrwi zero, csr, zimm'],
  ['csrsi', 'csr, zimm', 'csrrsi zero, csr, zimm'],
  ['csrci', 'csr, zimm', 'csrrci zero, csr, zimm'],

  ['fence', '', 'fence iorw, iorw'],
  ['sfence.vma', '', 'sfence.vma zero, zero'],
  ['sfence.vma', 'rs1', 'sfence.vma rs1, zero'],
];

const always: readonly Row[] = [
  ['fence.tso', '', 'fence rw, rw with fm = 8'],
  ['pause', '', 'fence w, 0'],
  ['unimp', '', 'csrrw zero, 3072, zero'],
];

const never: readonly Row[] = [
  ['bgt', 'rs1, rs2, pc+imm', 'blt rs2, rs1, pc+imm'],
  ['ble', 'rs1, rs2, pc+imm', 'bge rs2, rs1, pc+imm'],
  ['bgtu', 'rs1, rs2, pc+imm', 'bltu rs2, rs1, pc+imm'],
  ['bleu', 'rs1, rs2, pc+imm', 'bgeu rs2, rs1, pc+imm'],
  ['sgt', 'rd, rs1, rs2', 'slt rd, rs2, rs1'],
  ['sgtu', 'rd, rs1, rs2', 'sltu rd, rs2, rs1'],
  ['jalr', 'rd, rs1, imm', 'jalr rd, imm(rs1)'],

  // Mnemonics of register forms, used with an immediate.
  ['add', 'rd, rs1, imm', 'addi rd, rs1, imm'],
  ['slt', 'rd, rs1, imm', 'slti rd, rs1, imm'],
  ['sltu', 'rd, rs1, imm', 'sltiu rd, rs1, imm'],
  ['and', 'rd, rs1, imm', 'andi rd, rs1, imm'],
  ['or', 'rd, rs1, imm', 'ori rd, rs1, imm'],
  ['xor', 'rd, rs1, imm', 'xori rd, rs1, imm'],
  ['sll', 'rd, rs1, shamt', 'slli rd, rs1, shamt'],
  ['srl', 'rd, rs1, shamt', 'srli rd, rs1, shamt'],
  ['sra', 'rd, rs1, shamt', 'srai rd, rs1, shamt'],
  ['addw', 'rd, rs1, imm', 'addiw rd, rs1, imm'],
  ['sllw', 'rd, rs1, shamt', 'slliw rd, rs1, shamt'],
  ['srlw', 'rd, rs1, shamt', 'srliw rd, rs1, shamt'],
  ['sraw', 'rd, rs1, shamt', 'sraiw rd, rs1, shamt'],
  ['ror', 'rd, rs1, shamt', 'rori rd, rs1, shamt'],
  ['rorw', 'rd, rs1, shamt', 'roriw rd, rs1, shamt'],
  ['bclr', 'rd, rs1, shamt', 'bclri rd, rs1, shamt'],
  ['bext', 'rd, rs1, shamt', 'bexti rd, rs1, shamt'],
  ['binv', 'rd, rs1, shamt', 'binvi rd, rs1, shamt'],
  ['bset', 'rd, rs1, shamt', 'bseti rd, rs1, shamt'],
  ['csrrw', 'rd, csr, zimm', 'csrrwi rd, csr, zimm'],
  ['csrrs', 'rd, csr, zimm', 'csrrsi rd, csr, zimm'],
  ['csrrc', 'rd, csr, zimm', 'csrrci rd, csr, zimm'],
  ['csrw', 'csr, zimm', 'csrrwi zero, csr, zimm'],
  ['csrs', 'csr, zimm', 'csrrsi zero, csr, zimm'],
  ['csrc', 'csr, zimm', 'csrrci zero, csr, zimm'],
];

/**
 * A rounding mode may be left out: it is then `dyn`, the one in `frm`, and for conversions that are always exact `rne`, as in GNU as.
 */
const roundingDefaults: readonly Row[] = instructions
  .filter(({ syntax }) => syntax.endsWith(', rm'))
  .map(({ name, syntax }) => {
    const mode = ['fcvt.d.w', 'fcvt.d.wu', 'fcvt.d.s'].includes(name) ? 'rne' : 'dyn';
    const operands = syntax.replace(/, rm$/, '');
    return [name, operands, `${name} ${operands}, ${mode}`];
  });

const floatOnRequest: readonly Row[] = ['s', 'd'].flatMap((suffix): Row[] => [
  [`fmv.${suffix}`, 'frd, frs1', `fsgnj.${suffix} frd, frs1, frs1`],
  [`fneg.${suffix}`, 'frd, frs1', `fsgnjn.${suffix} frd, frs1, frs1`],
  [`fabs.${suffix}`, 'frd, frs1', `fsgnjx.${suffix} frd, frs1, frs1`],
]);

const floatNever: readonly Row[] = [
  ...['s', 'd'].flatMap((suffix): Row[] => [
    [`fgt.${suffix}`, 'rd, frs1, frs2', `flt.${suffix} rd, frs2, frs1`],
    [`fge.${suffix}`, 'rd, frs1, frs2', `fle.${suffix} rd, frs2, frs1`],
  ]),
  // Names from before there was Q.
  ['fmv.x.s', 'rd, frs1', 'fmv.x.w rd, frs1'],
  ['fmv.s.x', 'frd, rs1', 'fmv.w.x frd, rs1'],
];

/** The names of accesses to `fflags`, `frm` and `fcsr` ("Floating-Point Control and Status Register"). */
const floatCsrs: readonly Row[] = (
  [
    ['flags', 1],
    ['rm', 2],
    ['csr', 3],
  ] as const
).flatMap(([name, csr]): Row[] => [
  [`fr${name}`, 'rd', `csrrs rd, ${csr}, zero`],
  [`fs${name}`, 'rs1', `csrrw zero, ${csr}, rs1`],
  [`fs${name}`, 'rd, rs1', `csrrw rd, ${csr}, rs1`],
  ...(name === 'csr'
    ? []
    : ([
        [`fs${name}i`, 'rd, zimm', `csrrwi rd, ${csr}, zimm`],
        [`fs${name}i`, 'zimm', `csrrwi zero, ${csr}, zimm`],
      ] satisfies Row[])),
]);

let parsed: readonly Alias[] | undefined;

/** All aliases; parsed when they are first wanted, which a machine never does. */
export function aliases(): readonly Alias[] {
  const parse =
    (printed: Alias['printed']) =>
    ([name, syntax, expansion]: Row): Alias => ({
      ...{ name, syntax, printed },
      expansion: parseExpansion(expansion, instructionNamed),
    });
  return (parsed ??= [
    ...[...always, ...roundingDefaults].map(parse('always')),
    ...[...floatCsrs, ...onRequest, ...floatOnRequest].map(parse('on request')),
    ...[...never, ...floatNever].map(parse('never')),
  ]);
}
