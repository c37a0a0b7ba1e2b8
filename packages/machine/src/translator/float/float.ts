/** Floating-point instructions in a region: native where the host's result and the flags are known to be right, else by the helper. */
import { type Expr, type FloatFormat, NX, RNE, type Stmt } from '@racho/isa/ir';
import { FS } from '../../hart/mstatus.ts';
import { expression, type Scope } from '../../interpreter/expression.ts';
import { FCSR, FRM_SHIFT, GREATEST_MODE, read, STATUS } from '../../interpreter/float-state.ts';
import type { Code } from '../../wasm/code.ts';
import { call, choose, select } from '../../wasm/code.ts';
import { f32, f64, type FloatInstructions, maddF64 } from '../../wasm/floats.ts';
import { extendSigned, extendUnsigned, i32, i64, wrap } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local, Value } from '../../wasm/module.ts';
import { fastWay, LIMIT } from './fast.ts';
import { floatNumber, type HelperIndices } from './helper.ts';
import { fusesMadd } from './probe.ts';
import { boxed, type FloatPlan } from './plan.ts';
import { FloatRegisters } from './registers.ts';
import type { Registers } from '../plan/registers.ts';
import type { Op } from '../plan/region.ts';

type Of<Kind extends Stmt['kind']> = Extract<Stmt, { kind: Kind }>;

const formats: Readonly<Record<FloatFormat, FloatInstructions>> = { f32, f64 };
const bitsOf = { i32: 32, i64: 64 } as const;

const isSign = (expr: Expr): boolean =>
  expr.kind === 'const' && BigInt.asUintN(bitsOf[expr.type], expr.value) === 1n << BigInt(bitsOf[expr.type] - 1);

/** The register of which `expr` is the number: `number` of the IR. */
function fieldOf(expr: Expr): string | undefined {
  if (expr.kind === 'freg') return expr.field;
  const unboxes = expr.kind === 'select' && expr.a.kind === 'wrap' && expr.a.a.kind === 'freg';
  return unboxes && expr.cond.kind === 'compare' ? expr.a.a.field : undefined;
}

/** What an instruction does when it must not be executed here. */
type Leave = () => Code;

export class FloatCode {
  readonly #plan: FloatPlan;
  readonly #registers: FloatRegisters;
  readonly #base: Value;
  readonly #helper: HelperIndices;
  /** i32: whether floating point may be executed. It is dirty, so that no instruction has to say so, and `frm` is not reserved. */
  readonly #ready: Local;
  /** i32: {@link LIMIT} while native results are right if they are finite and normal, else 0. */
  readonly #limit: Local;
  readonly #results: Readonly<Record<'f32' | 'f64' | 'i64', Local>>;
  readonly #scratch: Readonly<Record<FloatFormat, Local>>;

