/** Groups the memory accesses of a block that have one base register, so that one check serves them all. */
import { effectsOf } from '@racho/isa';
import type { MemoryType, Stmt } from '@racho/isa/ir';
import type { Op } from './region.ts';

export type AccessKind = 'load' | 'store';

/** Accesses at constant distances from one value of a register; all are executed if the first one is. */
export interface Group {
  /** What is to be permitted: where stores are, loads are. */
  kind: AccessKind;
  readonly register: number;
  /** Offset from the register of the first byte, and of the byte behind the last one. */
  start: number;
  end: number;
}

const SPAN_MAX = 2048;

const sizes: Readonly<Record<MemoryType, 1 | 2 | 4 | 8>> = { i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, i64: 8 };

type MemoryStmt = Extract<Stmt, { kind: 'load' | 'loadf' | 'store' | 'amo' }>;

/** The statement by which an instruction accesses memory, if it does. */
export const memoryStatement = ({ row }: Op): MemoryStmt | undefined =>
  row.semantics.find(
    (stmt) => stmt.kind === 'load' || stmt.kind === 'loadf' || stmt.kind === 'store' || stmt.kind === 'amo',
  );

export function sizeOf(stmt: MemoryStmt): number {
  if (stmt.kind === 'loadf') return stmt.format === 'f64' ? 8 : 4;
  return sizes[stmt.memory];
}

/** A load and an AMO differ in what they check. */
export const kindOf = (stmt: MemoryStmt): AccessKind =>
  stmt.kind === 'load' || stmt.kind === 'loadf' ? 'load' : 'store';

/** What is added to rs1: every access of the base ISA has an immediate, AMOs have none. */
export const offsetOf = (op: Op): number => op.operands['imm'] ?? 0;

/** The group of each operation that accesses memory; the first of a group's is where it is to be checked. */
export function groupAccesses(ops: readonly Op[]): ReadonlyMap<Op, Group> {
  const groups = new Map<Op, Group>();
  const open = new Map<number, Group>();
  for (const op of ops) {
    const stmt = memoryStatement(op);
    if (stmt !== undefined) {
      const kind = kindOf(stmt);
      const register = op.operands['rs1']!;
      const start = offsetOf(op);
      const end = start + sizeOf(stmt);
      let group = open.get(register);
      // An AMO must be aligned, which is checked for it alone.
      if (
        group === undefined ||
        stmt.kind === 'amo' ||
        Math.max(group.end, end) - Math.min(group.start, start) > SPAN_MAX
      ) {
        group = { kind, register, start, end };
        if (stmt.kind !== 'amo') open.set(register, group);
      }
      if (kind === 'store') group.kind = 'store';
      group.start = Math.min(group.start, start);
      group.end = Math.max(group.end, end);
      groups.set(op, group);
    }
    if (effectsOf(op.row).writes.includes('rd')) {
      open.delete(op.operands['rd']!);
    }
  }
  return groups;
}
