/** Floating-point state in CSRs: when it may be used, and that `mstatus` says so when it was written. */
import type { CsrFile } from './csr-file.ts';
import type { Slot as SlotNumber } from './csr-slots.ts';
import { Slot } from './csr-slots.ts';
import * as mstatus from './mstatus.ts';

export const floatIsOff = (csrs: CsrFile): boolean => (csrs.low(Slot.mstatus) & mstatus.FS) === 0;

export function writeFcsr(csrs: CsrFile, slot: SlotNumber, low: number, high: number): void {
  csrs.set(slot, low, high);
  csrs.setLow(Slot.mstatus, csrs.low(Slot.mstatus) | mstatus.FS);
}

/** Reads `mstatus` or a view of it, with SD computed from FS; `fixed` is what the high half always is. */
export const readStatus =
  (visible: number, fixed: number) =>
  (csrs: CsrFile): number => {
    const low = csrs.low(Slot.mstatus);
    const dirty = (low & mstatus.FS) === mstatus.FS;
    return csrs.withHigh(low & visible, fixed | (dirty ? mstatus.SD : 0));
  };
