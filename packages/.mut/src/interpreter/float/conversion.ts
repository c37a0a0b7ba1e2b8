/** Conversions between formats, and to and from integers. */
import type { Code } from '../../wasm/code.ts';
import { choose, returns, select } from '../../wasm/code.ts';
import { extend32, extendUnsigned, i32, i64, wrap } from '../../wasm/instructions.ts';
import type { FunctionBuilder, Local } from '../../wasm/module.ts';
import type { FloatContext } from './context.ts';
import { addOperation, isZero, rounded } from './context.ts';
import type { Format } from './format.ts';
import {
  constant, isNaN, isSignalling, isSpecial, LEADING, magnitude, NV, NX, RDN, RMM, RNE, RUP, signBit, unpack, unpacked,
} from './format.ts'; // prettier-ignore

export type IntegerType = 'i32' | 'u32' | 'i64' | 'u64';

const bitsOf = (type: IntegerType): number => Number(type.slice(1));
const isSigned = (type: IntegerType): boolean => type.startsWith('i');

/** Greatest magnitudes of results, by sign. */
function limits(type: IntegerType): { readonly positive: bigint; readonly negative: bigint } {
  const span = 1n << BigInt(bitsOf(type));
  return isSigned(type) ? { positive: span / 2n - 1n, negative: span / 2n } : { positive: span - 1n, negative: 0n };
}

/** An integer as a register has it: what has 32 bits is sign-extended. */
const inRegister = (type: IntegerType, value: bigint): Code => constant(BigInt.asIntN(bitsOf(type), value));

function toInteger({ format: f, raise }: FloatContext, fn: FunctionBuilder, type: IntegerType): Code {
  const [a, mode] = fn.parameters as [Local, Local];
  const [of, whole, part, negative] = [fn.local('i64'), fn.local('i64'), fn.local('i64'), fn.local('i32')];
  const x = unpacked(fn);
  const { positive, negative: most } = limits(type);
  const half = constant(1n << 63n);
  const mode_ = (value: number): Code => i32.eq(mode.get, i32.const(value));
  const saturated = select(
    i32.and(negative.get, i32.eqz(isNaN(f, of.get))),
    inRegister(type, -most),
    inRegister(type, positive),
  );
  const invalid: Code = [raise(i32.const(NV)), returns(saturated)];
  const shift = extendUnsigned(i32.sub(i32.const(LEADING), x.exponent.get));
  const aboveHalf = i64.gt_u(part.get, half);
  const atHalf = i64.eq(part.get, half);
  const away = i32.or(
    i32.or(
      i32.and(mode_(RNE), i32.or(aboveHalf, i32.and(atHalf, wrap(i64.and(whole.get, i64.const(1)))))),
      i32.and(mode_(RMM), i32.or(aboveHalf, atHalf)),
    ),
    i32.and(select(negative.get, mode_(RDN), mode_(RUP)), i64.ne(part.get, i64.const(0))),
  );
  const signed = select(negative.get, i64.sub(i64.const(0), whole.get), whole.get);
  return [
    of.set(magnitude(f, a.get)),
    negative.set(i64.ne(signBit(f, a.get), i64.const(0))),
    choose(undefined, isSpecial(f, of.get), invalid),
    choose(undefined, isZero(of.get), returns(i64.const(0))),
    unpack(f, x, of.get),
    choose(undefined, i32.gt_s(x.exponent.get, i32.const(63)), invalid),
    // `part` is the fraction × 2^64, of which it matters only how it compares with a half.
    choose(
      undefined,
      i32.ge_s(x.exponent.get, i32.const(LEADING)),
      whole.set(i64.shl(x.significand.get, extendUnsigned(i32.sub(x.exponent.get, i32.const(LEADING))))),
      choose(undefined, i32.lt_s(x.exponent.get, i32.const(-1)), part.set(i64.const(1)), [
        whole.set(i64.shr_u(x.significand.get, shift)),
        part.set(i64.shl(x.significand.get, i64.sub(i64.const(64), shift))),
      ]),
    ),
    whole.set(i64.add(whole.get, extendUnsigned(away))),
    choose(undefined, i64.gt_u(whole.get, select(negative.get, constant(most), constant(positive))), invalid),
    choose(undefined, i64.ne(part.get, i64.const(0)), raise(i32.const(NX))),
    bitsOf(type) === 32 ? extend32(signed) : signed,
  ];
}

function fromInteger(context: FloatContext, fn: FunctionBuilder, type: IntegerType): Code {
  const [a, mode] = fn.parameters as [Local, Local];
  const [value, sign] = [fn.local('i64'), fn.local('i64')];
  const exponent = fn.local('i32');
  const low = isSigned(type) ? extend32(a.get) : i64.and(a.get, i64.const(0xffff_ffff));
  return [
    value.set(bitsOf(type) === 64 ? a.get : low),
    isSigned(type)
      ? choose(undefined, i64.lt_s(value.get, i64.const(0)), [
          sign.set(constant(context.format.sign)),
          value.set(i64.sub(i64.const(0), value.get)),
        ])
      : [],
    choose(undefined, isZero(value.get), returns(i64.const(0))),
    exponent.set(i32.sub(i32.const(63), wrap(i64.clz(value.get)))),
    value.set(
      choose(
        'i64',
        i64.lt_s(value.get, i64.const(0)),
        i64.or(i64.shr_u(value.get, i64.const(1)), i64.and(value.get, i64.const(1))),
        i64.shl(value.get, i64.sub(i64.clz(value.get), i64.const(63 - LEADING))),
      ),
    ),
    rounded(context, sign.get, exponent.get, value.get, mode.get),
  ];
}

/** Adds `to_…`: a number to an integer. What does not fit is invalid and gives the nearest that does. */
export const addToInteger = (context: FloatContext, type: IntegerType): number =>
  addOperation(context, 1, (fn) => toInteger(context, fn, type));

/** Adds `from_…`: an integer, in the low bits of a register, to a number. */
export const addFromInteger = (context: FloatContext, type: IntegerType): number =>
  addOperation(context, 1, (fn) => fromInteger(context, fn, type));

/** Adds the conversion of another format's numbers to the context's. */
export const addFromFormat = (context: FloatContext, from: Format): number =>
  addOperation(context, 1, (fn) => {
    const { format: to, raise } = context;
    const [a, mode] = fn.parameters as [Local, Local];
    const [of, sign] = [fn.local('i64'), fn.local('i64')];
    const x = unpacked(fn);
    return [
      of.set(magnitude(from, a.get)),
      sign.set(select(i64.ne(signBit(from, a.get), i64.const(0)), constant(to.sign), i64.const(0))),
      choose(undefined, isNaN(from, of.get), [
        choose(undefined, isSignalling(from, of.get), raise(i32.const(NV))),
        returns(constant(to.canonicalNaN)),
      ]),
      choose(undefined, isSpecial(from, of.get), returns(i64.or(sign.get, constant(to.infinity)))),
      choose(undefined, isZero(of.get), returns(sign.get)),
      unpack(from, x, of.get),
      rounded(context, sign.get, x.exponent.get, x.significand.get, mode.get),
    ];
  });
