/** `menvcfg` and `senvcfg`: what a privilege lets the ones below it use (Privileged, "Machine Environment Configuration"). */
import { Interrupt, M, S } from './cause.ts';
import type { CsrFile } from './csr-file.ts';
import type { Slot as SlotNumber } from './csr-slots.ts';
import { Slot } from './csr-slots.ts';
import type { Halves } from './halves.ts';

// In the low half.

/** Fences of I/O imply memory. They order nothing here, so that it has no effect. */
const FIOM = 1 << 0;
/** CBO.INVAL: 0 is illegal; 1 makes it a flush; 2 is reserved. Without a cache 1 and 3 are the same. */
export const CBIE: number = 3 << 4;
const CBIE_RESERVED = 2 << 4;
/** CBO.CLEAN and CBO.FLUSH. */
export const CBCFE: number = 1 << 6;
/** CBO.ZERO. */
export const CBZE: number = 1 << 7;

// In the high half, of `menvcfg` only.

/** Page-table walks set A and D (Svadu); where not, a page without them faults (Svade). */
export const ADUE: number = 1 << 29;
/** STIP says whether `time` has reached `stimecmp`, which S-mode may write (Sstc). */
export const STCE: number = 1 << 31;

export const SENVCFG: Halves = [FIOM | CBIE | CBCFE | CBZE, 0];
export const MENVCFG: Halves = [SENVCFG[0], ADUE | STCE];

/** Whether the privilege may use what these bits of both registers are for. */
export function allows(csrs: CsrFile, bits: number): boolean {
  const { privilege } = csrs;
  if (privilege === M) return true;
  if ((csrs.low(Slot.menvcfg) & bits) === 0) return false;
  return privilege === S || (csrs.low(Slot.senvcfg) & bits) !== 0;
}

export const updatesPages = (csrs: CsrFile): boolean => (csrs.highHalf(Slot.menvcfg) & ADUE) !== 0;
export const hasSupervisorTimer = (csrs: CsrFile): boolean => (csrs.highHalf(Slot.menvcfg) & STCE) !== 0;

/** CBIE keeps what it was where it would be the reserved value. With STCE, STIP is the timer's alone. */
export function write(csrs: CsrFile, slot: SlotNumber, low: number, high: number): void {
  const legal = (low & CBIE) === CBIE_RESERVED ? (low & ~CBIE) | (csrs.low(slot) & CBIE) : low;
  csrs.set(slot, legal, high);
  if (hasSupervisorTimer(csrs)) csrs.setLow(Slot.mip, csrs.low(Slot.mip) & ~Interrupt.STI);
}
