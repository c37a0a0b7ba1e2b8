/**
 * Native ways to do floating-point operations, and when they are right.
 *
 * The host rounds to nearest, ties to even, and tells no exceptions. With NX accrued already, and a result that is
 * finite, normal, and not the least normal number (to which tiny numbers are rounded), there is none to tell: overflow, division by
 * zero and invalid operations give others.
 */
import { type FloatFormat, type FloatOp, RDN, RNE, RTZ, RUP, type Stmt } from '@racho/isa/ir';
import { DYNAMIC } from '../../interpreter/float-state.ts';
import type { Code } from '../../wasm/code.ts';
import { demote, f32, f64, promote, type FloatInstructions, type IntegerReading } from '../../wasm/floats.ts';
import { extendSigned, extendUnsigned, i32, i64, wrap } from '../../wasm/instructions.ts';
import type { Local } from '../../wasm/module.ts';

export interface FastWay {
  /** Of the type of the result: the format's, or i64 for integers. */
  readonly value: Code;
  /** Whether it is right, given it; absent if it always is. */
  readonly holds?: (result: Code) => Code;
}

export interface Circumstances {
  /** The instruction's rounding mode. */
  readonly rm: number;
  /** i32: {@link LIMIT} if the mode in `frm` is RNE and NX has accrued, else 0. */
  readonly limit: Code;
  /** For what is used twice. */
  readonly scratch: Readonly<Record<FloatFormat, Local>>;
  /** a × b + c in f64, rounded once, or NaN. */
  readonly madd: (a: Code, b: Code, c: Code) => Code;
}

const formats: Readonly<Record<FloatFormat, FloatInstructions>> = { f32, f64 };

// A number's upper 32 bits without the sign, shifted up, less those of the least normal number and one more: as an unsigned
// number it is below the limit for normal numbers that are greater. (Of the doubles, the limit leaves out those above 2^1010.)
const LEAST: Readonly<Record<FloatFormat, number>> = { f32: 0x0080_0001, f64: 0x0010_0001 };
const INFINITE_F32 = 0x7f80_0000;
export const LIMIT: number = (2 * (INFINITE_F32 - LEAST.f32)) | 0;

const upper = (format: FloatFormat, number: Code): Code =>
  format === 'f32' ? f32.bits(number) : wrap(i64.shr_u(f64.bits(number), i64.const(32)));
export const isSafe = (format: FloatFormat, number: Code, limit: Code): Code =>
  i32.lt_u(i32.add(i32.shl(upper(format, number), i32.const(1)), i32.const(-2 * LEAST[format])), limit);

/** In `a × b + c` of f32, done in f64: whether rounding twice may differ, since the first result is half-way between two f32. */
const HALF_WAY = 0x1000_0000;
const isHalfWay = (wide: Code): Code =>
  i32.eq(i32.and(wrap(f64.bits(wide)), i32.const(2 * HALF_WAY - 1)), i32.const(HALF_WAY));

const isNearest = (rm: number): boolean => rm === RNE || rm === DYNAMIC;
/** With what the host rounds to an integer in a mode. */
const integral: Readonly<Record<number, 'nearest' | 'floor' | 'ceil' | undefined>> = {
  ...{ [RNE]: 'nearest', [DYNAMIC]: 'nearest', [RDN]: 'floor', [RUP]: 'ceil' },
};

type ToInteger = Extract<FloatOp, `to_${string}`>;
type FromInteger = Extract<FloatOp, `from_${string}`>;
export const isTo = (op: FloatOp): op is ToInteger => op.startsWith('to_');
export const isFrom = (op: FloatOp): op is FromInteger => op.startsWith('from_');

/** `to_u32` is of 32 bits and unsigned. */
export function integerOf(op: ToInteger | FromInteger): { readonly bits: 32 | 64; readonly reading: IntegerReading } {
  const [, sign, bits] = /_(.)(\d+)$/.exec(op) as unknown as [string, 'i' | 'u', '32' | '64'];
  return { bits: bits === '32' ? 32 : 64, reading: `i${bits}_${sign === 'i' ? 's' : 'u'}` };
}

/** NX is all that can be raised by a number that rounds to one within bounds. */
function toInteger(
  op: ToInteger,
  format: FloatFormat,
  a: Code,
  { rm, limit, scratch }: Circumstances,
): FastWay | undefined {
  const of = formats[format];
  const rounding = integral[rm];
  if (rounding === undefined && rm !== RTZ) return undefined;
  const whole = scratch[format];
  const rounded = whole.get;
  const { bits, reading } = integerOf(op);
  const integer = of.truncate[reading](whole.tee(rounding === undefined ? a : of[rounding](a)));
  const signed = reading.endsWith('s');
  const bound = of.const(2 ** (signed ? bits - 1 : bits));
  const within = signed ? of.lt(of.abs(rounded), bound) : i32.and(of.ge(rounded, of.const(0)), of.lt(rounded, bound));
  return {
    value: bits === 32 ? extendSigned(integer) : integer,
    holds: () => i32.and(within, i32.ne(limit, i32.const(0))),
  };
}

/** What has 32 bits is exact in f64; nothing else than NX can be raised. */
function fromInteger(op: FromInteger, format: FloatFormat, a: Code, { rm, limit }: Circumstances): FastWay | undefined {
  const { bits, reading } = integerOf(op);
  const value = formats[format].convert[reading](bits === 32 ? wrap(a) : a);
  if (bits === 32 && format === 'f64') return { value };
  return isNearest(rm) ? { value, holds: () => limit } : undefined;
}

/** @param operands - of the types of the operation's operands */
export function fastWay(
  stmt: Extract<Stmt, { kind: 'float' }>,
  operands: readonly Code[],
  circumstances: Circumstances,
): FastWay | undefined {
  const { op, format } = stmt;
  const { rm, limit, scratch, madd } = circumstances;
  const of = formats[format];
  const [a, b, c] = operands as [Code, Code, Code];
  const safe = (value: Code): FastWay | undefined =>
    isNearest(rm) ? { value, holds: (result) => isSafe(format, result, limit) } : undefined;
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return safe(of[op](a, b));
    case 'sqrt':
      return safe(of.sqrt(a));
    case 'fma': {
      if (format === 'f64') return safe(madd(a, b, c));
      if (!isNearest(rm)) return undefined;
      // The product is exact.
      const sum = f64.add(f64.mul(promote(a), promote(b)), promote(c));
      return {
        value: demote(scratch.f64.tee(sum)),
        holds: (result) => i32.and(isSafe('f32', result, limit), i32.eqz(isHalfWay(scratch.f64.get))),
      };
    }
    case 'min':
    case 'max':
      // A NaN among the operands makes it one.
      return { value: of[op](a, b), holds: (result) => of.eq(result, result) };
    case 'eq':
    case 'lt':
    case 'le':
      return { value: extendUnsigned(of[op](a, b)), holds: () => i32.or(of.lt(a, b), of.ge(a, b)) };
    case 'promote':
      return { value: promote(a), holds: (result) => f64.eq(result, result) };
    case 'demote':
      return safe(demote(a));
    case 'class':
      return undefined;
    default:
      if (isTo(op)) return toInteger(op, format, a, circumstances);
      if (isFrom(op)) return fromInteger(op, format, a, circumstances);
      return undefined;
  }
}