  constructor(fn: FunctionBuilder, base: Value, plan: FloatPlan, helper: HelperIndices) {
    this.#plan = plan;
    this.#base = base;
    this.#helper = helper;
    this.#registers = new FloatRegisters(fn, base, plan);
    [this.#ready, this.#limit] = [fn.local('i32'), fn.local('i32')];
    this.#results = { f32: fn.local('f32'), f64: fn.local('f64'), i64: fn.local('i64') };
    this.#scratch = { f32: fn.local('f32'), f64: fn.local('f64') };
  }

  start(): Code {
    const dirty = i32.eq(i32.and(read(this.#base, STATUS), i32.const(FS)), i32.const(FS));
    const mode = i32.shr_u(read(this.#base, FCSR), i32.const(FRM_SHIFT));
    return [
      this.#ready.set(i32.and(dirty, i32.le_u(mode, i32.const(GREATEST_MODE)))),
      this.#findLimit(),
      this.#registers.load(),
    ];
  }

  /** Flags are only ever set in a region, and modes do not change: this needs to be done again where flags may be new. */
  #findLimit(): Code {
    const settled = i32.and(read(this.#base, FCSR), i32.const((7 << FRM_SHIFT) | NX));
    return this.#limit.set(select(i32.eq(settled, i32.const((RNE << FRM_SHIFT) | NX)), i32.const(LIMIT), i32.const(0)));
  }

  leave(dirty: Registers): Code {
    return this.#registers.store(dirty);
  }

  /** To be put before the first floating-point instruction of a block. */
  guard(node: number, leave: Leave): Code {
    return this.#plan.guarded.has(node) ? choose(undefined, i32.eqz(this.#ready.get), leave()) : [];
  }

  /** A register's value as a statement sees it that is no arithmetic: FMV.X.W, stores. */
  moved(op: Op, value: Expr, scope: Scope): Code {
    if (value.kind === 'freg') return f64.bits(this.#registers.f64(op.operands[value.field]!));
    const inner = value.kind === 'extend' && value.a.kind === 'wrap' ? value.a.a : undefined;
    if (inner?.kind === 'freg') return extendSigned(this.#registers.low(op.operands[inner.field]!));
    return expression(value, scope);
  }

  /** What a store writes: code of the format's type. */
  stored(op: Op, field: string, format: FloatFormat): Code {
    const n = op.operands[field]!;
    return format === 'f64' ? this.#registers.f64(n) : f32.fromBits(this.#registers.low(n));
  }

  set(op: Op, format: FloatFormat, value: Code): Code {
    const n = op.operands['frd']!;
    return format === 'f64' ? this.#registers.setF64(n, value) : this.#registers.setF32(n, value);
  }

  setf(op: Op, { value }: Of<'setf'>, scope: Scope): Code {
    const single = boxed(value);
    return single === undefined
      ? this.set(op, 'f64', this.#number(op, value, 'f64', scope))
      : this.set(op, 'f32', this.#number(op, single, 'f32', scope));
  }

  /** @param setRd - code that writes an i64 to rd */
  float(op: Op, stmt: Of<'float'>, scope: Scope, setRd: (value: Code) => Code): Code {
    const operands = stmt.operands.map((operand) => this.#operand(op, operand, scope));
    const rm = op.operands['rm'] ?? RNE;
    const madd = fusesMadd() ? maddF64 : (a: Code, b: Code, c: Code): Code => call(this.#helper.madd, a, b, c);
    const fast = fastWay(stmt, operands, { rm, limit: this.#limit.get, scratch: this.#scratch, madd });
    const type = stmt.to === 'rd' ? 'i64' : stmt.format;
    const result = this.#results[type];
    const write = (value: Code): Code => (stmt.to === 'rd' ? setRd(value) : this.set(op, stmt.format, value));
    const exact = (): Code => {
      const bits = stmt.operands.map((operand, i) => this.#bits(operand, operands[i]!));
      const padded = [...bits, i64.const(0), i64.const(0)].slice(0, 3);
      const number = i32.const(floatNumber(stmt.op, stmt.format));
      const value = call(this.#helper.float, this.#base.get, number, ...padded, i32.const(rm));
      return [result.set(typed(type, value)), this.#findLimit()];
    };
    if (fast === undefined) return [exact(), write(result.get)];
    if (fast.holds === undefined) return write(fast.value);
    return [result.set(fast.value), choose(undefined, i32.eqz(fast.holds(result.get)), exact()), write(result.get)];
  }

  /** An operand of arithmetic: a number, or an integer as i64. */
  #operand(op: Op, expr: Expr, scope: Scope): Code {
    if (expr.kind === 'reg') return expression(expr, scope);
    return this.#number(op, expr, expr.type === 'i32' ? 'f32' : 'f64', scope);
  }

  /** The same, as the helper takes it. */
  #bits(expr: Expr, operand: Code): Code {
    if (expr.kind === 'reg') return operand;
    return expr.type === 'i32' ? extendUnsigned(f32.bits(operand)) : f64.bits(operand);
  }

  /** The number whose bits `expr` gives; for what injects signs, without going over its bits. */
  #number(op: Op, expr: Expr, format: FloatFormat, scope: Scope): Code {
    const of = formats[format];
    const field = fieldOf(expr);
    if (field !== undefined) {
      const n = op.operands[field]!;
      return format === 'f64' ? this.#registers.f64(n) : this.#registers.f32(n);
    }
    const inner = (part: Expr): Code => this.#number(op, part, format, scope);
    if (expr.kind !== 'binary') return of.fromBits(expression(expr, scope));
    if (expr.op === 'xor' && isSign(expr.b)) return of.neg(inner(expr.a));
    if (expr.op === 'xor') {
      const bitwise = format === 'f64' ? i64 : i32;
      return of.fromBits(bitwise.xor(of.bits(inner(expr.a)), of.bits(inner(expr.b))));
    }
    const { a: magnitude, b: sign } = expr;
    const injects = expr.op === 'or' && magnitude.kind === 'binary' && sign.kind === 'binary' && isSign(sign.b);
    if (!injects) return of.fromBits(expression(expr, scope));
    return this.#signed(op, magnitude.a, sign.a, inner, of);
  }

  /** The magnitude of one number with the sign of another one. */
  #signed(op: Op, magnitude: Expr, sign: Expr, number: (expr: Expr) => Code, of: FloatInstructions): Code {
    const register = (expr: Expr): number | undefined => op.operands[fieldOf(expr) ?? ''];
    const own = register(magnitude);
    if (register(sign) === own) return number(magnitude);
    if (sign.kind === 'binary' && register(sign.a) === own) {
      // Its own sign reversed, or exclusive or itself.
      if (isSign(sign.b)) return of.neg(number(magnitude));
      if (register(sign.b) === own) return of.abs(number(magnitude));
    }
    return of.copysign(number(magnitude), number(sign));
  }
}

/** A result of the helper's as what its register takes. */
function typed(type: 'f32' | 'f64' | 'i64', bits: Code): Code {
  if (type === 'i64') return bits;
  return type === 'f64' ? f64.fromBits(bits) : f32.fromBits(wrap(bits));
}
