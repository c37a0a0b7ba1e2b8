/**
 * The raw machine, held where only ostd's unsafe files look.
 *
 * A {@link Platform} is passed about freely; what it holds is read by {@link rawOf}, which only `*.unsafe.ts` import.
 */
import type { Machine } from '@racho/machine';
import { attach, type RawMachine } from '@racho/machine/raw';

/** The capabilities behind `platform`. */
export let rawOf: (platform: Platform) => RawMachine;

/** An attached machine; opaque outside the unsafe files. */
export class Platform {
  readonly #raw: RawMachine;

  /** Takes the supervisor's seat of `machine`. */
  constructor(machine: Machine) {
    // SAFETY: `attach` succeeds once for a machine, so two ostds can never drive the same harts or frames.
    this.#raw = attach(machine);
  }

  static {
    rawOf = (platform) => platform.#raw;
  }
}
