/** D: double-precision floating point, with its RV64 conversions and moves. */
import type { Instruction } from '../instruction.ts';
import { binary, float, freg, imm, loadf, number, rs1, set, setf, store } from '../ir.ts';
import { rowsOf } from '../row.ts';
import { floatRows } from './float.ts';

const row = rowsOf('D');
const address = binary('add', rs1, imm);
const single = number('f32', 'frs1');

export const d: readonly Instruction[] = [
  row('fld', 'imm[11:0] rs1 011 frd 0000111', 'frd, imm(rs1)', loadf('f64', address)),
  row('fsd', 'imm[11:5] frs2 rs1 011 imm[4:0] 0100111', 'frs2, imm(rs1)', store('i64', address, freg('frs2'))),
  row('fmv.x.d', '1110001 00000 frs1 000 rd 1010011', 'rd, frs1', set(freg('frs1'))),
  row('fmv.d.x', '1111001 00000 rs1 000 frd 1010011', 'frd, rs1', setf(rs1)),
  row('fcvt.s.d', '0100000 00001 frs1 rm frd 1010011', 'frd, frs1, rm', float('demote', 'f32', freg('frs1'))),
  row('fcvt.d.s', '0100001 00000 frs1 rm frd 1010011', 'frd, frs1, rm', float('promote', 'f64', single)),
  ...floatRows('f64'),
];
