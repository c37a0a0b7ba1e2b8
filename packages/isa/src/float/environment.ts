/** The floating-point environment in `fcsr`: rounding modes and exception flags. */

/** Modes as `frm` numbers them: to nearest even, towards zero, down, up, to nearest with ties away from zero. */
export type RoundingMode = 0 | 1 | 2 | 3 | 4;
export const RNE = 0;
export const RTZ = 1;
export const RDN = 2;
export const RUP = 3;
export const RMM = 4;

/** Bits of `fflags`. */
export const NX = 1;
export const UF = 2;
export const OF = 4;
export const DZ = 8;
export const NV = 16;
