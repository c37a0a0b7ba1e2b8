/** What the built-in SBI needs of the machine below it; the machine implements it, tests fake it. */

/** The hart that made the call. Register values are unsigned 64-bit. */
export interface SbiHart {
  readonly id: number;
  readonly readX: (register: number) => bigint;
  readonly writeX: (register: number, value: bigint) => void;
}

export interface SbiPlatform {
  readonly hartCount: number;
  /** Gives bytes to the console's back-end. */
  readonly consoleWrite: (bytes: Uint8Array) => void;
  /** Takes at most `limit` bytes of pending input. */
  readonly consoleRead: (limit: number) => Uint8Array;
  /** Programs the S-mode timer of a hart, in ticks since reset, and clears its pending bit; 2^64 − 1 disarms it. */
  readonly setTimer: (hart: number, deadline: bigint) => void;
  /** A copy of physical memory, or `undefined` if any of it is not RAM. */
  readonly readMemory: (address: bigint, length: bigint) => Uint8Array | undefined;
  /** `false`, and nothing written, if any of it is not RAM. */
  readonly writeMemory: (address: bigint, bytes: Uint8Array) => boolean;
  /** Ends the run: exit status 0 for an orderly end, 1 for a system failure. */
  readonly halt: (status: number) => void;
  /** Restarts the machine from reset. */
  readonly reset: () => void;
}
