/** Zcd: the compressed loads and stores of D, which are part of C where D is. */
import type { CompressedRow } from '../row.ts';

const row = (name: string, encoding: string, syntax: string, expansion: string): CompressedRow => ({
  ...{ name, extension: 'Zcd', encoding, syntax, expansion },
});

export const zcd: readonly CompressedRow[] = [
  row('c.fld', "001 uimm[5:3] rs1' uimm[7:6] frd' 00", 'frd, imm(rs1)', 'fld frd, imm(rs1)'),
  row('c.fsd', "101 uimm[5:3] rs1' uimm[7:6] frs2' 00", 'frs2, imm(rs1)', 'fsd frs2, imm(rs1)'),
  row('c.fldsp', '001 uimm[5] frd uimm[4:3|8:6] 10', 'frd, imm(sp)', 'fld frd, imm(sp)'),
  row('c.fsdsp', '101 uimm[5:3|8:6] frs2 10', 'frs2, imm(sp)', 'fsd frs2, imm(sp)'),
];
