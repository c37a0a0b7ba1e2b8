/** What the built-in SBI needs of the machine below it; the machine implements it, tests fake it. */

/** Calls take no time, so that no state of the HSM extension is ever pending. */
export type SbiHartState = 'started' | 'stopped' | 'suspended';

/** A hart. Register values and addresses are unsigned 64-bit. */
export interface SbiHart {
  readonly id: number;
  readonly state: () => SbiHartState;
  readonly readX: (register: number) => bigint;
  readonly writeX: (register: number, value: bigint) => void;
  /** Programs the S-mode timer, in ticks since reset, and clears its pending bit; 2^64 − 1 disarms it. */
  readonly setTimer: (deadline: bigint) => void;
  /** Makes S-mode's software interrupt pending, or no longer. */
  readonly setSoftwareInterrupt: (level: 0 | 1) => void;
  /** SFENCE.VMA for an address space and a page, by its signed number; `undefined` stands for all. */
  readonly fence: (asid: number | undefined, page: number | undefined) => void;
  /** Enters S-mode at an address with translation and interrupts off, the hart's id in `a0` and `opaque` in `a1`. */
  readonly enter: (address: bigint, opaque: bigint) => void;
  /** Nothing is executed until {@link SbiHart.enter}, and nothing pending is left. */
  readonly stop: () => void;
  /** Nothing is executed until an interrupt is pending that the hart has enabled. */
  readonly suspend: () => void;
  /** The 8 bytes at a virtual address, or `undefined` where the hart could not load them from RAM. */
  readonly load: (address: bigint) => bigint | undefined;
}

export interface SbiPlatform {
  /** By id, from 0 on. */
  readonly harts: readonly SbiHart[];
  /** Whether an instruction can be executed at a physical address. */
  readonly executable: (address: bigint) => boolean;
  /** Gives bytes to the console's back-end. */
  readonly consoleWrite: (bytes: Uint8Array) => void;
  /** Takes at most `limit` bytes of pending input. */
  readonly consoleRead: (limit: number) => Uint8Array;
  /** A copy of physical memory, or `undefined` if any of it is not RAM. */
  readonly readMemory: (address: bigint, length: bigint) => Uint8Array | undefined;
  /** `false`, and nothing written, if any of it is not RAM. */
  readonly writeMemory: (address: bigint, bytes: Uint8Array) => boolean;
  /** Ends the run: exit status 0 for an orderly end, 1 for a system failure. */
  readonly halt: (status: number) => void;
  /** Restarts the machine from reset. */
  readonly reset: () => void;
}
