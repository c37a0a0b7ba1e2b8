/** Taking traps and returning from them (Privileged, "Trap handling"), and which interrupt is due. */
import { Interrupt, M, S } from './cause.ts';
import type { CsrFile } from './csr-file.ts';
import { Slot } from './csr-slots.ts';
import { carry } from './halves.ts';
import { RESERVATION, REST } from './layout.ts';
import * as mstatus from './mstatus.ts';
import { Rest } from './rest.ts';

/** Highest priority first ("Machine Interrupt Registers"). */
const priorities = [Interrupt.MEI, Interrupt.MSI, Interrupt.MTI, Interrupt.SEI, Interrupt.SSI, Interrupt.STI];

/** Also a jump between privileges does that, as in QEMU, so that no other process's SC can succeed with it. */
export function endReservation({ words }: CsrFile): void {
  words[RESERVATION >>> 2] = -1;
  words[(RESERVATION >>> 2) + 1] = -1;
}

/** The cause of the interrupt to be taken now, or −1. */
export function dueInterrupt(csrs: CsrFile): number {
  const enabled = csrs.pending() & csrs.low(Slot.mie);
  if (enabled === 0) return -1;
  const status = csrs.low(Slot.mstatus);
  const delegated = csrs.low(Slot.mideleg);
  const { privilege } = csrs;
  const toM = privilege < M || (status & mstatus.MIE) !== 0 ? enabled & ~delegated : 0;
  const toS = privilege < S || (privilege === S && (status & mstatus.SIE) !== 0) ? enabled & delegated : 0;
  const due = toM !== 0 ? toM : toS;
  const first = priorities.find((interrupt) => (due & interrupt) !== 0);
  return first === undefined ? -1 : 31 - Math.clz32(first);
}

export type TrapKind = 'exception' | 'interrupt';

/** Goes to the handler: in S-mode if the trap is delegated and does not come from M-mode, else in M-mode. */
export function enterTrap(csrs: CsrFile, kind: TrapKind, cause: number, low: number, high: number): void {
  const interrupt = kind === 'interrupt';
  const delegation = csrs.low(interrupt ? Slot.mideleg : Slot.medeleg);
  const toS = csrs.privilege !== M && (delegation & (1 << cause)) !== 0;
  const status = csrs.low(Slot.mstatus);
  csrs.set(toS ? Slot.scause : Slot.mcause, cause, interrupt ? 1 << 31 : 0);
  csrs.set(toS ? Slot.sepc : Slot.mepc, csrs.pcLow, csrs.pcHigh);
  csrs.set(toS ? Slot.stval : Slot.mtval, low, high);
  csrs.setLow(Slot.mstatus, toS ? pushS(status, csrs.privilege) : pushM(status, csrs.privilege));
  csrs.privilege = toS ? S : M;
  const vector = csrs.low(toS ? Slot.stvec : Slot.mtvec);
  const base = vector & ~3;
  const handler = interrupt && (vector & 3) === 1 ? (base + 4 * cause) | 0 : base;
  csrs.setPc(handler, csrs.highHalf(toS ? Slot.stvec : Slot.mtvec) + carry(handler, base));
  csrs.words[REST >>> 2] = Rest.None;
  endReservation(csrs);
}

const pushS = (status: number, from: number): number =>
  (status & ~(mstatus.SIE | mstatus.SPIE | mstatus.SPP)) |
  ((status & mstatus.SIE) !== 0 ? mstatus.SPIE : 0) |
  (from === S ? mstatus.SPP : 0);

const pushM = (status: number, from: number): number =>
  (status & ~(mstatus.MIE | mstatus.MPIE | mstatus.MPP)) |
  ((status & mstatus.MIE) !== 0 ? mstatus.MPIE : 0) |
  (from << mstatus.MPP_SHIFT);

/** SRET. Its privilege was checked. */
export function returnFromS(csrs: CsrFile): void {
  const status = csrs.low(Slot.mstatus);
  const to = (status & mstatus.SPP) !== 0 ? S : 0;
  const popped =
    (status & ~(mstatus.SIE | mstatus.SPP | mstatus.MPRV)) |
    mstatus.SPIE |
    ((status & mstatus.SPIE) !== 0 ? mstatus.SIE : 0);
  leave(csrs, popped, to, Slot.sepc);
}

/** MRET. */
export function returnFromM(csrs: CsrFile): void {
  const status = csrs.low(Slot.mstatus);
  const to = (status & mstatus.MPP) >>> mstatus.MPP_SHIFT;
  const popped =
    (status & ~(mstatus.MIE | mstatus.MPP | (to === M ? 0 : mstatus.MPRV))) |
    mstatus.MPIE |
    ((status & mstatus.MPIE) !== 0 ? mstatus.MIE : 0);
  leave(csrs, popped, to, Slot.mepc);
}

function leave(csrs: CsrFile, status: number, to: number, epc: Slot): void {
  csrs.setLow(Slot.mstatus, status);
  csrs.privilege = to;
  csrs.setPc(csrs.low(epc), csrs.highHalf(epc));
  endReservation(csrs);
}
