/** WebAssembly's integer instructions as functions from operands to code, named as in the specification. */
import type { Code } from './code.ts';
import { signed, unsigned } from './leb128.ts';

export type Unary = (a: Code) => Code;
export type Binary = (a: Code, b: Code) => Code;

// In the order of their opcodes (core specification, 5.4.7), which is the same for i32 and i64.
const comparisons = ['eq', 'ne', 'lt_s', 'lt_u', 'gt_s', 'gt_u', 'le_s', 'le_u', 'ge_s', 'ge_u'] as const;
const unaries = ['clz', 'ctz', 'popcnt'] as const;
const arithmetic = ['add', 'sub', 'mul', 'div_s', 'div_u', 'rem_s', 'rem_u'] as const;
const bitwise = ['and', 'or', 'xor', 'shl', 'shr_s', 'shr_u', 'rotl', 'rotr'] as const;

type UnaryName = (typeof unaries)[number] | 'eqz' | 'extend8_s' | 'extend16_s';
type BinaryName = (typeof comparisons)[number] | (typeof arithmetic)[number] | (typeof bitwise)[number];

export type IntegerInstructions = Readonly<Record<UnaryName, Unary>> &
  Readonly<Record<BinaryName, Binary>> & { readonly const: (value: bigint | number) => Code };

interface Opcodes {
  readonly const: number;
  readonly eqz: number;
  readonly clz: number;
  readonly extend8: number;
}

export const unary =
  (opcode: number): Unary =>
  (a) => [a, opcode];
export const binary =
  (opcode: number): Binary =>
  (a, b) => [a, b, opcode];

function integer(opcodes: Opcodes): IntegerInstructions {
  const named: Record<string, Unary | Binary> = { eqz: unary(opcodes.eqz) };
  for (const [index, name] of comparisons.entries()) named[name] = binary(opcodes.eqz + 1 + index);
  for (const [index, name] of unaries.entries()) named[name] = unary(opcodes.clz + index);
  const first = opcodes.clz + unaries.length;
  for (const [index, name] of [...arithmetic, ...bitwise].entries()) named[name] = binary(first + index);
  named['extend8_s'] = unary(opcodes.extend8);
  named['extend16_s'] = unary(opcodes.extend8 + 1);
  const constant = (value: bigint | number): Code => [opcodes.const, signed(value)];
  return { ...(named as Record<UnaryName, Unary> & Record<BinaryName, Binary>), const: constant };
}

export const i32: IntegerInstructions = integer({ const: 0x41, eqz: 0x45, clz: 0x67, extend8: 0xc0 });
export const i64: IntegerInstructions = integer({ const: 0x42, eqz: 0x50, clz: 0x79, extend8: 0xc2 });

export const integers: Readonly<Record<'i32' | 'i64', IntegerInstructions>> = { i32, i64 };

export const wrap: Unary = unary(0xa7);
export const extendSigned: Unary = unary(0xac);
export const extendUnsigned: Unary = unary(0xad);
export const extend32: Unary = unary(0xc4);

const loads = {
  'i32.load': 0x28,
  'i64.load': 0x29,
  'f32.load': 0x2a,
  'f64.load': 0x2b,
  'i32.load8_u': 0x2d,
  'i32.load16_u': 0x2f,
  'i64.load8_s': 0x30,
  'i64.load8_u': 0x31,
  'i64.load16_s': 0x32,
  'i64.load16_u': 0x33,
  'i64.load32_s': 0x34,
  'i64.load32_u': 0x35,
} as const;
const stores = {
  'i32.store': 0x36,
  'i64.store': 0x37,
  'f32.store': 0x38,
  'f64.store': 0x39,
  'i64.store8': 0x3c,
  'i64.store16': 0x3d,
  'i64.store32': 0x3e,
} as const;

export type LoadName = keyof typeof loads;
export type StoreName = keyof typeof stores;

/** The alignment hint is always 0: guests' accesses may be misaligned, and engines on x86 and Arm ignore it. */
const UNALIGNED = 0;

/** Reads linear memory at `address` (i32) + `offset`. */
export const load = (name: LoadName, address: Code, offset = 0): Code => [
  address,
  loads[name],
  UNALIGNED,
  unsigned(offset),
];

/** Writes linear memory at `address` (i32) + `offset`. */
export const store = (name: StoreName, address: Code, offset: number, value: Code): Code => [
  address,
  value,
  stores[name],
  UNALIGNED,
  unsigned(offset),
];
