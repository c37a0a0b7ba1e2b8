/** How the registers move that accesses are based on: that decides whether to keep the page of the last one. */
import type { Expr } from '@racho/isa/ir';
import { written } from './plan.ts';
import type { Op } from './region.ts';

const isField = (expr: Expr, field: 'rs1' | 'imm'): boolean =>
  (expr.kind === 'reg' || expr.kind === 'field') && expr.field === field;

/** Whether a constant is added to a register in place. */
function steps({ row, operands }: Op): boolean {
  const [stmt] = row.semantics;
  if (stmt?.kind !== 'set' || operands['rd'] !== operands['rs1']) return false;
  const { value } = stmt;
  return value.kind === 'binary' && value.op === 'add' && isField(value.a, 'rs1') && isField(value.b, 'imm');
}

const loads = ({ row }: Op): boolean => row.semantics.some(({ kind }) => kind === 'load' || kind === 'amo');

/**
 * Whether a register is likely to point into the same page over and over: it is not written, or it is computed, as for tables. One that
 * is loaded leads anywhere; one that walks through an array is faster looked up each time.
 * @param before - the operations of the block in front of the access
 * @param around - those of the loop
 */
export function staysNear(register: number, before: readonly Op[], around: readonly Op[]): boolean {
  const writes = (op: Op): boolean => ((written(op) >>> register) & 1) === 1;
  const last = before.findLast(writes);
  const writers = last === undefined ? around.filter(writes) : [last];
  return !writers.some((op) => loads(op) || steps(op));
}
