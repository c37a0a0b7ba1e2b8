/**
 * The semantics IR: what an instruction does, as typed operations over registers, immediates, pc and memory.
 *
 * An instruction's semantics is a list of statements, executed in order. Expressions are pure. A statement
 * that can trap (`load`, `store`, `amo`, `system`) does so before it changes anything, so that a trap
 * leaves the state as it was before the instruction. Where an expression reads a register, it sees the value
 * before the instruction: `set` of `rd` takes effect at the end. An instruction with an f-register among its operands is
 * illegal while floating point is off (`mstatus.FS`). The one interpreter, the translator and the BigInt
 * evaluator are all made from this; it must not grow into a language: what does not fit is a named `system` handler.
 */

export { DZ, NV, NX, OF, RDN, RMM, RNE, RTZ, RUP, UF } from './float/environment.ts';
export type { RoundingMode } from './float/environment.ts';

/** Value types, as in WebAssembly. A floating-point number is its bits: an f32 is an i32, an f64 an i64. */
export type ValueType = 'i32' | 'i64';

/** Floating-point formats: IEEE 754 binary32 and binary64. */
export type FloatFormat = 'f32' | 'f64';

/** Operand fields that name an integer register. */
export type RegisterField = 'rd' | 'rs1' | 'rs2';

/** Operand fields that name a floating-point register. */
export type FloatRegisterField = 'frd' | 'frs1' | 'frs2' | 'frs3';

/** Operand fields that are numbers: `imm` is sign-extended, the others are not. */
export type NumberField = 'imm' | 'shamt';

/** `T → T` operations. `extN_s` sign-extends the low N bits in place, as in WebAssembly. */
export type UnaryOp = 'clz' | 'ctz' | 'popcnt' | 'extend8_s' | 'extend16_s' | 'extend32_s';

/** `(T, T) → T` operations. Shift amounts are taken modulo the width. Division wants `b ≠ 0` and no overflow. */
export type BinaryOp =
  | 'add' | 'sub' | 'mul' | 'div_s' | 'div_u' | 'rem_s' | 'rem_u'
  | 'and' | 'or' | 'xor' | 'shl' | 'shr_s' | 'shr_u' | 'rotl' | 'rotr'
  | 'mulh_ss' | 'mulh_su' | 'mulh_uu'; // prettier-ignore

/** `(T, T) → i32` (0 or 1). */
export type CompareOp = 'eq' | 'ne' | 'lt_s' | 'lt_u' | 'ge_s' | 'ge_u';

/**
 * Floating-point operations, as of IEEE 754-2019. `fma` is a × b + c, rounded once; `min` and `max` are minimumNumber
 * and maximumNumber; `eq` is quiet, `lt` and `le` signal; `class` is FCLASS's set of one. `to_…` converts to an integer, `from_…`
 * from one, `promote` from f32 to f64, `demote` from f64 to f32.
 */
export type FloatOp =
  | 'add' | 'sub' | 'mul' | 'div' | 'sqrt' | 'fma' | 'min' | 'max' | 'eq' | 'lt' | 'le' | 'class'
  | 'to_i32' | 'to_u32' | 'to_i64' | 'to_u64' | 'from_i32' | 'from_u32' | 'from_i64' | 'from_u64'
  | 'promote' | 'demote'; // prettier-ignore

/** Memory access widths, with what a load does to the upper bits of the i64 it gives. */
export type MemoryType = 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'i64';

export type Expr =
  | { readonly kind: 'const'; readonly type: ValueType; readonly value: bigint }
  /** An x-register, as i64; x0 reads as 0. */
  | { readonly kind: 'reg'; readonly type: 'i64'; readonly field: RegisterField }
  /** An f-register, as its 64 bits. */
  | { readonly kind: 'freg'; readonly type: 'i64'; readonly field: FloatRegisterField }
  | { readonly kind: 'field'; readonly type: 'i64'; readonly field: NumberField }
  /** Address of this instruction. */
  | { readonly kind: 'pc'; readonly type: 'i64' }
  /** Address of the next instruction in memory: pc + 4, or pc + 2 for a compressed one. */
  | { readonly kind: 'next'; readonly type: 'i64' }
  /** The value read by the `amo` statement this expression stands in. */
  | { readonly kind: 'old'; readonly type: 'i64' }
  | { readonly kind: 'unary'; readonly type: ValueType; readonly op: UnaryOp; readonly a: Expr }
  | { readonly kind: 'binary'; readonly type: ValueType; readonly op: BinaryOp; readonly a: Expr; readonly b: Expr }
  /** `type` is i32 (the truth value); the operands' type is that of `a`. */
  | { readonly kind: 'compare'; readonly type: 'i32'; readonly op: CompareOp; readonly a: Expr; readonly b: Expr }
  /** i64 → i32: the low half. */
  | { readonly kind: 'wrap'; readonly type: 'i32'; readonly a: Expr }
  /** i32 → i64. */
  | { readonly kind: 'extend'; readonly type: 'i64'; readonly signed: boolean; readonly a: Expr }
  /** `cond` is i32; both arms may be evaluated, so neither may be undefined for any input. */
  | { readonly kind: 'select'; readonly type: ValueType; readonly cond: Expr; readonly a: Expr; readonly b: Expr };

