/**
 * C for RV64, without the floating-point forms: 16-bit forms of common instructions.
 *
 * A form is what it expands to. Hints (C.LI with rd = x0, C.SLLI by 0, …) expand like the others, to an instruction
 * that changes nothing; what the manual reserves does not match (`≠`, `nz`), so it is illegal.
 */
import type { CompressedRow } from '../row.ts';

const row = (name: string, encoding: string, syntax: string, expansion: string): CompressedRow => ({
  ...{ name, extension: 'C', encoding, syntax, expansion },
});

export const c: readonly CompressedRow[] = [
  // Quadrant 0
  row('c.addi4spn', "000 nzuimm[5:4|9:6|2|3] rd' 00", 'rd, sp, imm', 'addi rd, sp, imm'),
  row('c.lw', "010 uimm[5:3] rs1' uimm[2|6] rd' 00", 'rd, imm(rs1)', 'lw rd, imm(rs1)'),
  row('c.ld', "011 uimm[5:3] rs1' uimm[7:6] rd' 00", 'rd, imm(rs1)', 'ld rd, imm(rs1)'),
  row('c.sw', "110 uimm[5:3] rs1' uimm[2|6] rs2' 00", 'rs2, imm(rs1)', 'sw rs2, imm(rs1)'),
  row('c.sd', "111 uimm[5:3] rs1' uimm[7:6] rs2' 00", 'rs2, imm(rs1)', 'sd rs2, imm(rs1)'),

  // Quadrant 1
  row('c.nop', '000 imm[5] 00000 imm[4:0] 01', '', 'addi zero, zero, imm'),
  row('c.addi', '000 imm[5] rd≠0 imm[4:0] 01', 'rd, imm', 'addi rd, rd, imm'),
  row('c.addiw', '001 imm[5] rd≠0 imm[4:0] 01', 'rd, imm', 'addiw rd, rd, imm'),
  row('c.li', '010 imm[5] rd imm[4:0] 01', 'rd, imm', 'addi rd, zero, imm'),
  row('c.addi16sp', '011 nzimm[9] 00010 nzimm[4|6|8:7|5] 01', 'sp, imm', 'addi sp, sp, imm'),
  row('c.lui', '011 nzimm[17] rd≠2 nzimm[16:12] 01', 'rd, imm[31:12]', 'lui rd, imm[31:12]'),
  row('c.srli', "100 shamt[5] 00 rd' shamt[4:0] 01", 'rd, shamt', 'srli rd, rd, shamt'),
  row('c.srai', "100 shamt[5] 01 rd' shamt[4:0] 01", 'rd, shamt', 'srai rd, rd, shamt'),
  row('c.andi', "100 imm[5] 10 rd' imm[4:0] 01", 'rd, imm', 'andi rd, rd, imm'),
  row('c.sub', "100 0 11 rd' 00 rs2' 01", 'rd, rs2', 'sub rd, rd, rs2'),
  row('c.xor', "100 0 11 rd' 01 rs2' 01", 'rd, rs2', 'xor rd, rd, rs2'),
  row('c.or', "100 0 11 rd' 10 rs2' 01", 'rd, rs2', 'or rd, rd, rs2'),
  row('c.and', "100 0 11 rd' 11 rs2' 01", 'rd, rs2', 'and rd, rd, rs2'),
  row('c.subw', "100 1 11 rd' 00 rs2' 01", 'rd, rs2', 'subw rd, rd, rs2'),
  row('c.addw', "100 1 11 rd' 01 rs2' 01", 'rd, rs2', 'addw rd, rd, rs2'),
  row('c.j', '101 imm[11|4|9:8|10|6|7|3:1|5] 01', 'pc+imm', 'jal zero, pc+imm'),
  row('c.beqz', "110 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", 'rs1, pc+imm', 'beq rs1, zero, pc+imm'),
  row('c.bnez', "111 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", 'rs1, pc+imm', 'bne rs1, zero, pc+imm'),

  // Quadrant 2
  row('c.slli', '000 shamt[5] rd shamt[4:0] 10', 'rd, shamt', 'slli rd, rd, shamt'),
  row('c.lwsp', '010 uimm[5] rd≠0 uimm[4:2|7:6] 10', 'rd, imm(sp)', 'lw rd, imm(sp)'),
  row('c.ldsp', '011 uimm[5] rd≠0 uimm[4:3|8:6] 10', 'rd, imm(sp)', 'ld rd, imm(sp)'),
  row('c.jr', '100 0 rs1≠0 00000 10', 'rs1', 'jalr zero, 0(rs1)'),
  row('c.mv', '100 0 rd rs2≠0 10', 'rd, rs2', 'add rd, zero, rs2'),
  row('c.ebreak', '100 1 00000 00000 10', '', 'ebreak'),
  row('c.jalr', '100 1 rs1≠0 00000 10', 'rs1', 'jalr ra, 0(rs1)'),
  row('c.add', '100 1 rd rs2≠0 10', 'rd, rs2', 'add rd, rd, rs2'),
  row('c.swsp', '110 uimm[5:2|7:6] rs2 10', 'rs2, imm(sp)', 'sw rs2, imm(sp)'),
  row('c.sdsp', '111 uimm[5:3|8:6] rs2 10', 'rs2, imm(sp)', 'sd rs2, imm(sp)'),
];
