/** What an instruction can touch, read off its semantics: for liveness, block building and exits. */
import type { Instruction } from './instruction.ts';
import type { Expr, RegisterField, Stmt } from './ir.ts';
import { systemEffects } from './ir.ts';

export interface Effects {
  /** Operand fields whose registers it reads, in the order rs1, rs2. */
  readonly reads: readonly RegisterField[];
  /** Operand fields whose registers it writes. */
  readonly writes: readonly RegisterField[];
  /** Whether it can trap. Jumps can't: with C, every even address is a possible target. */
  readonly mayTrap: boolean;
  /** Whether it can go elsewhere than to the next instruction, or change how that is fetched or run. */
  readonly mayBranch: boolean;
  readonly touchesMemory: boolean;
}

/** The expressions that a statement evaluates. */
function expressionsOf(statement: Stmt): readonly Expr[] {
  switch (statement.kind) {
    case 'set':
      return [statement.value];
    case 'load':
      return [statement.address];
    case 'store':
    case 'amo':
      return [statement.address, statement.value];
    case 'jump':
      return [statement.target];
    case 'branch':
      return [statement.cond, statement.target];
    case 'system':
      return [];
  }
}

function registersIn(expression: Expr): readonly RegisterField[] {
  switch (expression.kind) {
    case 'reg':
      return [expression.field];
    case 'unary':
    case 'wrap':
    case 'extend':
      return registersIn(expression.a);
    case 'binary':
    case 'compare':
      return [expression.a, expression.b].flatMap(registersIn);
    case 'select':
      return [expression.cond, expression.a, expression.b].flatMap(registersIn);
    case 'const':
    case 'field':
    case 'pc':
    case 'next':
    case 'old':
      return [];
  }
}

function readsOf(statement: Stmt): readonly RegisterField[] {
  if (statement.kind !== 'system') return expressionsOf(statement).flatMap(registersIn);
  const { readsRs1, readsRs2 } = systemEffects[statement.handler];
  return [...(readsRs1 ? (['rs1'] as const) : []), ...(readsRs2 ? (['rs2'] as const) : [])];
}

function writesRd(statement: Stmt): boolean {
  if (statement.kind === 'system') return systemEffects[statement.handler].writesRd;
  if (statement.kind === 'jump') return statement.link;
  return statement.kind === 'set' || statement.kind === 'load' || statement.kind === 'amo';
}

/** The effects of an instruction; of a compressed form, take those of its expansion's. */
export function effectsOf(instruction: Instruction): Effects {
  const { semantics } = instruction;
  const isOf = (...kinds: Stmt['kind'][]): boolean => semantics.some(({ kind }) => kinds.includes(kind));
  const handlers = semantics.flatMap((statement) => (statement.kind === 'system' ? [statement.handler] : []));
  const reads = new Set(semantics.flatMap(readsOf));
  return {
    reads: (['rs1', 'rs2'] as const).filter((field) => reads.has(field)),
    writes: semantics.some(writesRd) ? ['rd'] : [],
    mayTrap: isOf('load', 'store', 'amo', 'system'),
    mayBranch: isOf('jump', 'branch') || handlers.some((handler) => systemEffects[handler].endsBlock),
    touchesMemory: isOf('load', 'store', 'amo') || handlers.some((handler) => systemEffects[handler].memory !== 'none'),
  };
}
