/** Fields whose legal values are not just a mask: what a write of an illegal one leaves (WARL). */
import type { CsrFile } from './csr-file.ts';
import type { Slot } from './csr-slots.ts';
import { levelsByMode, SATP_BARE, satpMode } from './satp.ts';
import { MPP, MPP_SHIFT } from './mstatus.ts';

/** There is no privilege 2: MPP keeps what it was. */
export function writeMstatus(csrs: CsrFile, slot: Slot, low: number, high: number): void {
  const legal = (low & MPP) >>> MPP_SHIFT === 2 ? (low & ~MPP) | (csrs.low(slot) & MPP) : low;
  csrs.set(slot, legal, high);
}

/** Modes are direct (0) and vectored (1); a write of another one is ignored, as in QEMU. */
export function writeTvec(csrs: CsrFile, slot: Slot, low: number, high: number): void {
  if ((low & 3) < 2) csrs.set(slot, low, high);
}

/** "If satp is written with an unsupported MODE, the entire write has no effect." */
export function writeSatp(csrs: CsrFile, slot: Slot, low: number, high: number): void {
  const mode = satpMode(high);
  if (mode === SATP_BARE || levelsByMode[mode] !== 0) csrs.set(slot, low, high);
}
