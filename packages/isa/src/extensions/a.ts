/** A: load-reserved, store-conditional and atomic memory operations. */
import type { Instruction } from '../instruction.ts';
import type { CompareOp, Expr } from '../ir.ts';
import { amo, binary, compare, old, rs2, select, system, wrap } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('A');

/** The one of `old` and rs2 for which the comparison holds; W forms compare the low halves only. */
const choose = (op: CompareOp): Expr => select(compare(op, old, rs2), old, rs2);
const chooseW = (op: CompareOp): Expr => select(compare(op, wrap(old), wrap(rs2)), old, rs2);

export const a: readonly Instruction[] = [
  row('lr.w', '00010 aq rl 00000 rs1 010 rd 0101111', 'rd, (rs1)', system('lr_w')),
  row('sc.w', '00011 aq rl rs2 rs1 010 rd 0101111', 'rd, rs2, (rs1)', system('sc_w')),
  row('amoswap.w', '00001 aq rl rs2 rs1 010 rd 0101111', 'rd, rs2, (rs1)', amo('i32', rs2)),
  row('amoadd.w', '00000 aq rl rs2 rs1 010 rd 0101111', 'rd, rs2, (rs1)', amo('i32', binary('add', old, rs2))),
  row('amoxor.w', '00100 aq rl rs2 rs1 010 rd 0101111', 'rd, rs2, (rs1)', amo('i32', binary('xor', old, rs2))),
  row('amoand.w', '01100 aq rl rs2 rs1 010 rd 0101111', 'rd, rs2, (rs1)', amo('i32', binary('and', old, rs2))),
  row('amoor.w', '01000 aq rl rs2 rs1 010 rd 0101111', 'rd, rs2, (rs1)', amo('i32', binary('or', old, rs2))),
  row('amomin.w', '10000 aq rl rs2 rs1 010 rd 0101111', 'rd, rs2, (rs1)', amo('i32', chooseW('lt_s'))),
  row('amomax.w', '10100 aq rl rs2 rs1 010 rd 0101111', 'rd, rs2, (rs1)', amo('i32', chooseW('ge_s'))),
  row('amominu.w', '11000 aq rl rs2 rs1 010 rd 0101111', 'rd, rs2, (rs1)', amo('i32', chooseW('lt_u'))),
  row('amomaxu.w', '11100 aq rl rs2 rs1 010 rd 0101111', 'rd, rs2, (rs1)', amo('i32', chooseW('ge_u'))),

  row('lr.d', '00010 aq rl 00000 rs1 011 rd 0101111', 'rd, (rs1)', system('lr_d')),
  row('sc.d', '00011 aq rl rs2 rs1 011 rd 0101111', 'rd, rs2, (rs1)', system('sc_d')),
  row('amoswap.d', '00001 aq rl rs2 rs1 011 rd 0101111', 'rd, rs2, (rs1)', amo('i64', rs2)),
  row('amoadd.d', '00000 aq rl rs2 rs1 011 rd 0101111', 'rd, rs2, (rs1)', amo('i64', binary('add', old, rs2))),
  row('amoxor.d', '00100 aq rl rs2 rs1 011 rd 0101111', 'rd, rs2, (rs1)', amo('i64', binary('xor', old, rs2))),
  row('amoand.d', '01100 aq rl rs2 rs1 011 rd 0101111', 'rd, rs2, (rs1)', amo('i64', binary('and', old, rs2))),
  row('amoor.d', '01000 aq rl rs2 rs1 011 rd 0101111', 'rd, rs2, (rs1)', amo('i64', binary('or', old, rs2))),
  row('amomin.d', '10000 aq rl rs2 rs1 011 rd 0101111', 'rd, rs2, (rs1)', amo('i64', choose('lt_s'))),
  row('amomax.d', '10100 aq rl rs2 rs1 011 rd 0101111', 'rd, rs2, (rs1)', amo('i64', choose('ge_s'))),
  row('amominu.d', '11000 aq rl rs2 rs1 011 rd 0101111', 'rd, rs2, (rs1)', amo('i64', choose('lt_u'))),
  row('amomaxu.d', '11100 aq rl rs2 rs1 011 rd 0101111', 'rd, rs2, (rs1)', amo('i64', choose('ge_u'))),
];
