/**
 * What is on the way of every system call, without JavaScript: ECALL from U-mode to S-mode, SRET, a change of address space, and the
 * gate. Where anything is unusual (an interrupt is due, a right was taken away, the TLB set is not known yet), this code does
 * nothing, and the handler in JavaScript that follows it does all (`hart/system.ts`).
 */
import { Cause, S } from '../hart/cause.ts';
import { Slot } from '../hart/csr-slots.ts';
import { RunExit } from '../hart/exit.ts';
import {
  CSRS,
  DATA_TLB,
  EXIT,
  FETCH_TLB,
  FUEL,
  GATE,
  LINES,
  PC,
  PRIVILEGE,
  REGIME_ASIDS,
  REGIME_BITS,
  REGIME_ROW_BYTES,
  REGIMES,
  RESELECTED,
  RESERVATION,
  SUPERVISED,
  TRAPPED,
} from '../hart/layout.ts';
import { MXR, SIE, SPIE, SPP, SUM, MPRV, TSR } from '../hart/mstatus.ts';
import type { Code } from '../wasm/code.ts';
import { br, choose, returns } from '../wasm/code.ts';
import type { LoadName, StoreName } from '../wasm/instructions.ts';
import { i32, i64, load, wrap } from '../wasm/instructions.ts';
import type { LoopState } from './state.ts';
import { loadState, storeState } from './state.ts';

/** An instruction, as code sees it. */
export interface PrivilegedScope {
  readonly state: LoopState;
  readonly pc: Code;
  readonly next: Code;
  readonly rs1: () => Code;
  readonly immediate: () => Code;
  readonly setRd: (value: Code) => Code;
}

/** Fields of the hart's state, by their offsets. */
export interface StateAccess {
  readonly load: (name: LoadName, offset: number) => Code;
  readonly store: (name: StoreName, offset: number, value: Code) => Code;
}

export const accessTo = (state: LoopState): StateAccess => ({
  load: (name, offset) => loadState(name, state, offset),
  store: (name, offset, value) => storeState(name, state, offset, value),
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
export function selectSet(state: LoopState, satp: Code, bits: Code, rest: Code): Code {
  const { row, host, dataTlb } = state.locals;
  const asid = i32.and(wrap(i64.shr_u(satp, i64.const(44))), i32.const(REGIME_ASIDS - 1));
  const rowBytes = i32.const(REGIME_ROW_BYTES);
  const at = (name: 'i32.load' | 'i64.load', offset: number): Code =>
    load(name, row.get, state.base + REGIMES + offset);
  return [
    row.set(i32.mul(i32.or(i32.shl(asid, i32.const(REGIME_BITS)), bits), rowBytes)),
    choose(undefined, i32.and(i64.eq(at('i64.load', 0), satp), i32.ne(host.tee(at('i32.load', 8)), i32.const(0))), [
      storeState('i32.store', state, DATA_TLB, host.get),
      storeState('i32.store', state, FETCH_TLB, host.get),
      storeState('i32.store', state, RESELECTED, i32.const(1)),
      dataTlb.set(host.get),
      rest,
    ]),
  ];
}

/** The instruction is done: on to `address`, in whatever page that is now. */
export function goTo({ locals, labels }: LoopState, address: Code): Code {
  return [locals.target.set(address), locals.fuel.set(i32.sub(locals.fuel.get, i32.const(1))), br(labels.probe)];
}

const endReservation = (state: LoopState): Code => storeState('i64.store', state, RESERVATION, i64.const(-1));

/** ECALL in U-mode that is delegated to S-mode. */
export function trapFromUser({ state, pc }: PrivilegedScope): Code {
  const hart = accessTo(state);
  const { status } = state.locals;
  const delegated = i32.ne(i32.and(loadLow(hart, Slot.medeleg), i32.const(1 << Cause.EcallU)), i32.const(0));
  const kept = i32.and(status.get, i32.const(~(SIE | SPIE | SPP)));
  const enter: Code = [
    storeSlot(hart, Slot.scause, i64.const(Cause.EcallU)),
    storeSlot(hart, Slot.sepc, pc),
    storeSlot(hart, Slot.stval, i64.const(0)),
    storeLow(hart, Slot.mstatus, i32.or(kept, moveBit(status.get, SIE, SPIE))),
    storeState('i32.store', state, PRIVILEGE, i32.const(S)),
    endReservation(state),
    storeState('i32.store', state, TRAPPED, i32.add(loadState('i32.load', state, TRAPPED), i32.const(1))),
    goTo(state, i64.and(loadSlot(hart, Slot.stvec), i64.const(-4))),
  ];
  return choose(undefined, i32.and(i32.and(isPrivilege(hart, 0), delegated), i32.eqz(wakeable(hart))), [
    status.set(loadLow(hart, Slot.mstatus)),
    selectSet(state, loadSlot(hart, Slot.satp), supervisorBits(status.get), enter),
  ]);
}

/** SRET in S-mode; in a checked machine JavaScript looks at what enters U-mode. */
export function returnFromSupervisor({ state }: PrivilegedScope): Code {
  if (state.imports.check !== undefined) return [];
  const hart = accessTo(state);
  const { status } = state.locals;
  const popped = i32.or(
    i32.or(i32.and(status.get, i32.const(~(SIE | SPP | MPRV))), i32.const(SPIE)),
    moveBit(status.get, SPIE, SIE),
  );
  const toUser = isZero(status.get, SPP);
  const bits = choose('i32', toUser, userBits(status.get), supervisorBits(status.get));
  const leave: Code = [
    storeLow(hart, Slot.mstatus, popped),
    storeState('i32.store', state, PRIVILEGE, moveBit(status.get, SPP, S)),
    endReservation(state),
    goTo(state, loadSlot(hart, Slot.sepc)),
  ];
  return choose(undefined, i32.and(isPrivilege(hart, S), i32.eqz(wakeable(hart))), [
    status.set(loadLow(hart, Slot.mstatus)),
    choose(undefined, isZero(status.get, TSR), selectSet(state, loadSlot(hart, Slot.satp), bits, leave)),
  ]);
}

/** A gate that the supervisor serves; that it does is known from the first one on. */
export function stopAtGate({ state, next }: PrivilegedScope): Code {
  const { fuel, word } = state.locals;
  const supervised = loadState('i32.load', state, SUPERVISED);
  return choose(undefined, i32.and(isPrivilege(accessTo(state), S), supervised), [
    storeState('i32.store', state, GATE, i32.shr_s(word.get, i32.const(20))),
    // What the supervisor does now is not seen by an SC.
    endReservation(state),
    storeState('i64.store', state, PC, next),
    storeState('i32.store', state, FUEL, i32.sub(fuel.get, i32.const(1))),
    storeState('i32.store', state, EXIT, i32.const(RunExit.Gate)),
    returns([]),
  ]);
}
