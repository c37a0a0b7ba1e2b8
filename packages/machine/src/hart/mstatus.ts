/** Bits of the low half of `mstatus` (Privileged, "Machine Status Registers"). */

export const SIE: number = 1 << 1;
export const MIE: number = 1 << 3;
export const SPIE: number = 1 << 5;
export const MPIE: number = 1 << 7;
export const SPP: number = 1 << 8;
export const MPP_SHIFT = 11;
export const MPP: number = 3 << MPP_SHIFT;
/** State of the f-registers and fcsr: 0 (off) makes what uses them illegal, 3 (dirty) says that they were written. */
export const FS: number = 3 << 13;
export const MPRV: number = 1 << 17;
export const SUM: number = 1 << 18;
export const MXR: number = 1 << 19;
export const TVM: number = 1 << 20;
export const TW: number = 1 << 21;
export const TSR: number = 1 << 22;

/** What S-mode sees and may write through `sstatus`. */
export const SSTATUS: number = SIE | SPIE | SPP | FS | SUM | MXR;
/** What is writable: without V, VS is 0; memory is little-endian in every mode. */
export const MSTATUS: number = SSTATUS | MIE | MPIE | MPP | MPRV | TVM | TW | TSR;

// In the high half, all read-only.

/** FS is dirty. */
export const SD: number = 1 << 31;
/** UXL, and SXL above it: 64 bits. */
export const UXL_64 = 0b10;
export const SXL_64 = 0b1000;
