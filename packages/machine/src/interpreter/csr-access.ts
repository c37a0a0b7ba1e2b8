/**
 * CSR instructions without JavaScript: registers that are nothing but storage, and those that a supervisor changes whenever it is
 * entered and left. Code for a case that is not wanted does nothing; the handler in JavaScript follows it.
 */
import { csrNumber } from '@racho/isa';
import { S } from '../hart/cause.ts';
import { Slot } from '../hart/csr-slots.ts';
import { CSRS, PLAIN_CSR_TABLE, PRIVILEGE } from '../hart/layout.ts';
import { FS, MXR, SD, SIE, SSTATUS, SUM, TVM, UXL_64 } from '../hart/mstatus.ts';
import type { Code } from '../wasm/code.ts';
import { br, choose, select } from '../wasm/code.ts';
import { extendUnsigned, i32, i64, load, store, wrap } from '../wasm/instructions.ts';
import type { HandlerName } from './imports.ts';
import type { PrivilegedScope } from './privileged.ts';
import {
  goTo,
  isPrivilege,
  isZero,
  loadLow,
  loadSlot,
  selectSet,
  storeLow,
  storeSlot,
  supervisorBits,
  wakeable,
} from './privileged.ts';
import { loadState } from './state.ts';

export type CsrHandler = Extract<HandlerName, `csrr${string}`>;

const operandOf = (handler: CsrHandler, scope: PrivilegedScope): Code =>
  handler.endsWith('i') ? scope.immediate() : scope.rs1();

/** A register's new value. */
function combine(handler: CsrHandler, old: Code, operand: Code): Code {
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
export function accessCsr(handler: CsrHandler, scope: PrivilegedScope): Code {
  const number = i32.shr_u(scope.state.locals.word.get, i32.const(20));
  const only = (name: string, code: Code): Code => choose(undefined, i32.eq(number, i32.const(csrNumber(name)!)), code);
  const replaced = handler === 'csrrw' ? [only('stvec', writeVector(scope)), only('satp', writeSpace(scope))] : [];
  return [accessPlain(handler, scope), only('sstatus', accessStatus(handler, scope)), replaced];
}

/** A register of the table, if the privilege suffices. */
function accessPlain(handler: CsrHandler, scope: PrivilegedScope): Code {
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

/** `sstatus`, unless that makes other pages accessible or an interrupt due. A read writes what is there. */
function accessStatus(handler: CsrHandler, scope: PrivilegedScope): Code {
  const { state, setRd } = scope;
  const { status, row: changed, old, value } = state.locals;
  const dirty = i32.eq(i32.and(status.get, i32.const(FS)), i32.const(FS));
  const high = select(dirty, i64.const(BigInt(UXL_64 | SD) << 32n), i64.const(BigInt(UXL_64) << 32n));
  const visible = extendUnsigned(i32.and(status.get, i32.const(SSTATUS)));
  const quiet = i32.or(isZero(changed.get, SIE), i32.eqz(wakeable(state)));
  return choose(undefined, i32.ge_u(loadState('i32.load', state, PRIVILEGE), i32.const(S)), [
    status.set(loadLow(state, Slot.mstatus)),
    old.set(i64.or(visible, high)),
    value.set(combine(handler, old.get, operandOf(handler, scope))),
    changed.set(i32.and(i32.xor(wrap(value.get), status.get), i32.const(SSTATUS))),
    choose(undefined, i32.and(isZero(changed.get, SUM | MXR), quiet), [
      storeLow(state, Slot.mstatus, i32.xor(status.get, changed.get)),
      setRd(old.get),
      br(state.labels.retire),
    ]),
  ]);
}

/** `stvec`, with a legal mode. */
function writeVector({ state, rs1, setRd }: PrivilegedScope): Code {
  const { old, value } = state.locals;
  const sufficient = i32.ge_u(loadState('i32.load', state, PRIVILEGE), i32.const(S));
  return [
    value.set(rs1()),
    choose(undefined, i32.and(sufficient, isZero(wrap(value.get), 2)), [
      old.set(loadSlot(state, Slot.stvec)),
      storeSlot(state, Slot.stvec, value.get),
      setRd(old.get),
      br(state.labels.retire),
    ]),
  ];
}

/** `satp` in S-mode, to an address space that is known, in the same mode. */
function writeSpace({ state, next, rs1, setRd }: PrivilegedScope): Code {
  const { status, old, value } = state.locals;
  const sameMode = i64.eqz(i64.shr_u(i64.xor(old.get, value.get), i64.const(60)));
  const change: Code = [storeSlot(state, Slot.satp, value.get), setRd(old.get), goTo(state, next)];
  return choose(undefined, isPrivilege(state, S), [
    status.set(loadLow(state, Slot.mstatus)),
    old.set(loadSlot(state, Slot.satp)),
    value.set(rs1()),
    choose(
      undefined,
      i32.and(isZero(status.get, TVM), sameMode),
      selectSet(state, value.get, supervisorBits(status.get), change),
    ),
  ]);
}
