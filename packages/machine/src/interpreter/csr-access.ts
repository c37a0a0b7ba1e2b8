/**
 * CSR instructions without JavaScript: registers that are nothing but storage, and those that a supervisor changes whenever it is
 * entered and left. Code for a case that is not wanted does nothing; the handler in JavaScript follows it.
 */
import { csrNumber } from '@racho/isa';
import { S } from '../hart/cause.ts';
import { Slot } from '../hart/csr-slots.ts';
import { CSRS, PLAIN_CSR_TABLE, PRIVILEGE } from '../hart/layout.ts';
import { FS, MXR, SD, SIE, SSTATUS, SUM, UXL_64 } from '../hart/mstatus.ts';
import type { Code } from '../wasm/code.ts';
import { br, choose, select } from '../wasm/code.ts';
import { extendUnsigned, i32, i64, load, store, wrap } from '../wasm/instructions.ts';
import type { Local } from '../wasm/module.ts';
import type { HandlerName } from './imports.ts';
import type { PrivilegedScope, StateAccess } from './privileged.ts';
import { atLeast, isZero, loadLow, loadSlot, storeLow, storeSlot, wakeable, writeSpace } from './privileged.ts';
import type { LoopState } from './state.ts';
import { loadState } from './state.ts';

export type CsrHandler = Extract<HandlerName, `csrr${string}`>;

/** A CSR instruction of the interpreter. */
export interface CsrScope extends PrivilegedScope {
  readonly state: LoopState;
  readonly rs1: () => Code;
  readonly immediate: () => Code;
  readonly setRd: (value: Code) => Code;
}

const operandOf = (handler: CsrHandler, scope: CsrScope): Code =>
  handler.endsWith('i') ? scope.immediate() : scope.rs1();

/** A register's new value. */
export function combine(handler: CsrHandler, old: Code, operand: Code): Code {
  switch (handler) {
    case 'csrrw':
    case 'csrrwi':
      return operand;
    case 'csrrs':
    case 'csrrsi':
      return i64.or(old, operand);
    case 'csrrc':
    case 'csrrci':
      return i64.and(old, i64.xor(operand, i64.const(-1)));
  }
}

/** Goes on with the next instruction, or the one that the access leads to; falls through if it did nothing. */
export function accessCsr(handler: CsrHandler, scope: CsrScope): Code {
  const number = i32.shr_u(scope.state.locals.word.get, i32.const(20));
  const only = (name: string, code: Code): Code => choose(undefined, i32.eq(number, i32.const(csrNumber(name)!)), code);
  const { locals, labels } = scope.state;
  const state = scope.hart;
  const scratch = { old: locals.old, value: locals.value, status: locals.status, changed: locals.row };
  const operand = operandOf(handler, scope);
  const take = ({ prepare, allowed, commit }: CsrPieces): Code => [
    prepare,
    choose(undefined, allowed, [commit, scope.setRd(locals.old.get), br(labels.retire)]),
  ];
  const replaced = (): Code => [
    only('stvec', take(vectorPieces(state, scratch, operand))),
    only('satp', writeSpace(scope, locals, operand, scope.setRd)),
  ];
  return [
    accessPlain(handler, scope),
    only('sstatus', take(statusPieces(state, scratch, handler, operand))),
    handler === 'csrrw' ? replaced() : [],
  ];
}

/** A register of the table, if the privilege suffices. */
function accessPlain(handler: CsrHandler, scope: CsrScope): Code {
  const { state, setRd } = scope;
  const { word, row: entry, old, value } = state.locals;
  const number = i32.shr_u(word.get, i32.const(20));
  // Bits 9:8 of the number.
  const privilege = i32.and(i32.shr_u(word.get, i32.const(28)), i32.const(3));
  const sufficient = i32.ge_u(loadState('i32.load', state, PRIVILEGE), privilege);
  const slot = i32.and(entry.get, i32.const(-8));
  // The entry is 1 more than the offset, or 2 where bit 0 is always zero.
  const bitZero = extendUnsigned(i32.and(i32.shr_u(entry.get, i32.const(1)), i32.const(1)));
  const offset = state.base + CSRS;
  return [
    entry.set(load('i32.load16_u', i32.shl(number, i32.const(1)), PLAIN_CSR_TABLE)),
    choose(undefined, i32.and(i32.ne(entry.get, i32.const(0)), sufficient), [
      old.set(load('i64.load', slot, offset)),
      value.set(combine(handler, old.get, operandOf(handler, scope))),
      store('i64.store', slot, offset, i64.and(value.get, i64.xor(bitZero, i64.const(-1)))),
      setRd(old.get),
      br(state.labels.retire),
    ]),
  ];
}

/** An access whose old value goes to `old`; what it writes is written by `commit`, if `allowed` is not 0 after `prepare`. */
export interface CsrPieces {
  readonly prepare: Code;
  readonly allowed: Code;
  readonly commit: Code;
}

/** Scratch of {@link CsrPieces}: `old` and `value` are i64, the others i32. */
export type CsrLocals = Readonly<Record<'old' | 'value' | 'status' | 'changed', Local>>;

/** `sstatus` from S-mode on, unless that makes other pages accessible or an interrupt due. A read writes what is there. */
export function statusPieces(
  state: StateAccess,
  { status, changed, old, value }: CsrLocals,
  handler: CsrHandler,
  operand: Code,
): CsrPieces {
  const dirty = i32.eq(i32.and(status.get, i32.const(FS)), i32.const(FS));
  const high = select(dirty, i64.const(BigInt(UXL_64 | SD) << 32n), i64.const(BigInt(UXL_64) << 32n));
  const visible = extendUnsigned(i32.and(status.get, i32.const(SSTATUS)));
  const quiet = i32.or(isZero(changed.get, SIE), i32.eqz(wakeable(state)));
  return {
    prepare: [
      status.set(loadLow(state, Slot.mstatus)),
      old.set(i64.or(visible, high)),
      value.set(combine(handler, old.get, operand)),
      changed.set(i32.and(i32.xor(wrap(value.get), status.get), i32.const(SSTATUS))),
    ],
    allowed: i32.and(i32.and(atLeast(state, S), isZero(changed.get, SUM | MXR)), quiet),
    commit: storeLow(state, Slot.mstatus, i32.xor(status.get, changed.get)),
  };
}

/** A write of `stvec` from S-mode on, with a legal mode. */
export function vectorPieces(state: StateAccess, { old, value }: CsrLocals, operand: Code): CsrPieces {
  return {
    prepare: value.set(operand),
    allowed: i32.and(atLeast(state, S), isZero(wrap(value.get), 2)),
    commit: [old.set(loadSlot(state, Slot.stvec)), storeSlot(state, Slot.stvec, value.get)],
  };
}
