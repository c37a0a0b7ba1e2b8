/** What is behind a disk: sectors of 512 bytes, read and written now or later. */
import type { BackendState } from '../../snapshot/fields.ts';

/** Bytes; the unit of every disk's addresses (virtio 1.2, section 5.2). */
export const SECTOR_SIZE = 512;

/**
 * Each operation calls `done` once: before it returns, or between two steps of the machine. Sectors are within the disk; their
 * number may be 0. Later operations may begin before earlier ones are done.
 */
export interface BlockBackend {
  /** Size of the disk in sectors. */
  readonly sectors: number;
  /** Default: it can be written. */
  readonly readOnly?: boolean;
  /** Gives the sectors' bytes, which the device copies at once; `undefined` is an I/O error. */
  readonly read: (sector: number, count: number, done: (bytes: Uint8Array | undefined) => void) => void;
  /** Writes whole sectors; the bytes are the back-end's to keep. `false` is an I/O error. */
  readonly write: (sector: number, bytes: Uint8Array, done: (written: boolean) => void) => void;
  /** What snapshots of the machine hold of the disk. Without it the contents stay the caller's, and are to be the same again. */
  readonly state?: BackendState;
  /** Makes what was written before it permanent. */
  readonly flush: (done: (flushed: boolean) => void) => void;
}
