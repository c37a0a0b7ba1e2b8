/** `mcycle` and `minstret`, which both count retired instructions, their inhibition, and who may read the copies. */
import type { CsrFile } from './csr-file.ts';
import { Slot } from './csr-slots.ts';
import { M, U } from './cause.ts';
import { hasSupervisorTimer } from './envcfg.ts';
import { carry, highOf, lowOf } from './halves.ts';

// A counter's storage is what must be added to the number of retired instructions, or its value while it is inhibited.

const CY = 1 << 0;
const IR = 1 << 2;
/** Bits of `mcountinhibit`; there are no event counters to stop. */
export const INHIBITABLE: number = CY | IR;

const inhibitBit = (slot: Slot): number => (slot === Slot.mcycle ? CY : IR);

/** Adds `count`, a safe integer, to a slot's value; the high half goes to `csrs.high`. */
function plus(csrs: CsrFile, low: number, high: number, count: number): number {
  const sum = (low + lowOf(count)) | 0;
  csrs.high = (high + highOf(count) + carry(sum, low)) | 0;
  return sum;
}

function readCounter(csrs: CsrFile, slot: Slot): number {
  const low = csrs.low(slot);
  csrs.high = csrs.highHalf(slot);
  if ((csrs.low(Slot.mcountinhibit) & inhibitBit(slot)) !== 0) return low;
  return plus(csrs, low, csrs.high, csrs.port.retired());
}

export const reader =
  (counter: Slot) =>
  (csrs: CsrFile): number =>
    readCounter(csrs, counter);

/** A write takes the place of the writing instruction's own increment (Zicntr), so the next one reads this value. */
export function write(csrs: CsrFile, slot: Slot, low: number, high: number): void {
  const inhibited = (csrs.low(Slot.mcountinhibit) & inhibitBit(slot)) !== 0;
  const first = inhibited ? low : plus(csrs, low, high, -(csrs.port.retired() + 1));
  csrs.set(slot, first, inhibited ? high : csrs.high);
}

/** Turns offsets into values and back, from the next instruction on. */
export function writeInhibit(csrs: CsrFile, slot: Slot, low: number, high: number): void {
  const changed = csrs.low(Slot.mcountinhibit) ^ low;
  for (const counter of [Slot.mcycle, Slot.minstret]) {
    if ((changed & inhibitBit(counter)) === 0) continue;
    const stopping = (low & inhibitBit(counter)) !== 0;
    const moved = (csrs.port.retired() + 1) * (stopping ? 1 : -1);
    const value = plus(csrs, csrs.low(counter), csrs.highHalf(counter), moved);
    csrs.set(counter, value, csrs.high);
  }
  csrs.set(slot, low, high);
}

export function readTime(csrs: CsrFile): number {
  const ticks = csrs.port.time();
  return csrs.withHigh(lowOf(ticks), highOf(ticks));
}

/** S-mode needs the bit in `mcounteren`, U-mode that in `scounteren` too. */
export function denied(index: number): (csrs: CsrFile) => boolean {
  const bit = 1 << index;
  return (csrs) => {
    if (csrs.privilege === M) return false;
    const enabled =
      csrs.privilege === U ? csrs.low(Slot.mcounteren) & csrs.low(Slot.scounteren) : csrs.low(Slot.mcounteren);
    return (enabled & bit) === 0;
  };
}

const timeDenied = denied(1);

/** `stimecmp` is S-mode's where `menvcfg` has given it the timer, and `mcounteren` the time. */
export const timerDenied = (csrs: CsrFile): boolean =>
  csrs.privilege !== M && (timeDenied(csrs) || !hasSupervisorTimer(csrs));

/** The deadline in `stimecmp`, in ticks; Infinity where the register is without effect, or too far off to be reached. */
export function supervisorDeadline(csrs: CsrFile): number {
  if (!hasSupervisorTimer(csrs)) return Infinity;
  const deadline = (csrs.highHalf(Slot.stimecmp) >>> 0) * 0x1_0000_0000 + (csrs.low(Slot.stimecmp) >>> 0);
  return deadline > Number.MAX_SAFE_INTEGER ? Infinity : deadline;
}
