/** What an instruction can touch, read off its semantics: for liveness, block building and exits. */
import type { Instruction } from './instruction.ts';
import type { Expr, FloatRegisterField, RegisterField, Stmt } from './ir.ts';
import { systemEffects } from './ir.ts';

export type AnyRegisterField = RegisterField | FloatRegisterField;

export interface Effects {
  /** Operand fields whose registers it reads, in the order rs1, rs2, frs1, frs2, frs3. */
  readonly reads: readonly AnyRegisterField[];
  /** Operand fields whose registers it writes. */
  readonly writes: readonly AnyRegisterField[];
  /** Whether it uses floating-point state, and so is illegal while that is off. */
  readonly float: boolean;
  /** Whether it may raise flags in `fflags`. */
  readonly accrues: boolean;
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
    case 'setf':
      return [statement.value];
    case 'load':
    case 'loadf':
      return [statement.address];
    case 'store':
    case 'amo':
      return [statement.address, statement.value];
    case 'jump':
      return [statement.target];
    case 'branch':
      return [statement.cond, statement.target];
    case 'float':
      return statement.operands;
    case 'system':
      return [];
  }
}

function registersIn(expression: Expr): readonly AnyRegisterField[] {
  switch (expression.kind) {
    case 'reg':
    case 'freg':
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

function readsOf(statement: Stmt): readonly AnyRegisterField[] {
  if (statement.kind !== 'system') return expressionsOf(statement).flatMap(registersIn);
  const { readsRs1, readsRs2 } = systemEffects[statement.handler];
  return [...(readsRs1 ? (['rs1'] as const) : []), ...(readsRs2 ? (['rs2'] as const) : [])];
}

function writeOf(statement: Stmt): AnyRegisterField | undefined {
  switch (statement.kind) {
    case 'set':
    case 'load':
    case 'amo':
      return 'rd';
    case 'setf':
    case 'loadf':
      return 'frd';
    case 'float':
      return statement.to;
    case 'jump':
      return statement.link ? 'rd' : undefined;
    case 'system':
      return systemEffects[statement.handler].writesRd ? 'rd' : undefined;
    case 'store':
    case 'branch':
      return undefined;
  }
}

const known = new WeakMap<Instruction, Effects>();

/** The effects of an instruction; of a compressed form, take those of its expansion's. */
export function effectsOf(instruction: Instruction): Effects {
  let effects = known.get(instruction);
  if (effects === undefined) known.set(instruction, (effects = readOff(instruction)));
  return effects;
}

function readOff({ semantics }: Instruction): Effects {
  const isOf = (...kinds: Stmt['kind'][]): boolean => semantics.some(({ kind }) => kinds.includes(kind));
  const handlers = semantics.flatMap((statement) => (statement.kind === 'system' ? [statement.handler] : []));
  const reads = new Set(semantics.flatMap(readsOf));
  const writes = new Set(semantics.flatMap((statement) => writeOf(statement) ?? []));
  const usesFloat = [...reads, ...writes].some((field) => field.startsWith('f'));
  return {
    reads: (['rs1', 'rs2', 'frs1', 'frs2', 'frs3'] as const).filter((field) => reads.has(field)),
    writes: [...writes],
    float: usesFloat,
    accrues: isOf('float'),
    mayTrap: usesFloat || isOf('load', 'store', 'amo', 'system'),
    mayBranch: isOf('jump', 'branch') || handlers.some((handler) => systemEffects[handler].endsBlock),
    touchesMemory:
      isOf('load', 'loadf', 'store', 'amo') || handlers.some((handler) => systemEffects[handler].memory !== 'none'),
  };
}
