/** Zicond: conditional zero, from which compilers build selections without a branch. */
import type { Instruction } from '../instruction.ts';
import { compare, i64, rs1, rs2, select, set } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('Zicond');
const zero = i64(0);

export const zicond: readonly Instruction[] = [
  row('czero.eqz', '0000111 rs2 rs1 101 rd 0110011', 'rd, rs1, rs2', set(select(compare('eq', rs2, zero), zero, rs1))),
  row('czero.nez', '0000111 rs2 rs1 111 rd 0110011', 'rd, rs1, rs2', set(select(compare('ne', rs2, zero), zero, rs1))),
];