/** Handlers that every tier implements by hand and shares; their effects are declared in {@link systemEffects}. */
export type SystemHandler =
  | 'ecall' | 'ebreak' | 'mret' | 'sret' | 'wfi' | 'fence' | 'fence_i' | 'sfence_vma'
  | 'csrrw' | 'csrrs' | 'csrrc' | 'csrrwi' | 'csrrsi' | 'csrrci'
  | 'sinval_vma' | 'sfence_w_inval' | 'sfence_inval_ir' | 'cbo_inval' | 'cbo_clean' | 'cbo_flush' | 'cbo_zero'
  | 'lr_w' | 'lr_d' | 'sc_w' | 'sc_d' | 'gate'; // prettier-ignore

export type Stmt =
  /** Writes the i64 `value` to x-register `rd`; nothing when it is x0. */
  | { readonly kind: 'set'; readonly value: Expr }
  /** Writes the i64 `value` to f-register `frd`. */
  | { readonly kind: 'setf'; readonly value: Expr }
  /** Loads from virtual address `address` (i64) into x-register `rd`. */
  | { readonly kind: 'load'; readonly memory: MemoryType; readonly address: Expr }
  /** Loads into f-register `frd`; an f32 is NaN-boxed. */
  | { readonly kind: 'loadf'; readonly format: FloatFormat; readonly address: Expr }
  /** Stores the low bits of `value` (i64). */
  | { readonly kind: 'store'; readonly memory: MemoryType; readonly address: Expr; readonly value: Expr }
  /** Atomically replaces the naturally aligned memory operand `old` (sign-extended) by `value`, and sets `rd` to `old`. */
  | { readonly kind: 'amo'; readonly memory: 'i32' | 'i64'; readonly address: Expr; readonly value: Expr }
  /** Goes to `target` (i64). With `link`, `rd` is set to `next`. */
  | { readonly kind: 'jump'; readonly target: Expr; readonly link: boolean }
  /** Goes to `target` if `cond` (i32) is not 0. */
  | { readonly kind: 'branch'; readonly cond: Expr; readonly target: Expr }
  /**
   * Computes `op` of `operands`: f32 as i32; f64 and integers as i64, of which `to_i32` and `from_i32` mean the low half.
   * An instruction with a field `rm` rounds by that, or by `frm` if it says so, and is illegal where the mode is reserved. Exceptions
   * accrue in `fflags`. The result goes `to` f-register `frd`, an f32 NaN-boxed, or as an i64 to x-register `rd`; what
   * has 32 bits there is sign-extended. `format` is that of the result, or of the operands if the result is an integer.
   */
  | {
      readonly kind: 'float';
      readonly op: FloatOp;
      readonly format: FloatFormat;
      readonly operands: readonly Expr[];
      readonly to: 'rd' | 'frd';
    }
  | { readonly kind: 'system'; readonly handler: SystemHandler };

export type Semantics = readonly Stmt[];

/** What a handler may do besides trapping, for liveness and block building. */
export interface SystemEffect {
  /** Sets pc other than to `next`, or changes how the following instructions are fetched or run. */
  readonly endsBlock: boolean;
  readonly writesRd: boolean;
  readonly readsRs1: boolean;
  readonly readsRs2: boolean;
  readonly memory: 'none' | 'read' | 'write';
}

const effect = (endsBlock: boolean, uses: string, memory: SystemEffect['memory'] = 'none'): SystemEffect => ({
  endsBlock,
  writesRd: uses.includes('d'),
  readsRs1: uses.includes('1'),
  readsRs2: uses.includes('2'),
  memory,
});

