/**
 * What is on the way of every system call, without JavaScript: ECALL from U-mode to S-mode, SRET, a change of address space, and the
 * gate. Where anything is unusual (an interrupt is due, a right was taken away, the TLB set is not known yet), this code does
 * nothing; what follows it is the handler in JavaScript (`hart/system.ts`), or in a region an exit to the interpreter.
 */
import { Cause, S } from '../hart/cause.ts';
import { Slot } from '../hart/csr-slots.ts';
import { RunExit } from '../hart/exit.ts';
import {
  CSRS,
  DATA_TLB,
  EXIT,
  FETCH_TLB,
  GATE,
  LINES,
  PRIVILEGE,
  REGIME_ASIDS,
  REGIME_BITS,
  REGIME_ROW_BYTES,
  REGIMES,
  RESELECTED,
  SUPERVISED,
  TRAPPED,
} from '../hart/layout.ts';
import { MXR, SIE, SPIE, SPP, SUM, MPRV, TSR, TVM } from '../hart/mstatus.ts';
import type { Code } from '../wasm/code.ts';
import { choose } from '../wasm/code.ts';
import type { LoadName, StoreName } from '../wasm/instructions.ts';
import { i32, i64, load, wrap } from '../wasm/instructions.ts';
import type { Local } from '../wasm/module.ts';
import type { LoopState } from './state.ts';
import { endReservation } from './reservation.ts';
import { loadState, storeState } from './state.ts';

/** Fields of the hart's state, by their offsets. */
export interface StateAccess {
  readonly load: (name: LoadName, offset: number) => Code;
  readonly store: (name: StoreName, offset: number, value: Code) => Code;
  /** A field of a table at an offset, `row` bytes further on. */
  readonly loadRow: (name: LoadName, row: Code, offset: number) => Code;
}

/** Scratch of this code, all i32. When an instruction is done, `set` is the TLB set that was selected. */
export type PrivilegedLocals = Readonly<Record<'status' | 'row' | 'set', Local>>;

/** An instruction, as code of the interpreter and of regions sees it. */
export interface PrivilegedScope {
  readonly hart: StateAccess;
  readonly scratch: PrivilegedLocals;
  readonly pc: Code;
  readonly next: Code;
  /** The instruction is done: goes on at an address, in the TLB set that was selected. */
  readonly enter: (address: Code) => Code;
}

export const accessTo = (state: LoopState): StateAccess => ({
  load: (name, offset) => loadState(name, state, offset),
  store: (name, offset, value) => storeState(name, state, offset, value),
  loadRow: (name, row, offset) => load(name, row, state.base + offset),
});

const slotOffset = (slot: Slot): number => CSRS + 8 * slot;
export const loadLow = (state: StateAccess, slot: Slot): Code => state.load('i32.load', slotOffset(slot));
export const storeLow = (state: StateAccess, slot: Slot, value: Code): Code =>
  state.store('i32.store', slotOffset(slot), value);
export const loadSlot = (state: StateAccess, slot: Slot): Code => state.load('i64.load', slotOffset(slot));
export const storeSlot = (state: StateAccess, slot: Slot, value: Code): Code =>
  state.store('i64.store', slotOffset(slot), value);

export const isPrivilege = (state: StateAccess, privilege: number): Code =>
  i32.eq(state.load('i32.load', PRIVILEGE), i32.const(privilege));
export const atLeast = (state: StateAccess, privilege: number): Code =>
  i32.ge_u(state.load('i32.load', PRIVILEGE), i32.const(privilege));
export const isZero = (value: Code, mask: number): Code => i32.eqz(i32.and(value, i32.const(mask)));

/** Interrupts that are pending and enabled by `mie`; whether one is due then depends on `mstatus`. */
export const wakeable = (state: StateAccess): Code =>
  i32.and(i32.or(state.load('i32.load', LINES), loadLow(state, Slot.mip)), loadLow(state, Slot.mie));

/** Moves a bit of `value` to the place of another one. */
function moveBit(value: Code, from: number, to: number): Code {
  const bit = i32.and(value, i32.const(from));
  const distance = Math.clz32(from) - Math.clz32(to);
  return distance >= 0 ? i32.shl(bit, i32.const(distance)) : i32.shr_u(bit, i32.const(-distance));
}

/** What decides of a regime beside `satp`, as in `Tlb`; SUM means nothing in U-mode. */
const userBits = (status: Code): Code => i32.or(i32.const(1), moveBit(status, MXR, 4));
export const supervisorBits = (status: Code): Code => i32.or(moveBit(status, SUM, 2), moveBit(status, MXR, 4));

