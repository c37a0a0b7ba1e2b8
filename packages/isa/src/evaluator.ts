/** The semantics IR over BigInt, slow and obvious: what generated code is checked against. */
import { decode } from './decoder.ts';
import type { Decoded } from './decoder.ts';
import { effectsOf } from './effects.ts';
import { compute } from './float/compute.ts';
import type { RoundingMode } from './float/rounding.ts';
import type { Operands } from './instruction.ts';
import type { BinaryOp, CompareOp, Expr, MemoryType, Stmt, SystemHandler, UnaryOp, ValueType } from './ir.ts';
import { BOX } from './ir.ts';

/** A synchronous exception: `scause`/`mcause` code and trap value. */
export interface Trap {
  readonly kind: 'trap';
  readonly cause: number;
  readonly value: bigint;
}

export interface Memory {
  /** The unsigned number of `size` bytes at a virtual address, or the trap that reading it is. */
  readonly load: (address: bigint, size: number, access: 'load' | 'amo') => bigint | Trap;
  /** Stores the low `size` bytes of `value`; gives the trap if that is one. */
  readonly store: (address: bigint, size: number, value: bigint) => Trap | undefined;
}

/** pc and x0…x31, as unsigned 64-bit numbers. */
export interface HartState {
  readonly pc: bigint;
  readonly x: readonly bigint[];
}

/** f0…f31, as unsigned 64-bit numbers, and `fcsr`: the rounding mode `frm` above the five flags. */
export interface FloatState {
  readonly f: readonly bigint[];
  readonly fcsr: number;
}

/** A system instruction, which is up to the caller: this evaluator has no CSRs, privilege modes or reservations. */
export interface SystemRequest {
  readonly kind: 'system';
  readonly handler: SystemHandler;
  readonly operands: Operands;
  readonly length: 2 | 4;
}

export type Outcome = ({ readonly kind: 'retired'; readonly float?: FloatState } & HartState) | Trap | SystemRequest;

export interface Environment extends HartState {
  readonly memory: Memory;
  /** Absent while floating point is off (`mstatus.FS`): what uses it is then illegal. */
  readonly float?: FloatState;
  /** Executes system instructions; without it they are handed back as a `SystemRequest`. */
  readonly system?: (request: SystemRequest, state: HartState) => Outcome;
}

const illegalInstruction = 2;
const storeAddressMisaligned = 6;

const bitsOf = (type: ValueType): number => (type === 'i64' ? 64 : 32);
const signed = (type: ValueType, value: bigint): bigint => BigInt.asIntN(bitsOf(type), value);

/** What expressions depend on. Values are unsigned numbers of their type's width throughout. */
interface Context extends HartState {
  readonly operands: Operands;
  readonly length: 2 | 4;
  readonly f: readonly bigint[];
  /** What results are rounded by. */
  readonly rounding: RoundingMode;
  /** The value an AMO has read. */
  readonly old: bigint;
}

function unary(op: UnaryOp, type: ValueType, a: bigint): bigint {
  const bits = a.toString(2).padStart(bitsOf(type), '0');
  switch (op) {
    case 'clz':
      return BigInt(bits.length - bits.replace(/^0+/, '').length);
    case 'ctz':
      return BigInt(bits.length - bits.replace(/0+$/, '').length);
    case 'popcnt':
      return BigInt(bits.replaceAll('0', '').length);
    case 'extend8_s':
      return BigInt.asIntN(8, a);
    case 'extend16_s':
      return BigInt.asIntN(16, a);
    case 'extend32_s':
      return BigInt.asIntN(32, a);
  }
}

