/** Zbs: clearing, reading, inverting and setting one bit (unprivileged manual, "B" chapter). */
import type { Instruction } from '../instruction.ts';
import type { Expr } from '../ir.ts';
import { binary, i64, not, rs1, rs2, set, shamt } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('Zbs');

const bit = (index: Expr): Expr => binary('shl', i64(1), index);
const clear = (index: Expr): Expr => binary('and', rs1, not(bit(index)));
const extract = (index: Expr): Expr => binary('and', binary('shr_u', rs1, index), i64(1));
const invert = (index: Expr): Expr => binary('xor', rs1, bit(index));
const setBit = (index: Expr): Expr => binary('or', rs1, bit(index));

export const zbs: readonly Instruction[] = [
  row('bclr', '0100100 rs2 rs1 001 rd 0110011', 'rd, rs1, rs2', set(clear(rs2))),
  row('bext', '0100100 rs2 rs1 101 rd 0110011', 'rd, rs1, rs2', set(extract(rs2))),
  row('binv', '0110100 rs2 rs1 001 rd 0110011', 'rd, rs1, rs2', set(invert(rs2))),
  row('bset', '0010100 rs2 rs1 001 rd 0110011', 'rd, rs1, rs2', set(setBit(rs2))),

  row('bclri', '010010 shamt[5:0] rs1 001 rd 0010011', 'rd, rs1, shamt', set(clear(shamt))),
  row('bexti', '010010 shamt[5:0] rs1 101 rd 0010011', 'rd, rs1, shamt', set(extract(shamt))),
  row('binvi', '011010 shamt[5:0] rs1 001 rd 0010011', 'rd, rs1, shamt', set(invert(shamt))),
  row('bseti', '001010 shamt[5:0] rs1 001 rd 0010011', 'rd, rs1, shamt', set(setBit(shamt))),
];
