/** Bits of the low half of `mstatus` (Privileged, "Machine Status Registers"). */

export const SIE: number = 1 << 1;
export const MIE: number = 1 << 3;
export const SPIE: number = 1 << 5;
export const MPIE: number = 1 << 7;
export const SPP: number = 1 << 8;
export const MPP_SHIFT = 11;
export const MPP: number = 3 << MPP_SHIFT;
export const MPRV: number = 1 << 17;
export const SUM: number = 1 << 18;
export const MXR: number = 1 << 19;
export const TVM: number = 1 << 20;
export const TW: number = 1 << 21;
export const TSR: number = 1 << 22;

/** What S-mode sees and may write through `sstatus`. */
export const SSTATUS: number = SIE | SPIE | SPP | SUM | MXR;
/** What is writable: no F, D or V yet, so FS and VS are 0; memory is little-endian in every mode. */
export const MSTATUS: number = SSTATUS | MIE | MPIE | MPP | MPRV | TVM | TW | TSR;
