/** Compiles the expressions of the semantics IR to WebAssembly, which most of its operations are named after. */
import type { BinaryOp, Expr, FloatRegisterField, NumberField, RegisterField } from '@racho/isa/ir';
import type { Code } from '../wasm/code.ts';
import { call, select } from '../wasm/code.ts';
import { extend32, extendSigned, extendUnsigned, integers, wrap } from '../wasm/instructions.ts';
import type { MulhFunctions } from './mulh.ts';

/** Where an instruction's code finds its operands: i64 code without side effects. */
export interface Scope {
  readonly register: (field: RegisterField) => Code;
  readonly floatRegister: (field: FloatRegisterField) => Code;
  readonly number: (field: NumberField) => Code;
  readonly pc: Code;
  readonly next: Code;
  /** What an AMO has read. */
  readonly old: Code;
  readonly mulh: MulhFunctions;
}

const isMulh = (op: BinaryOp): op is keyof MulhFunctions => op.startsWith('mulh_');

export function expression(expr: Expr, scope: Scope): Code {
  const compiled = (inner: Expr): Code => expression(inner, scope);
  switch (expr.kind) {
    case 'const':
      return integers[expr.type].const(BigInt.asIntN(expr.type === 'i64' ? 64 : 32, expr.value));
    case 'reg':
      return scope.register(expr.field);
    case 'freg':
      return scope.floatRegister(expr.field);
    case 'field':
      return scope.number(expr.field);
    case 'pc':
      return scope.pc;
    case 'next':
      return scope.next;
    case 'old':
      return scope.old;
    case 'unary':
      return expr.op === 'extend32_s' ? extend32(compiled(expr.a)) : integers[expr.type][expr.op](compiled(expr.a));
    case 'binary': {
      const [a, b] = [compiled(expr.a), compiled(expr.b)];
      return isMulh(expr.op) ? call(scope.mulh[expr.op], a, b) : integers[expr.type][expr.op](a, b);
    }
    case 'compare':
      return integers[expr.a.type][expr.op](compiled(expr.a), compiled(expr.b));
    case 'wrap':
      return wrap(compiled(expr.a));
    case 'extend':
      return (expr.signed ? extendSigned : extendUnsigned)(compiled(expr.a));
    case 'select':
      return select(compiled(expr.cond), compiled(expr.a), compiled(expr.b));
    default:
      throw new RangeError('the interpreter has no code for an expression of this kind');
  }
}

/** How often `expr` reads a register: what is read twice is worth a local. */
export function countReads(expr: Expr, field: RegisterField): number {
  const inner = (...operands: Expr[]): number => operands.reduce((sum, operand) => sum + countReads(operand, field), 0);
  switch (expr.kind) {
    case 'reg':
      return expr.field === field ? 1 : 0;
    case 'unary':
    case 'wrap':
    case 'extend':
      return inner(expr.a);
    case 'binary':
    case 'compare':
      return inner(expr.a, expr.b);
    case 'select':
      return inner(expr.cond, expr.a, expr.b);
    default:
      return 0;
  }
}
