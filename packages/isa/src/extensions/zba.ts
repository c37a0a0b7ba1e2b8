/** Zba: address generation, for indices into arrays of 2-, 4- and 8-byte elements (unprivileged manual, "B" chapter). */
import type { Instruction } from '../instruction.ts';
import type { Expr } from '../ir.ts';
import { binary, extendU, i64, rs1, rs2, set, shamt, wrap } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('Zba');

/** The index of the UW forms: the low half of rs1, unsigned. */
const word = extendU(wrap(rs1));
const scaled = (index: Expr, shift: number): Expr => binary('add', binary('shl', index, i64(shift)), rs2);

export const zba: readonly Instruction[] = [
  row('sh1add', '0010000 rs2 rs1 010 rd 0110011', 'rd, rs1, rs2', set(scaled(rs1, 1))),
  row('sh2add', '0010000 rs2 rs1 100 rd 0110011', 'rd, rs1, rs2', set(scaled(rs1, 2))),
  row('sh3add', '0010000 rs2 rs1 110 rd 0110011', 'rd, rs1, rs2', set(scaled(rs1, 3))),

  row('add.uw', '0000100 rs2 rs1 000 rd 0111011', 'rd, rs1, rs2', set(binary('add', word, rs2))),
  row('sh1add.uw', '0010000 rs2 rs1 010 rd 0111011', 'rd, rs1, rs2', set(scaled(word, 1))),
  row('sh2add.uw', '0010000 rs2 rs1 100 rd 0111011', 'rd, rs1, rs2', set(scaled(word, 2))),
  row('sh3add.uw', '0010000 rs2 rs1 110 rd 0111011', 'rd, rs1, rs2', set(scaled(word, 3))),
  row('slli.uw', '000010 shamt[5:0] rs1 001 rd 0011011', 'rd, rs1, shamt', set(binary('shl', word, shamt))),
];
