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

const STATUS = CSRS + 8 * Slot.mstatus;
const FCSR = CSRS + 8 * Slot.fcsr;
const FRM_SHIFT = 5;
/** In an instruction: the mode is that of `frm`. */
const DYNAMIC = 7;
const GREATEST_MODE = 4;

const read = (base: number, offset: number): Code => load('i32.load', i32.const(0), base + offset);
const setBits = (base: number, offset: number, bits: Code): Code =>
  store('i32.store', i32.const(0), base + offset, i32.or(read(base, offset), bits));

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
export const markDirty = (base: number): Code => setBits(base, STATUS, i32.const(FS));

/** Accrues exceptions, as bits of `fflags`. */
export const accrue =
  (base: number) =>
  (flags: Code): Code => [setBits(base, FCSR, flags), markDirty(base)];

/** The 64 bits of the f-register that `field` names. */
export const readFloat = ({ base, locals }: LoopState, field: Field): Code =>
  load('i64.load', registerOffset(field, locals.word.get), base + F);

export const writeFloat = ({ base, locals }: LoopState, field: Field, value: Code): Code => [
  store('i64.store', registerOffset(field, locals.word.get), base + F, value),
  markDirty(base),
];
