/** A hart's timer interrupts: MTIP by the deadline that the CLINT keeps for it, STIP by `stimecmp`. */
import type { Fields } from '../snapshot/fields.ts';
import { Interrupt } from './cause.ts';
import { supervisorDeadline } from './counters.ts';
import type { CsrFile } from './csr-file.ts';
import { Slot } from './csr-slots.ts';
import { highOf, lowOf } from './halves.ts';
import { LINES } from './layout.ts';

export class Timers {
  readonly #csrs: CsrFile;
  /** When the timer interrupt of M-mode is raised, in ticks. */
  machine: number = Infinity;

  constructor(csrs: CsrFile) {
    this.#csrs = csrs;
  }

  exchange(fields: Fields): void {
    this.machine = fields.limit('machineTimer', this.machine);
  }

  /** Sets `stimecmp`, in ticks. */
  setSupervisor(deadline: number): void {
    const far = deadline > Number.MAX_SAFE_INTEGER;
    this.#csrs.set(Slot.stimecmp, far ? -1 : lowOf(deadline), far ? -1 : highOf(deadline));
  }

  /** Raises or lowers both, as it is at `now`. */
  update(now: number): void {
    const { words } = this.#csrs;
    const machine = now >= this.machine ? Interrupt.MTI : 0;
    const supervisor = now >= supervisorDeadline(this.#csrs) ? Interrupt.STI : 0;
    words[LINES >>> 2] = (words[LINES >>> 2]! & ~(Interrupt.MTI | Interrupt.STI)) | machine | supervisor;
  }

  /** The next event that is yet to come at `now`, or `Infinity`. */
  next(now: number): number {
    const supervisor = supervisorDeadline(this.#csrs);
    return Math.min(this.machine > now ? this.machine : Infinity, supervisor > now ? supervisor : Infinity);
  }
}