function binary(op: BinaryOp, type: ValueType, a: bigint, b: bigint): bigint {
  const width = BigInt(bitsOf(type));
  const shift = b % width;
  const [sa, sb] = [signed(type, a), signed(type, b)];
  switch (op) {
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'div_s':
      return sa / sb;
    case 'div_u':
      return a / b;
    case 'rem_s':
      return sa % sb;
    case 'rem_u':
      return a % b;
    case 'and':
      return a & b;
    case 'or':
      return a | b;
    case 'xor':
      return a ^ b;
    case 'shl':
      return a << shift;
    case 'shr_s':
      return sa >> shift;
    case 'shr_u':
      return a >> shift;
    case 'rotl':
      return (a << shift) | (a >> (width - shift));
    case 'rotr':
      return (a >> shift) | (a << (width - shift));
    case 'mulh_ss':
      return (sa * sb) >> width;
    case 'mulh_su':
      return (sa * b) >> width;
    case 'mulh_uu':
      return (a * b) >> width;
  }
}

function compare(op: CompareOp, type: ValueType, a: bigint, b: bigint): boolean {
  const [sa, sb] = [signed(type, a), signed(type, b)];
  switch (op) {
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'lt_s':
      return sa < sb;
    case 'lt_u':
      return a < b;
    case 'ge_s':
      return sa >= sb;
    case 'ge_u':
      return a >= b;
  }
}

function evaluate(expression: Expr, context: Context): bigint {
  const value = (inner: Expr): bigint => evaluate(inner, context);
  const result = ((): bigint => {
    switch (expression.kind) {
      case 'const':
        return expression.value;
      case 'reg': {
        const number = context.operands[expression.field]!;
        return number === 0 ? 0n : context.x[number]!;
      }
      case 'freg':
        return context.f[context.operands[expression.field]!]!;
      case 'field':
        return BigInt(context.operands[expression.field]!);
      case 'pc':
        return context.pc;
      case 'next':
        return context.pc + BigInt(context.length);
      case 'old':
        return context.old;
      case 'unary':
        return unary(expression.op, expression.type, value(expression.a));
      case 'binary':
        return binary(expression.op, expression.type, value(expression.a), value(expression.b));
      case 'compare':
        return compare(expression.op, expression.a.type, value(expression.a), value(expression.b)) ? 1n : 0n;
      case 'wrap':
        return value(expression.a);
      case 'extend':
        return expression.signed ? signed('i32', value(expression.a)) : value(expression.a);
      case 'select':
        // Both arms, as generated code does: a division by zero in the other one must show here.
        return [value(expression.b), value(expression.a)][value(expression.cond) === 0n ? 0 : 1]!;
    }
  })();
  return BigInt.asUintN(bitsOf(expression.type), result);
}

const sizes: Readonly<Record<MemoryType, number>> = { i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, i64: 8 };

/** What a load of this type gives, as an unsigned 64-bit number. */
function extended(type: MemoryType, value: bigint): bigint {
  return BigInt.asUintN(64, type.startsWith('i') ? BigInt.asIntN(sizes[type] * 8, value) : value);
}

/** What a statement changes, or the trap or system request that ends the instruction instead. */
type Change =
  | {
      readonly kind: 'change';
      readonly pc?: bigint;
      readonly rd?: bigint;
      readonly frd?: bigint;
      /** Floating-point exceptions, to be accrued. */
      readonly flags?: number;
    }
  | Trap
  | SystemRequest;