/** Selects the TLB set for `satp` (code without side effects) and does the rest of the instruction, if the set is known. */
export function selectSet({ hart, scratch }: PrivilegedScope, satp: Code, bits: Code, rest: Code): Code {
  const { row, set } = scratch;
  const asid = i32.and(wrap(i64.shr_u(satp, i64.const(44))), i32.const(REGIME_ASIDS - 1));
  const rowBytes = i32.const(REGIME_ROW_BYTES);
  const known = i64.eq(hart.loadRow('i64.load', row.get, REGIMES), satp);
  return [
    row.set(i32.mul(i32.or(i32.shl(asid, i32.const(REGIME_BITS)), bits), rowBytes)),
    set.set(hart.loadRow('i32.load', row.get, REGIMES + 8)),
    choose(undefined, i32.and(known, i32.ne(set.get, i32.const(0))), [
      hart.store('i32.store', DATA_TLB, set.get),
      hart.store('i32.store', FETCH_TLB, set.get),
      hart.store('i32.store', RESELECTED, i32.const(1)),
      rest,
    ]),
  ];
}

/** ECALL in U-mode that is delegated to S-mode. */
export function trapFromUser(scope: PrivilegedScope): Code {
  const { hart, pc, enter } = scope;
  const { status } = scope.scratch;
  const delegated = i32.ne(i32.and(loadLow(hart, Slot.medeleg), i32.const(1 << Cause.EcallU)), i32.const(0));
  const kept = i32.and(status.get, i32.const(~(SIE | SPIE | SPP)));
  const trap: Code = [
    storeSlot(hart, Slot.scause, i64.const(Cause.EcallU)),
    storeSlot(hart, Slot.sepc, pc),
    storeSlot(hart, Slot.stval, i64.const(0)),
    storeLow(hart, Slot.mstatus, i32.or(kept, moveBit(status.get, SIE, SPIE))),
    hart.store('i32.store', PRIVILEGE, i32.const(S)),
    endReservation(hart),
    hart.store('i32.store', TRAPPED, i32.add(hart.load('i32.load', TRAPPED), i32.const(1))),
    enter(i64.and(loadSlot(hart, Slot.stvec), i64.const(-4))),
  ];
  return choose(undefined, i32.and(i32.and(isPrivilege(hart, 0), delegated), i32.eqz(wakeable(hart))), [
    status.set(loadLow(hart, Slot.mstatus)),
    selectSet(scope, loadSlot(hart, Slot.satp), supervisorBits(status.get), trap),
  ]);
}

/** SRET in S-mode. Not for a checked machine, where JavaScript looks at what enters U-mode. */
export function returnFromSupervisor(scope: PrivilegedScope): Code {
  const { hart, enter } = scope;
  const { status } = scope.scratch;
  const popped = i32.or(
    i32.or(i32.and(status.get, i32.const(~(SIE | SPP | MPRV))), i32.const(SPIE)),
    moveBit(status.get, SPIE, SIE),
  );
  const toUser = isZero(status.get, SPP);
  const bits = choose('i32', toUser, userBits(status.get), supervisorBits(status.get));
  const leave: Code = [
    storeLow(hart, Slot.mstatus, popped),
    hart.store('i32.store', PRIVILEGE, moveBit(status.get, SPP, S)),
    endReservation(hart),
    enter(loadSlot(hart, Slot.sepc)),
  ];
  return choose(undefined, i32.and(isPrivilege(hart, S), i32.eqz(wakeable(hart))), [
    status.set(loadLow(hart, Slot.mstatus)),
    choose(undefined, isZero(status.get, TSR), selectSet(scope, loadSlot(hart, Slot.satp), bits, leave)),
  ]);
}

/** `satp` written by CSRRW in S-mode, to an address space that is known, in the same mode. The old value goes to `old`. */
export function writeSpace(
  scope: PrivilegedScope,
  { old, value }: Readonly<Record<'old' | 'value', Local>>,
  operand: Code,
  setRd: (value: Code) => Code,
): Code {
  const { hart, next, enter } = scope;
  const { status } = scope.scratch;
  const sameMode = i64.eqz(i64.shr_u(i64.xor(old.get, value.get), i64.const(60)));
  const change: Code = [storeSlot(hart, Slot.satp, value.get), setRd(old.get), enter(next)];
  return choose(undefined, isPrivilege(hart, S), [
    status.set(loadLow(hart, Slot.mstatus)),
    old.set(loadSlot(hart, Slot.satp)),
    value.set(operand),
    choose(
      undefined,
      i32.and(isZero(status.get, TVM), sameMode),
      selectSet(scope, value.get, supervisorBits(status.get), change),
    ),
  ]);
}

/** A gate that the supervisor serves, which is known from the first one on. `stop` leaves, behind the gate. */
export function stopAtGate(hart: StateAccess, number: Code, stop: Code): Code {
  return choose(undefined, i32.and(isPrivilege(hart, S), hart.load('i32.load', SUPERVISED)), [
    hart.store('i32.store', GATE, number),
    // What the supervisor does now is not seen by an SC.
    endReservation(hart),
    hart.store('i32.store', EXIT, i32.const(RunExit.Gate)),
    stop,
  ]);
}
