/** The floating-point part of a hart's state as generated code sees it: f-registers, `fcsr` and `mstatus.FS`. */
import type { Field } from '@racho/isa';
import { Slot } from '../hart/csr-slots.ts';
import { CSRS, F } from '../hart/layout.ts';
import { FS } from '../hart/mstatus.ts';
import type { Code } from '../wasm/code.ts';
import { brIf, choose } from '../wasm/code.ts';
import { i32, load, store } from '../wasm/instructions.ts';
import { fieldValue, registerOffset } from './fields.ts';
import type { LoopState } from './state.ts';

export const STATUS: number = CSRS + 8 * Slot.mstatus;
export const FCSR: number = CSRS + 8 * Slot.fcsr;
export const FRM_SHIFT = 5;
/** In an instruction: the mode is that of `frm`. */
export const DYNAMIC = 7;
export const GREATEST_MODE = 4;

/** Where a hart's state is: at an address (i32) that is known when code is made, or at one that the code knows. */
export type Base = number | { readonly get: Code };

const addressOf = (base: Base): Code => (typeof base === 'number' ? i32.const(base) : base.get);
export const read = (base: Base, offset: number): Code => load('i32.load', addressOf(base), offset);
const setBits = (base: Base, offset: number, bits: Code): Code =>
  store('i32.store', addressOf(base), offset, i32.or(read(base, offset), bits));

/** Goes to `illegal` if floating point is off. */
export const checkOn = ({ base, labels }: LoopState): Code =>
  brIf(labels.illegal, i32.eqz(i32.and(read(base, STATUS), i32.const(FS))));

/** Sets `mode` to what the instruction rounds by, or goes to `illegal` if that is reserved. */
export function chooseMode({ base, labels, locals }: LoopState, field: Field): Code {
  const { mode, word } = locals;
  const dynamic = i32.shr_u(read(base, FCSR), i32.const(FRM_SHIFT));
  return [
    mode.set(fieldValue(field, word.get)),
    choose(undefined, i32.eq(mode.get, i32.const(DYNAMIC)), mode.set(dynamic)),
    brIf(labels.illegal, i32.gt_u(mode.get, i32.const(GREATEST_MODE))),
  ];
}

/** Says in `mstatus` that floating-point state was written. */
export const markDirty = (base: Base): Code => setBits(base, STATUS, i32.const(FS));

/** Accrues exceptions, as bits of `fflags`. */
export const accrue =
  (base: Base) =>
  (flags: Code): Code => [setBits(base, FCSR, flags), markDirty(base)];

/** The 64 bits of the f-register that `field` names. */
export const readFloat = ({ base, locals }: LoopState, field: Field): Code =>
  load('i64.load', registerOffset(field, locals.word.get), base + F);

export const writeFloat = ({ base, locals }: LoopState, field: Field, value: Code): Code => [
  store('i64.store', registerOffset(field, locals.word.get), base + F, value),
  markDirty(base),
];
