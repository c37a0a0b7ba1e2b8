/** Codes of exceptions and interrupts (Privileged, "Machine Cause Register"), and the privilege levels. */

export const Cause = {
  FetchAccess: 1,
  IllegalInstruction: 2,
  Breakpoint: 3,
  LoadMisaligned: 4,
  LoadAccess: 5,
  StoreMisaligned: 6,
  StoreAccess: 7,
  /** From U; S and M are this plus their privilege. */
  EcallU: 8,
  FetchPage: 12,
  LoadPage: 13,
  StorePage: 15,
} as const;

/** Bits of `mip` and `mie`; the bit number is the interrupt's cause. */
export const Interrupt = { SSI: 0x002, MSI: 0x008, STI: 0x020, MTI: 0x080, SEI: 0x200, MEI: 0x800 } as const;

export const U = 0;
export const S = 1;
export const M = 3;
export type Privilege = typeof U | typeof S | typeof M;
