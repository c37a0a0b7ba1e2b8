/** A hart's registers in the machine's memory: reading and writing CSRs by the rules of their rows. */
import type { CsrRow } from './csr-table.ts';
import type { Fields, Stateful } from '../snapshot/fields.ts';
import { M } from './cause.ts';
import { Slot, type SlotName } from './csr-slots.ts';
import { CSRS, F, FUEL, LINES, NEXT, PC, PRIVILEGE, SAVED_STATE, X } from './layout.ts';

/** What registers say of the hart's surroundings. */
export interface CsrPort {
  /** Instructions retired before the current one, as a safe integer. */
  readonly retired: () => number;
  /** `mtime`, as a safe integer. */
  readonly time: () => number;
}

export class CsrFile implements Stateful {
  /** The hart's state as words; offsets of `layout.ts` divided by 4. */
  readonly words: Int32Array;
  readonly port: CsrPort;
  /** The high half of what was read last. */
  high = 0;

  constructor(words: Int32Array, port: CsrPort) {
    this.words = words;
    this.port = port;
  }

  exchange(fields: Fields): void {
    const { words } = this;
    for (const [name, offset, size] of SAVED_STATE) {
      fields.array(name, words.subarray(offset >>> 2, (offset + size) >>> 2));
    }
    for (const name of Object.keys(Slot) as SlotName[]) {
      const index = (CSRS >>> 2) + 2 * Slot[name];
      fields.array(name, words.subarray(index, index + 2));
    }
    const privilege = fields.integer('privilege', this.privilege, M);
    if (privilege === 2) fields.refuse('privilege 2');
    this.privilege = privilege;
    if ((this.pcLow & 1) !== 0) fields.refuse('an odd pc');
  }

  get privilege(): number {
    return this.words[PRIVILEGE >>> 2]!;
  }
  set privilege(value: number) {
    this.words[PRIVILEGE >>> 2] = value;
  }

  get fuel(): number {
    return this.words[FUEL >>> 2]!;
  }
  set fuel(value: number) {
    this.words[FUEL >>> 2] = value;
  }

  /** The low half of a register's storage. */
  low(slot: Slot): number {
    return this.words[(CSRS >>> 2) + 2 * slot]!;
  }

  highHalf(slot: Slot): number {
    return this.words[(CSRS >>> 2) + 2 * slot + 1]!;
  }

  set(slot: Slot, low: number, high: number): void {
    const index = (CSRS >>> 2) + 2 * slot;
    this.words[index] = low;
    this.words[index + 1] = high;
  }

  setLow(slot: Slot, low: number): void {
    this.words[(CSRS >>> 2) + 2 * slot] = low;
  }

  withHigh(low: number, high: number): number {
    this.high = high;
    return low;
  }

  /** `mip`: what devices hold up, and what software has set. */
  pending(): number {
    return this.words[LINES >>> 2]! | this.low(Slot.mip);
  }

  /** The low half of the register's value; the high one is in `high`. */
  read(row: CsrRow): number {
    if (row.read !== undefined) return row.read(this);
    const low = this.low(row.slot);
    const visible = row.visible[0] & (row.through === undefined ? -1 : row.through(this));
    this.high = (this.highHalf(row.slot) & row.visible[1]) | row.fixed[1];
    return ((low & visible) >>> row.shift) | row.fixed[0];
  }

  /** Writes the bits of the value that `mask` selects, as far as they are writable. */
  write(row: CsrRow, low: number, high: number, maskLow: number, maskHigh: number): void {
    const writableLow = row.writable[0] & (maskLow << row.shift) & (row.through === undefined ? -1 : row.through(this));
    const writableHigh = row.writable[1] & maskHigh;
    const oldLow = this.low(row.slot);
    const newLow = (oldLow & ~writableLow) | ((low << row.shift) & writableLow);
    const newHigh = (this.highHalf(row.slot) & ~writableHigh) | (high & writableHigh);
    if (row.write === undefined) this.set(row.slot, newLow, newHigh);
    else row.write(this, row.slot, newLow, newHigh);
  }

  xLow(register: number): number {
    return this.words[(X >>> 2) + 2 * register]!;
  }
  xHigh(register: number): number {
    return this.words[(X >>> 2) + 2 * register + 1]!;
  }
  /** Writes to x0 are lost. */
  setX(register: number, low: number, high: number): void {
    if (register === 0) return;
    const index = (X >>> 2) + 2 * register;
    this.words[index] = low;
    this.words[index + 1] = high;
  }

  /** Writes four registers, from one that is not x0 on, with i32 values. */
  setSmall(register: number, first: number, second: number, third: number, fourth: number): void {
    const { words } = this;
    const index = (X >>> 2) + 2 * register;
    words[index] = first;
    words[index + 1] = first >> 31;
    words[index + 2] = second;
    words[index + 3] = second >> 31;
    words[index + 4] = third;
    words[index + 5] = third >> 31;
    words[index + 6] = fourth;
    words[index + 7] = fourth >> 31;
  }

  fLow(register: number): number {
    return this.words[(F >>> 2) + 2 * register]!;
  }
  fHigh(register: number): number {
    return this.words[(F >>> 2) + 2 * register + 1]!;
  }

  get pcLow(): number {
    return this.words[PC >>> 2]!;
  }
  get pcHigh(): number {
    return this.words[(PC >>> 2) + 1]!;
  }
  setPc(low: number, high: number): void {
    this.words[PC >>> 2] = low;
    this.words[(PC >>> 2) + 1] = high;
  }
  /** On to the instruction behind the one that called a system handler. */
  advance(): void {
    this.setPc(this.words[NEXT >>> 2]!, this.words[(NEXT >>> 2) + 1]!);
  }
}
