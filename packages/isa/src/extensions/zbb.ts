/** Zbb: basic bit manipulation (unprivileged manual, "B" chapter). */
import type { Instruction } from '../instruction.ts';
import type { CompareOp, Expr } from '../ir.ts';
import { binary, compare, extendS, extendU, i64, not, rs1, rs2, select, set, shamt, unary, wrap } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('Zbb');

const choose = (op: CompareOp): Expr => select(compare(op, rs1, rs2), rs1, rs2);
const count = (op: 'clz' | 'ctz' | 'popcnt'): Expr => unary(op, rs1);
const countW = (op: 'clz' | 'ctz' | 'popcnt'): Expr => extendU(unary(op, wrap(rs1)));
const rotate = (op: 'rotl' | 'rotr', amount: Expr): Expr => binary(op, rs1, amount);
const rotateW = (op: 'rotl' | 'rotr', amount: Expr): Expr => extendS(binary(op, wrap(rs1), wrap(amount)));

/** Each byte that is not zero becomes 0xff: its low seven bits carry into the top one, which is then spread. */
function orCombine(a: Expr): Expr {
  const lowBits = i64(0x7f7f_7f7f_7f7f_7f7fn);
  const tops = binary('or', binary('add', binary('and', a, lowBits), lowBits), a);
  const ones = binary('and', binary('shr_u', tops, i64(7)), i64(0x0101_0101_0101_0101n));
  return binary('mul', ones, i64(0xff));
}

/** Neighbouring groups of `width` bits change places; `low` is the mask of those at even positions. */
function swap(a: Expr, width: number, low: bigint): Expr {
  const up = binary('shl', binary('and', a, i64(low)), i64(width));
  return binary('or', up, binary('and', binary('shr_u', a, i64(width)), i64(low)));
}

const reverseBytes = (a: Expr): Expr =>
  binary('rotl', swap(swap(a, 8, 0x00ff_00ff_00ff_00ffn), 16, 0x0000_ffff_0000_ffffn), i64(32));

export const zbb: readonly Instruction[] = [
  row('andn', '0100000 rs2 rs1 111 rd 0110011', 'rd, rs1, rs2', set(binary('and', rs1, not(rs2)))),
  row('orn', '0100000 rs2 rs1 110 rd 0110011', 'rd, rs1, rs2', set(binary('or', rs1, not(rs2)))),
  row('xnor', '0100000 rs2 rs1 100 rd 0110011', 'rd, rs1, rs2', set(not(binary('xor', rs1, rs2)))),

  row('clz', '0110000 00000 rs1 001 rd 0010011', 'rd, rs1', set(count('clz'))),
  row('ctz', '0110000 00001 rs1 001 rd 0010011', 'rd, rs1', set(count('ctz'))),
  row('cpop', '0110000 00010 rs1 001 rd 0010011', 'rd, rs1', set(count('popcnt'))),
  row('clzw', '0110000 00000 rs1 001 rd 0011011', 'rd, rs1', set(countW('clz'))),
  row('ctzw', '0110000 00001 rs1 001 rd 0011011', 'rd, rs1', set(countW('ctz'))),
  row('cpopw', '0110000 00010 rs1 001 rd 0011011', 'rd, rs1', set(countW('popcnt'))),

  row('min', '0000101 rs2 rs1 100 rd 0110011', 'rd, rs1, rs2', set(choose('lt_s'))),
  row('minu', '0000101 rs2 rs1 101 rd 0110011', 'rd, rs1, rs2', set(choose('lt_u'))),
  row('max', '0000101 rs2 rs1 110 rd 0110011', 'rd, rs1, rs2', set(choose('ge_s'))),
  row('maxu', '0000101 rs2 rs1 111 rd 0110011', 'rd, rs1, rs2', set(choose('ge_u'))),

  row('sext.b', '0110000 00100 rs1 001 rd 0010011', 'rd, rs1', set(unary('extend8_s', rs1))),
  row('sext.h', '0110000 00101 rs1 001 rd 0010011', 'rd, rs1', set(unary('extend16_s', rs1))),
  // PACKW with rs2 = x0; any other rs2 is Zbkb's. RV32's encoding, which is PACK, is not this instruction.
  row('zext.h', '0000100 00000 rs1 100 rd 0111011', 'rd, rs1', set(binary('and', rs1, i64(0xffff)))),

  row('rol', '0110000 rs2 rs1 001 rd 0110011', 'rd, rs1, rs2', set(rotate('rotl', rs2))),
  row('ror', '0110000 rs2 rs1 101 rd 0110011', 'rd, rs1, rs2', set(rotate('rotr', rs2))),
  row('rori', '011000 shamt[5:0] rs1 101 rd 0010011', 'rd, rs1, shamt', set(rotate('rotr', shamt))),
  row('rolw', '0110000 rs2 rs1 001 rd 0111011', 'rd, rs1, rs2', set(rotateW('rotl', rs2))),
  row('rorw', '0110000 rs2 rs1 101 rd 0111011', 'rd, rs1, rs2', set(rotateW('rotr', rs2))),
  row('roriw', '0110000 shamt[4:0] rs1 101 rd 0011011', 'rd, rs1, shamt', set(rotateW('rotr', shamt))),

  row('orc.b', '001010000111 rs1 101 rd 0010011', 'rd, rs1', set(orCombine(rs1))),
  row('rev8', '011010111000 rs1 101 rd 0010011', 'rd, rs1', set(reverseBytes(rs1))),
];
