/** Groups the memory accesses of a block that have one base register, so that one check serves them all. */
import { effectsOf } from '@racho/isa';
import type { MemoryType } from '@racho/isa/ir';
import { isReserving, reservingOf } from '../../interpreter/reservation.ts';
import type { Op } from '../plan/region.ts';

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

/** How an instruction accesses memory, `bytes` from rs1 and a constant on. */
interface Access {
  readonly kind: AccessKind;
  readonly bytes: 1 | 2 | 4 | 8;
  /** Whether it must be aligned, and so is checked for itself. */
  readonly atomic: boolean;
}

/** The access of an instruction, if it makes one. */
export function accessOf({ row }: Op): Access | undefined {
  for (const stmt of row.semantics) {
    switch (stmt.kind) {
      case 'load':
        return { kind: 'load', bytes: sizes[stmt.memory], atomic: false };
      case 'loadf':
        return { kind: 'load', bytes: stmt.format === 'f64' ? 8 : 4, atomic: false };
      case 'store':
        return { kind: 'store', bytes: sizes[stmt.memory], atomic: false };
      case 'amo':
        return { kind: 'store', bytes: sizes[stmt.memory], atomic: true };
      case 'system': {
        if (!isReserving(stmt.handler)) break;
        const { does, memory } = reservingOf(stmt.handler);
        return { kind: does === 'reserves' ? 'load' : 'store', bytes: sizes[memory], atomic: true };
      }
    }
  }
  return undefined;
}

/** What is added to rs1: every access of the base ISA has an immediate, AMOs have none. */
export const offsetOf = (op: Op): number => op.operands['imm'] ?? 0;

/** The group of each operation that accesses memory; the first of a group's is where it is to be checked. */
export function groupAccesses(ops: readonly Op[]): ReadonlyMap<Op, Group> {
  const groups = new Map<Op, Group>();
  const open = new Map<number, Group>();
  for (const op of ops) {
    const access = accessOf(op);
    if (access !== undefined) {
      const { kind, bytes, atomic } = access;
      const register = op.operands['rs1']!;
      const start = offsetOf(op);
      const end = start + bytes;
      let group = open.get(register);
      if (group === undefined || atomic || Math.max(group.end, end) - Math.min(group.start, start) > SPAN_MAX) {
        group = { kind, register, start, end };
        if (!atomic) open.set(register, group);
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
