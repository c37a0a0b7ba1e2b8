/** Bits of `sstatus` (Privileged Architecture, "Supervisor Status Register"), as numbers below 2^32. */

/** Interrupts are on after SRET. */
export const SSTATUS_SPIE: number = 1 << 5;

/** The field FS: state of the floating-point registers and fcsr. */
export const SSTATUS_FS = 0x6000;

/** Values of FS in its place. Instructions that write floating-point state make it dirty; only software makes it another. */
export const FloatStatus = {
  /** As when the thread was made: all zero. */
  Initial: 0x2000,
  /** The same as what was saved. */
  Clean: 0x4000,
  Dirty: 0x6000,
} as const;
