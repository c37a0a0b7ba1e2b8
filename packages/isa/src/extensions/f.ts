/** F: single-precision floating point, with its RV64 conversions. */
import type { Instruction } from '../instruction.ts';
import { binary, box, extendS, freg, imm, loadf, rs1, set, setf, store, wrap } from '../ir.ts';
import { rowsOf } from '../row.ts';
import { floatRows } from './float.ts';

const row = rowsOf('F');
const address = binary('add', rs1, imm);

// Stores and moves take the low half as it is: they don't look for a NaN box.
export const f: readonly Instruction[] = [
  row('flw', 'imm[11:0] rs1 010 frd 0000111', 'frd, imm(rs1)', loadf('f32', address)),
  row('fsw', 'imm[11:5] frs2 rs1 010 imm[4:0] 0100111', 'frs2, imm(rs1)', store('i32', address, freg('frs2'))),
  row('fmv.x.w', '1110000 00000 frs1 000 rd 1010011', 'rd, frs1', set(extendS(wrap(freg('frs1'))))),
  row('fmv.w.x', '1111000 00000 rs1 000 frd 1010011', 'frd, rs1', setf(box(wrap(rs1)))),
  ...floatRows('f32'),
];
