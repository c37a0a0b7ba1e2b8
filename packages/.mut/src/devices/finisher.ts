/**
 * The SiFive test finisher: one word that ends or restarts the machine.
 * Spec: Linux's devicetree binding `sifive,test0` and QEMU's `sifive_test`, whose constants these are.
 */
import type { AccessWidth, Device } from './device.ts';

export const FINISHER_BASE = 0x0010_0000;
export const FINISHER_SIZE = 0x1000;

export const FINISHER_FAIL = 0x3333;
export const FINISHER_PASS = 0x5555;
export const FINISHER_RESET = 0x7777;

/** What the finisher does to the machine. */
export interface FinisherPort {
  /** Ends the run with an exit status of 0 … 0xffff. */
  readonly halt: (status: number) => void;
  /** Restarts the machine. */
  readonly reset: () => void;
}

export class Finisher implements Device {
  readonly name = 'finisher';
  readonly base: number = FINISHER_BASE;
  readonly size: number = FINISHER_SIZE;
  readonly #port: FinisherPort;

  constructor(port: FinisherPort) {
    this.#port = port;
  }

  read(_offset: number, width: AccessWidth): number | undefined {
    return width === 1 ? undefined : 0;
  }

  /** Status in bits 15:0 of the word at 0, exit code in bits 31:16. Other values and offsets do nothing. */
  write(offset: number, width: AccessWidth, value: number): boolean {
    if (width === 1) return false;
    if (offset !== 0) return true;
    switch (value & 0xffff) {
      case FINISHER_PASS:
        this.#port.halt(0);
        break;
      case FINISHER_FAIL:
        this.#port.halt((value >>> 16) & 0xffff);
        break;
      case FINISHER_RESET:
        this.#port.reset();
        break;
    }
    return true;
  }
}
