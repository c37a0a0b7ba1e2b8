/** How the registers move that accesses are based on: that decides whether to keep the page of the last one. */
import type { Expr } from '@racho/isa/ir';
import { written } from '../plan/plan.ts';
import type { Registers } from '../plan/registers.ts';
import type { Op } from '../plan/region.ts';

const isField = (expr: Expr, field: 'rs1' | 'imm'): boolean =>
  (expr.kind === 'reg' || expr.kind === 'field') && expr.field === field;

/** Whether a constant is added to a register in place. */
function steps({ row, operands }: Op): boolean {
  const [stmt] = row.semantics;
  if (stmt?.kind !== 'set' || operands['rd'] !== operands['rs1']) return false;
  const { value } = stmt;
  return value.kind === 'binary' && value.op === 'add' && isField(value.a, 'rs1') && isField(value.b, 'imm');
}

const loads = ({ row }: Op): boolean =>
  row.semantics.some(({ kind }) => kind === 'load' || kind === 'amo' || kind === 'system');

/** The registers that an operation makes point elsewhere: one that is loaded leads anywhere, one that steps leaves its page some time. */
const moved = (op: Op): Registers => (loads(op) || steps(op) ? written(op) : 0);

/** Those that some of the operations move. */
export const movedBy = (ops: readonly Op[]): Registers => ops.reduce((bits, op) => bits | moved(op), 0);

/**
 * Whether the base register of an access, `ops[index]`, is likely to point into the same page over and over: it is not written, or it is
 * computed, as for tables. One that walks through an array is faster looked up each time.
 * @param around - the registers that the loop around the block moves
 */
export function staysNear(ops: readonly Op[], index: number, around: Registers): boolean {
  const base = 1 << ops[index]!.operands['rs1']!;
  for (let i = index - 1; i >= 0; i--) if ((written(ops[i]!) & base) !== 0) return (moved(ops[i]!) & base) === 0;
  return (around & base) === 0;
}