function run(statement: Stmt, context: Context, memory: Memory): Change {
  switch (statement.kind) {
    case 'set':
      return { kind: 'change', rd: evaluate(statement.value, context) };
    case 'setf':
      return { kind: 'change', frd: evaluate(statement.value, context) };
    case 'load': {
      const value = memory.load(evaluate(statement.address, context), sizes[statement.memory], 'load');
      return typeof value === 'bigint' ? { kind: 'change', rd: extended(statement.memory, value) } : value;
    }
    case 'loadf': {
      const double = statement.format === 'f64';
      const value = memory.load(evaluate(statement.address, context), double ? 8 : 4, 'load');
      if (typeof value !== 'bigint') return value;
      return { kind: 'change', frd: double ? value : BOX | value };
    }
    case 'float': {
      const { op, format, to } = statement;
      const operands = statement.operands.map((operand) => evaluate(operand, context));
      const { bits, flags } = compute(op, format, operands, context.rounding);
      const value = to === 'frd' && format === 'f32' ? BOX | bits : bits;
      return { kind: 'change', [to]: value, flags };
    }
    case 'store': {
      const size = sizes[statement.memory];
      const value = BigInt.asUintN(size * 8, evaluate(statement.value, context));
      return memory.store(evaluate(statement.address, context), size, value) ?? { kind: 'change' };
    }
    case 'amo': {
      const size = sizes[statement.memory];
      const address = evaluate(statement.address, context);
      if (address % BigInt(size) !== 0n) return { kind: 'trap', cause: storeAddressMisaligned, value: address };
      const read = memory.load(address, size, 'amo');
      if (typeof read !== 'bigint') return read;
      const old = extended(statement.memory, read);
      const value = evaluate(statement.value, { ...context, old });
      return memory.store(address, size, BigInt.asUintN(size * 8, value)) ?? { kind: 'change', rd: old };
    }
    case 'jump': {
      const target = evaluate(statement.target, context);
      const link = BigInt.asUintN(64, context.pc + BigInt(context.length));
      return { kind: 'change', pc: target, ...(statement.link && { rd: link }) };
    }
    case 'branch': {
      if (evaluate(statement.cond, context) === 0n) return { kind: 'change' };
      return { kind: 'change', pc: evaluate(statement.target, context) };
    }
    case 'system': {
      const { operands, length } = context;
      return { kind: 'system', handler: statement.handler, operands, length };
    }
  }
}

/**
 * Executes one instruction: the state after it, the trap that it is, or the system request. The state that was given
 * stays as it is; memory is changed in place. A word that is no instruction is an illegal-instruction trap.
 */
export function execute(word: number, environment: Environment): Outcome {
  const decoded = decode(word);
  const illegal: Trap = {
    ...{ kind: 'trap', cause: illegalInstruction, value: BigInt((word & 3) === 3 ? word >>> 0 : word & 0xffff) },
  };
  return decoded === undefined ? illegal : executeDecoded(decoded, environment, illegal);
}

const noFloat: FloatState = { f: [], fcsr: 0 };

/** How an instruction rounds: by its own mode, or by `frm`. Undefined if `frm` is a reserved mode; instructions never have one. */
function roundingOf(operands: Operands, fcsr: number): RoundingMode | undefined {
  const own = operands['rm'] ?? 0;
  const mode = own === 7 ? (fcsr >> 5) & 7 : own;
  return mode <= 4 ? (mode as RoundingMode) : undefined;
}

function executeDecoded(decoded: Decoded, environment: Environment, illegal: Trap): Outcome {
  const { instruction, operands, length } = decoded;
  const { pc, x, memory } = environment;
  if (environment.float === undefined && effectsOf(instruction).float) return illegal;
  const { f, fcsr } = environment.float ?? noFloat;
  const rounding = roundingOf(operands, fcsr);
  if (rounding === undefined) return illegal;
  const context: Context = { pc, x, operands, length, f, rounding, old: 0n };
  let nextPc = BigInt.asUintN(64, pc + BigInt(length));
  let result: bigint | undefined;
  let floatResult: bigint | undefined;
  let flags = 0;
  for (const statement of instruction.semantics) {
    const change = run(statement, context, memory);
    if (change.kind === 'system') return environment.system?.(change, { pc, x }) ?? change;
    if (change.kind === 'trap') return change;
    nextPc = change.pc ?? nextPc;
    result = change.rd ?? result;
    floatResult = change.frd ?? floatResult;
    flags |= change.flags ?? 0;
  }
  const rd = operands['rd'];
  const registers = rd === undefined || rd === 0 || result === undefined ? [...x] : x.with(rd, result);
  const floats = floatResult === undefined ? [...f] : f.with(operands['frd']!, floatResult);
  const float = environment.float && { f: floats, fcsr: fcsr | flags };
  return { kind: 'retired', pc: nextPc, x: registers, ...(float && { float }) };
}