/** Uses are written `d12`: writes rd, reads rs1, reads rs2. */
export const systemEffects: Readonly<Record<SystemHandler, SystemEffect>> = {
  ecall: effect(true, ''),
  ebreak: effect(true, ''),
  mret: effect(true, ''),
  sret: effect(true, ''),
  wfi: effect(true, ''),
  fence: effect(false, ''),
  fence_i: effect(true, ''),
  sfence_vma: effect(true, '12'),
  sinval_vma: effect(true, '12'),
  sfence_w_inval: effect(true, ''),
  sfence_inval_ir: effect(true, ''),
  cbo_inval: effect(false, '1', 'write'),
  cbo_clean: effect(false, '1', 'read'),
  cbo_flush: effect(false, '1', 'write'),
  cbo_zero: effect(false, '1', 'write'),
  csrrw: effect(true, 'd1'),
  csrrs: effect(true, 'd1'),
  csrrc: effect(true, 'd1'),
  csrrwi: effect(true, 'd'),
  csrrsi: effect(true, 'd'),
  csrrci: effect(true, 'd'),
  lr_w: effect(false, 'd1', 'read'),
  lr_d: effect(false, 'd1', 'read'),
  sc_w: effect(false, 'd12', 'write'),
  sc_d: effect(false, 'd12', 'write'),
  gate: effect(true, ''),
};

// Constructors, so that a table reads like the manual's pseudo-code.

export const reg = (field: RegisterField): Expr => ({ kind: 'reg', type: 'i64', field });
export const rs1: Expr = reg('rs1');
export const rs2: Expr = reg('rs2');
export const freg = (field: FloatRegisterField): Expr => ({ kind: 'freg', type: 'i64', field });
export const imm: Expr = { kind: 'field', type: 'i64', field: 'imm' };
export const shamt: Expr = { kind: 'field', type: 'i64', field: 'shamt' };
export const pc: Expr = { kind: 'pc', type: 'i64' };
export const next: Expr = { kind: 'next', type: 'i64' };
export const old: Expr = { kind: 'old', type: 'i64' };

export const i64 = (value: bigint | number): Expr => ({ kind: 'const', type: 'i64', value: BigInt(value) });
export const i32 = (value: bigint | number): Expr => ({ kind: 'const', type: 'i32', value: BigInt(value) });

export const unary = (op: UnaryOp, a: Expr): Expr => ({ kind: 'unary', type: a.type, op, a });
export const binary = (op: BinaryOp, a: Expr, b: Expr): Expr => ({ kind: 'binary', type: a.type, op, a, b });
/** The bitwise complement. */
export const not = (a: Expr): Expr => binary('xor', a, a.type === 'i64' ? i64(-1) : i32(-1));
export const compare = (op: CompareOp, a: Expr, b: Expr): Expr => ({ kind: 'compare', type: 'i32', op, a, b });
export const wrap = (a: Expr): Expr => ({ kind: 'wrap', type: 'i32', a });
export const extendS = (a: Expr): Expr => ({ kind: 'extend', type: 'i64', signed: true, a });
export const extendU = (a: Expr): Expr => ({ kind: 'extend', type: 'i64', signed: false, a });
export const select = (cond: Expr, a: Expr, b: Expr): Expr => ({ kind: 'select', type: a.type, cond, a, b });

/** The upper half of a register that holds an f32. */
export const BOX: bigint = 0xffff_ffff_0000_0000n;

/** The f32 in an f-register: its low half, or the canonical NaN where that is not NaN-boxed ("NaN Boxing of Narrower Values"). */
export const unbox = (a: Expr): Expr =>
  select(compare('eq', binary('shr_u', a, i64(32)), i64(0xffff_ffff)), wrap(a), i32(0x7fc0_0000));
/** What an f-register holds for an f32. */
export const box = (a: Expr): Expr => binary('or', extendU(a), i64(BOX));
/** The number of that format in an f-register. */
export const number = (format: FloatFormat, field: FloatRegisterField): Expr =>
  format === 'f64' ? freg(field) : unbox(freg(field));

export const set = (value: Expr): Stmt => ({ kind: 'set', value });
export const load = (memory: MemoryType, address: Expr): Stmt => ({ kind: 'load', memory, address });
export const setf = (value: Expr): Stmt => ({ kind: 'setf', value });
export const loadf = (format: FloatFormat, address: Expr): Stmt => ({ kind: 'loadf', format, address });
export const float = (op: FloatOp, format: FloatFormat, ...operands: readonly Expr[]): Stmt => ({
  ...{ kind: 'float', op, format, operands },
  to: /^(eq|lt|le|class|to_.*)$/.test(op) ? 'rd' : 'frd',
});
export const store = (memory: MemoryType, address: Expr, value: Expr): Stmt => ({
  kind: 'store',
  memory,
  address,
  value,
});
export const amo = (memory: 'i32' | 'i64', value: Expr): Stmt => ({ kind: 'amo', memory, address: rs1, value });
export const jump = (target: Expr): Stmt => ({ kind: 'jump', target, link: true });
export const branch = (cond: Expr): Stmt => ({ kind: 'branch', cond, target: binary('add', pc, imm) });
export const system = (handler: SystemHandler): Stmt => ({ kind: 'system', handler });
