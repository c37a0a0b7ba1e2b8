/** WebAssembly's floating-point instructions as functions from operands to code, named as in the specification. */
import type { Code } from './code.ts';
import type { Binary, Unary } from './instructions.ts';
import { binary, unary } from './instructions.ts';
import { unsigned } from './leb128.ts';

// In the order of their opcodes (core specification, 5.4.7), which is the same for f32 and f64.
const comparisons = ['eq', 'ne', 'lt', 'gt', 'le', 'ge'] as const;
const unaries = ['abs', 'neg', 'ceil', 'floor', 'trunc', 'nearest', 'sqrt'] as const;
const binaries = ['add', 'sub', 'mul', 'div', 'min', 'max', 'copysign'] as const;
const integers = ['i32_s', 'i32_u', 'i64_s', 'i64_u'] as const;

/** An integer type with its reading, as conversions are named after. */
export type IntegerReading = (typeof integers)[number];

export type FloatInstructions = Readonly<Record<(typeof unaries)[number], Unary>> &
  Readonly<Record<(typeof comparisons)[number] | (typeof binaries)[number], Binary>> & {
    readonly const: (value: number) => Code;
    /** The number of the bits, and the bits of a number: of an i32 for f32, of an i64 for f64. */
    readonly fromBits: Unary;
    readonly bits: Unary;
    /** `convert_…`: rounds to nearest, ties to even. */
    readonly convert: Readonly<Record<IntegerReading, Unary>>;
    /** `trunc_sat_…` */
    readonly truncate: Readonly<Record<IntegerReading, Unary>>;
  };

interface Opcodes {
  readonly const: number;
  readonly eq: number;
  readonly abs: number;
  readonly convert: number;
  readonly truncate: number;
  readonly fromBits: number;
  readonly bits: number;
  readonly encode: (value: number) => Uint8Array;
}

function float(opcodes: Opcodes): FloatInstructions {
  const named: Record<string, Unary | Binary> = {};
  for (const [index, name] of comparisons.entries()) named[name] = binary(opcodes.eq + index);
  for (const [index, name] of unaries.entries()) named[name] = unary(opcodes.abs + index);
  for (const [index, name] of binaries.entries()) named[name] = binary(opcodes.abs + unaries.length + index);
  const each = (instruction: (index: number) => Unary): Record<IntegerReading, Unary> =>
    Object.fromEntries(integers.map((name, index) => [name, instruction(index)])) as Record<IntegerReading, Unary>;
  return {
    ...(named as Record<(typeof unaries)[number], Unary> &
      Record<(typeof comparisons)[number] | (typeof binaries)[number], Binary>),
    const: (value) => [opcodes.const, [...opcodes.encode(value)]],
    fromBits: unary(opcodes.fromBits),
    bits: unary(opcodes.bits),
    convert: each((index) => unary(opcodes.convert + index)),
    // A prefix and an opcode in LEB128; the conversions to i64 come four behind those to i32.
    truncate: each((index) => (a) => [a, 0xfc, opcodes.truncate + index + (index < 2 ? 0 : 2)]),
  };
}

export const f32: FloatInstructions = float({
  ...{ const: 0x43, eq: 0x5b, abs: 0x8b, convert: 0xb2, truncate: 0, fromBits: 0xbe, bits: 0xbc },
  encode: (value) => new Uint8Array(Float32Array.of(value).buffer),
});
export const f64: FloatInstructions = float({
  ...{ const: 0x44, eq: 0x61, abs: 0x99, convert: 0xb7, truncate: 2, fromBits: 0xbf, bits: 0xbd },
  encode: (value) => new Uint8Array(Float64Array.of(value).buffer),
});

/** f64 → f32, and back. */
export const demote: Unary = unary(0xb6);
export const promote: Unary = unary(0xbb);

const vector =
  (opcode: number, ...immediates: number[]) =>
  (...operands: Code[]): Code => [operands, 0xfd, unsigned(opcode), immediates];
const splat = vector(0x14);
const firstLane = vector(0x21, 0);
const relaxedMadd = vector(0x107);

/** a × b + c, rounded once or twice as the host likes (relaxed SIMD). */
export const maddF64 = (a: Code, b: Code, c: Code): Code => firstLane(relaxedMadd(splat(a), splat(b), splat(c)));
