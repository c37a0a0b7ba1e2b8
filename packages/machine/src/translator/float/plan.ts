/** What a region's code needs to know of floating point: which f-registers it uses and how, and where it may not go on. */
import { effectsOf } from '@racho/isa';
import { BOX, type Expr, type FloatRegisterField } from '@racho/isa/ir';
import type { FlowOrder } from '../plan/graph.ts';
import type { Registers } from '../plan/registers.ts';
import type { Block, Op } from '../plan/region.ts';

export interface FloatPlan {
  /** No bits: the region has no floating point. */
  readonly used: Registers;
  /** f-registers that the region may write. */
  readonly dirty: Registers;
  /** Registers of which all numbers that are read or written here are f32. */
  readonly singles: Registers;
  /** Blocks that come to floating point first on some way: whether it may be executed is to be tested there. */
  readonly guarded: ReadonlySet<number>;
}

const isFloat = ({ row }: Op): boolean => effectsOf(row).float;
const bit = ({ operands }: Op, field: string): Registers => 1 << operands[field]!;
const floatBits = (op: Op, fields: readonly string[]): Registers =>
  fields.reduce((bits, field) => (field.startsWith('f') ? bits | bit(op, field) : bits), 0);

/** What `box` made a register's value of. */
export function boxed(value: Expr): Expr | undefined {
  const isBox = value.kind === 'binary' && value.op === 'or' && value.b.kind === 'const' && value.b.value === BOX;
  return isBox && value.a.kind === 'extend' ? value.a.a : undefined;
}

function fieldsIn(expr: Expr): readonly FloatRegisterField[] {
  switch (expr.kind) {
    case 'freg':
      return [expr.field];
    case 'unary':
    case 'wrap':
    case 'extend':
      return fieldsIn(expr.a);
    case 'binary':
    case 'compare':
      return [expr.a, expr.b].flatMap(fieldsIn);
    case 'select':
      return [expr.cond, expr.a, expr.b].flatMap(fieldsIn);
    default:
      return [];
  }
}

/** The registers that an instruction reads or writes as 64 bits. */
function doubles(op: Op): Registers {
  const wide = (expr: Expr): Registers => (expr.type === 'i64' ? floatBits(op, fieldsIn(expr)) : 0);
  return op.row.semantics.reduce((bits, stmt) => {
    switch (stmt.kind) {
      case 'loadf':
        return stmt.format === 'f64' ? bits | bit(op, 'frd') : bits;
      case 'store':
        return stmt.memory === 'i64' ? bits | wide(stmt.value) : bits;
      case 'set':
        // FMV.X.W takes the low half.
        return bits | (stmt.value.kind === 'extend' ? 0 : wide(stmt.value));
      case 'setf':
        return boxed(stmt.value) === undefined ? bits | bit(op, 'frd') | wide(stmt.value) : bits;
      case 'float': {
        const result = stmt.to === 'frd' && stmt.format === 'f64' ? bit(op, 'frd') : 0;
        return stmt.operands.reduce((all, operand) => all | wide(operand), bits | result);
      }
      default:
        return bits;
    }
  }, 0);
}

/** Blocks with floating point that no other such block dominates. */
function unguarded(blocks: readonly Block[], { order, dominator }: FlowOrder): ReadonlySet<number> {
  const first = new Set<number>();
  const behind = new Set<number>();
  for (const node of order) {
    if (node !== 0 && behind.has(dominator[node]!)) behind.add(node);
    else if (blocks[node]?.ops.some(isFloat) === true) {
      first.add(node);
      behind.add(node);
    }
  }
  return first;
}

/** @param blocks - by node; nodes beyond are dispatch nodes */
export function planFloats(blocks: readonly Block[], flow: FlowOrder): FloatPlan {
  const ops = blocks.flatMap((block) => block.ops).filter(isFloat);
  const written = (op: Op): Registers => floatBits(op, effectsOf(op.row).writes);
  const read = (op: Op): Registers => floatBits(op, effectsOf(op.row).reads);
  const union = (list: readonly Op[], of: (op: Op) => Registers): Registers =>
    list.reduce((bits, op) => bits | of(op), 0);
  const dirty = union(ops, written);
  const used = dirty | union(ops, read);
  return {
    used,
    dirty,
    singles: used & ~union(ops, doubles),
    guarded: unguarded(blocks, flow),
  };
}

/** The first floating-point instruction of a block. */
export const firstFloat = ({ ops }: Block): Op | undefined => ops.find(isFloat);
