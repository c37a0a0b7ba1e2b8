/** What the bus asks of a memory-mapped device. */
import type { Stateful } from '../snapshot/fields.ts';

/** Access width in bytes. The bus splits 8-byte accesses into two of 4, low half first. */
export type AccessWidth = 1 | 2 | 4;

/** A device with state can be saved; one without has no `exchange`. */
export interface Device extends Partial<Stateful> {
  /** Its node in the memory map, for messages: `clint`, `uart0`. */
  readonly name: string;
  /** Physical address of the first byte. */
  readonly base: number;
  /** Bytes of address space. */
  readonly size: number;
  /**
   * Reads `width` bytes at `offset` (naturally aligned, inside the window) as an unsigned number.
   * `undefined` is a bus error: the hart takes an access fault.
   */
  readonly read: (offset: number, width: AccessWidth) => number | undefined;
  /** Writes the low `width` bytes of `value` (unsigned). `false` is a bus error. */
  readonly write: (offset: number, width: AccessWidth, value: number) => boolean;
  /** Back to the state after power-on; absent where there is no state. */
  readonly reset?: () => void;
}
