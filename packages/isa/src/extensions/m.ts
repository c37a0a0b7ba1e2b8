/** M: integer multiplication and division. */
import type { Instruction } from '../instruction.ts';
import type { Expr } from '../ir.ts';
import { binary, compare, extendS, i32, i64, rs1, rs2, select, set, wrap } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('M');
const constant = (like: Expr, value: bigint): Expr => (like.type === 'i64' ? i64(value) : i32(value));
const isZero = (a: Expr): Expr => compare('eq', a, constant(a, 0n));

/**
 * A divisor for which the IR's division is defined. Where the true one is 0, or -1 under the most negative dividend, it
 * is 1: the overflow's quotient is then the dividend and its remainder 0, as the manual's table of results wants.
 */
function signedDivisor(a: Expr, b: Expr): Expr {
  const least = constant(a, a.type === 'i64' ? -(2n ** 63n) : -(2n ** 31n));
  const overflow = binary('and', compare('eq', a, least), compare('eq', b, constant(b, -1n)));
  return select(binary('or', isZero(b), overflow), constant(b, 1n), b);
}

const unsignedDivisor = (b: Expr): Expr => select(isZero(b), constant(b, 1n), b);

// Division by zero: all ones as quotient, the dividend as remainder; no trap.
const div = (a: Expr, b: Expr): Expr => select(isZero(b), constant(a, -1n), binary('div_s', a, signedDivisor(a, b)));
const divu = (a: Expr, b: Expr): Expr => select(isZero(b), constant(a, -1n), binary('div_u', a, unsignedDivisor(b)));
const rem = (a: Expr, b: Expr): Expr => select(isZero(b), a, binary('rem_s', a, signedDivisor(a, b)));
const remu = (a: Expr, b: Expr): Expr => select(isZero(b), a, binary('rem_u', a, unsignedDivisor(b)));

const a = wrap(rs1);
const b = wrap(rs2);

export const m: readonly Instruction[] = [
  row('mul', '0000001 rs2 rs1 000 rd 0110011', 'rd, rs1, rs2', set(binary('mul', rs1, rs2))),
  row('mulh', '0000001 rs2 rs1 001 rd 0110011', 'rd, rs1, rs2', set(binary('mulh_ss', rs1, rs2))),
  row('mulhsu', '0000001 rs2 rs1 010 rd 0110011', 'rd, rs1, rs2', set(binary('mulh_su', rs1, rs2))),
  row('mulhu', '0000001 rs2 rs1 011 rd 0110011', 'rd, rs1, rs2', set(binary('mulh_uu', rs1, rs2))),
  row('div', '0000001 rs2 rs1 100 rd 0110011', 'rd, rs1, rs2', set(div(rs1, rs2))),
  row('divu', '0000001 rs2 rs1 101 rd 0110011', 'rd, rs1, rs2', set(divu(rs1, rs2))),
  row('rem', '0000001 rs2 rs1 110 rd 0110011', 'rd, rs1, rs2', set(rem(rs1, rs2))),
  row('remu', '0000001 rs2 rs1 111 rd 0110011', 'rd, rs1, rs2', set(remu(rs1, rs2))),

  row('mulw', '0000001 rs2 rs1 000 rd 0111011', 'rd, rs1, rs2', set(extendS(binary('mul', a, b)))),
  row('divw', '0000001 rs2 rs1 100 rd 0111011', 'rd, rs1, rs2', set(extendS(div(a, b)))),
  row('divuw', '0000001 rs2 rs1 101 rd 0111011', 'rd, rs1, rs2', set(extendS(divu(a, b)))),
  row('remw', '0000001 rs2 rs1 110 rd 0111011', 'rd, rs1, rs2', set(extendS(rem(a, b)))),
  row('remuw', '0000001 rs2 rs1 111 rd 0111011', 'rd, rs1, rs2', set(extendS(remu(a, b)))),
];
