/** `mcycle` and `minstret`, which both count retired instructions, their inhibition, and who may read the copies. */
import type { CsrFile } from './csr-file.ts';
import type { SlotName } from './csr-slots.ts';
import { slots } from './csr-slots.ts';
import { S, U } from './cause.ts';
import { carry, highOf, lowOf } from './halves.ts';

// A counter's storage is what must be added to the number of retired instructions, or its value while it is inhibited.

const CY = 1 << 0;
const IR = 1 << 2;
/** Bits of `mcountinhibit`; there are no event counters to stop. */
export const INHIBITABLE: number = CY | IR;

type Counter = 'mcycle' | 'minstret';
const inhibitBit = (slot: number): number => (slot === slots.mcycle ? CY : IR);

/** Adds `count`, a safe integer, to a slot's value; the high half goes to `csrs.high`. */
function plus(csrs: CsrFile, low: number, high: number, count: number): number {
  const sum = (low + lowOf(count)) | 0;
  csrs.high = (high + highOf(count) + carry(sum, low)) | 0;
  return sum;
}

function readCounter(csrs: CsrFile, slot: number): number {
  const low = csrs.slotLow(slot);
  if ((csrs.low('mcountinhibit') & inhibitBit(slot)) !== 0) return low;
  return plus(csrs, low, csrs.high, csrs.port.retired());
}

export const reader =
  (counter: Counter) =>
  (csrs: CsrFile): number =>
    readCounter(csrs, slots[counter]);

/** A write takes the place of the writing instruction's own increment (Zicntr), so the next one reads this value. */
export function write(csrs: CsrFile, slot: number, low: number, high: number): void {
  const inhibited = (csrs.low('mcountinhibit') & inhibitBit(slot)) !== 0;
  const first = inhibited ? low : plus(csrs, low, high, -(csrs.port.retired() + 1));
  csrs.setSlot(slot, first, inhibited ? high : csrs.high);
}

/** Turns offsets into values and back, from the next instruction on. */
export function writeInhibit(csrs: CsrFile, slot: number, low: number, high: number): void {
  const changed = csrs.low('mcountinhibit') ^ low;
  for (const counter of [slots.mcycle, slots.minstret]) {
    if ((changed & inhibitBit(counter)) === 0) continue;
    const stopping = (low & inhibitBit(counter)) !== 0;
    const stored = csrs.slotLow(counter);
    const moved = (csrs.port.retired() + 1) * (stopping ? 1 : -1);
    const value = plus(csrs, stored, csrs.high, moved);
    csrs.setSlot(counter, value, csrs.high);
  }
  csrs.setSlot(slot, low, high);
}

export function readTime(csrs: CsrFile): number {
  const ticks = csrs.port.time();
  return csrs.withHigh(lowOf(ticks), highOf(ticks));
}

/** S-mode needs the bit in `mcounteren`, U-mode that in `scounteren` too. */
export const denied =
  (index: number) =>
  (csrs: CsrFile): boolean => {
    const enables = (name: SlotName): boolean => (csrs.low(name) & (1 << index)) !== 0;
    if (csrs.privilege === U) return !enables('mcounteren') || !enables('scounteren');
    return csrs.privilege === S && !enables('mcounteren');
  };
