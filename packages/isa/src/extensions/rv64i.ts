/** RV64I, the base integer instruction set (unprivileged manual, "RV32I" and "RV64I" chapters). */
import type { Instruction } from '../instruction.ts';
import type { Expr } from '../ir.ts';
import { binary, branch, compare, extendS, extendU, i64, imm, jump, load, pc, rs1, rs2, set } from '../ir.ts';
import { shamt, store, system, wrap } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('I');
const address = binary('add', rs1, imm);

/** The W forms: the operation on the low halves, its result sign-extended. */
const word = (op: 'add' | 'sub' | 'shl' | 'shr_u' | 'shr_s', a: Expr, b: Expr): Expr =>
  extendS(binary(op, wrap(a), wrap(b)));

const truth = (condition: Expr): Expr => extendU(condition);

export const rv64i: readonly Instruction[] = [
  row('lui', 'imm[31:12] rd 0110111', 'rd, imm[31:12]', set(imm)),
  row('auipc', 'imm[31:12] rd 0010111', 'rd, imm[31:12]', set(binary('add', pc, imm))),

  row('jal', 'imm[20|10:1|11|19:12] rd 1101111', 'rd, pc+imm', jump(binary('add', pc, imm))),
  row('jalr', 'imm[11:0] rs1 000 rd 1100111', 'rd, imm(rs1)', jump(binary('and', address, i64(-2)))),

  row('beq', 'imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011', 'rs1, rs2, pc+imm', branch(compare('eq', rs1, rs2))),
  row('bne', 'imm[12|10:5] rs2 rs1 001 imm[4:1|11] 1100011', 'rs1, rs2, pc+imm', branch(compare('ne', rs1, rs2))),
  row('blt', 'imm[12|10:5] rs2 rs1 100 imm[4:1|11] 1100011', 'rs1, rs2, pc+imm', branch(compare('lt_s', rs1, rs2))),
  row('bge', 'imm[12|10:5] rs2 rs1 101 imm[4:1|11] 1100011', 'rs1, rs2, pc+imm', branch(compare('ge_s', rs1, rs2))),
  row('bltu', 'imm[12|10:5] rs2 rs1 110 imm[4:1|11] 1100011', 'rs1, rs2, pc+imm', branch(compare('lt_u', rs1, rs2))),
  row('bgeu', 'imm[12|10:5] rs2 rs1 111 imm[4:1|11] 1100011', 'rs1, rs2, pc+imm', branch(compare('ge_u', rs1, rs2))),

  row('lb', 'imm[11:0] rs1 000 rd 0000011', 'rd, imm(rs1)', load('i8', address)),
  row('lh', 'imm[11:0] rs1 001 rd 0000011', 'rd, imm(rs1)', load('i16', address)),
  row('lw', 'imm[11:0] rs1 010 rd 0000011', 'rd, imm(rs1)', load('i32', address)),
  row('ld', 'imm[11:0] rs1 011 rd 0000011', 'rd, imm(rs1)', load('i64', address)),
  row('lbu', 'imm[11:0] rs1 100 rd 0000011', 'rd, imm(rs1)', load('u8', address)),
  row('lhu', 'imm[11:0] rs1 101 rd 0000011', 'rd, imm(rs1)', load('u16', address)),
  row('lwu', 'imm[11:0] rs1 110 rd 0000011', 'rd, imm(rs1)', load('u32', address)),

  row('sb', 'imm[11:5] rs2 rs1 000 imm[4:0] 0100011', 'rs2, imm(rs1)', store('i8', address, rs2)),
  row('sh', 'imm[11:5] rs2 rs1 001 imm[4:0] 0100011', 'rs2, imm(rs1)', store('i16', address, rs2)),
  row('sw', 'imm[11:5] rs2 rs1 010 imm[4:0] 0100011', 'rs2, imm(rs1)', store('i32', address, rs2)),
  row('sd', 'imm[11:5] rs2 rs1 011 imm[4:0] 0100011', 'rs2, imm(rs1)', store('i64', address, rs2)),

  row('addi', 'imm[11:0] rs1 000 rd 0010011', 'rd, rs1, imm', set(binary('add', rs1, imm))),
  row('slti', 'imm[11:0] rs1 010 rd 0010011', 'rd, rs1, imm', set(truth(compare('lt_s', rs1, imm)))),
  row('sltiu', 'imm[11:0] rs1 011 rd 0010011', 'rd, rs1, imm', set(truth(compare('lt_u', rs1, imm)))),
  row('xori', 'imm[11:0] rs1 100 rd 0010011', 'rd, rs1, imm', set(binary('xor', rs1, imm))),
  row('ori', 'imm[11:0] rs1 110 rd 0010011', 'rd, rs1, imm', set(binary('or', rs1, imm))),
  row('andi', 'imm[11:0] rs1 111 rd 0010011', 'rd, rs1, imm', set(binary('and', rs1, imm))),
  row('slli', '000000 shamt[5:0] rs1 001 rd 0010011', 'rd, rs1, shamt', set(binary('shl', rs1, shamt))),
  row('srli', '000000 shamt[5:0] rs1 101 rd 0010011', 'rd, rs1, shamt', set(binary('shr_u', rs1, shamt))),
  row('srai', '010000 shamt[5:0] rs1 101 rd 0010011', 'rd, rs1, shamt', set(binary('shr_s', rs1, shamt))),

  row('add', '0000000 rs2 rs1 000 rd 0110011', 'rd, rs1, rs2', set(binary('add', rs1, rs2))),
  row('sub', '0100000 rs2 rs1 000 rd 0110011', 'rd, rs1, rs2', set(binary('sub', rs1, rs2))),
  row('sll', '0000000 rs2 rs1 001 rd 0110011', 'rd, rs1, rs2', set(binary('shl', rs1, rs2))),
  row('slt', '0000000 rs2 rs1 010 rd 0110011', 'rd, rs1, rs2', set(truth(compare('lt_s', rs1, rs2)))),
  row('sltu', '0000000 rs2 rs1 011 rd 0110011', 'rd, rs1, rs2', set(truth(compare('lt_u', rs1, rs2)))),
  row('xor', '0000000 rs2 rs1 100 rd 0110011', 'rd, rs1, rs2', set(binary('xor', rs1, rs2))),
  row('srl', '0000000 rs2 rs1 101 rd 0110011', 'rd, rs1, rs2', set(binary('shr_u', rs1, rs2))),
  row('sra', '0100000 rs2 rs1 101 rd 0110011', 'rd, rs1, rs2', set(binary('shr_s', rs1, rs2))),
  row('or', '0000000 rs2 rs1 110 rd 0110011', 'rd, rs1, rs2', set(binary('or', rs1, rs2))),
  row('and', '0000000 rs2 rs1 111 rd 0110011', 'rd, rs1, rs2', set(binary('and', rs1, rs2))),

  row('addiw', 'imm[11:0] rs1 000 rd 0011011', 'rd, rs1, imm', set(word('add', rs1, imm))),
  row('slliw', '0000000 shamt[4:0] rs1 001 rd 0011011', 'rd, rs1, shamt', set(word('shl', rs1, shamt))),
  row('srliw', '0000000 shamt[4:0] rs1 101 rd 0011011', 'rd, rs1, shamt', set(word('shr_u', rs1, shamt))),
  row('sraiw', '0100000 shamt[4:0] rs1 101 rd 0011011', 'rd, rs1, shamt', set(word('shr_s', rs1, shamt))),
  row('addw', '0000000 rs2 rs1 000 rd 0111011', 'rd, rs1, rs2', set(word('add', rs1, rs2))),
  row('subw', '0100000 rs2 rs1 000 rd 0111011', 'rd, rs1, rs2', set(word('sub', rs1, rs2))),
  row('sllw', '0000000 rs2 rs1 001 rd 0111011', 'rd, rs1, rs2', set(word('shl', rs1, rs2))),
  row('srlw', '0000000 rs2 rs1 101 rd 0111011', 'rd, rs1, rs2', set(word('shr_u', rs1, rs2))),
  row('sraw', '0100000 rs2 rs1 101 rd 0111011', 'rd, rs1, rs2', set(word('shr_s', rs1, rs2))),

  // rd and rs1 are reserved and ignored; a reserved fm counts as 0 ("Memory Ordering Instructions"). PAUSE is a FENCE too.
  row('fence', 'fm pred succ rs1 000 rd 0001111', 'pred, succ', system('fence')),
  row('ecall', '000000000000 00000 000 00000 1110011', '', system('ecall')),
  row('ebreak', '000000000001 00000 000 00000 1110011', '', system('ebreak')),
];
