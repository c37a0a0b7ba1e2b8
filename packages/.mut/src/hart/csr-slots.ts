/** Which registers have storage in a hart's state, and where: views and constants have none of their own. */

/** Index of the register's 8 bytes. */
export const Slot = {
  mstatus: 0,
  medeleg: 1,
  mideleg: 2,
  mie: 3,
  mip: 4,
  mtvec: 5,
  mcounteren: 6,
  mcountinhibit: 7,
  menvcfg: 8,
  mscratch: 9,
  mepc: 10,
  mcause: 11,
  mtval: 12,
  mcycle: 13,
  minstret: 14,
  mhartid: 15,
  stvec: 16,
  scounteren: 17,
  senvcfg: 18,
  sscratch: 19,
  sepc: 20,
  scause: 21,
  stval: 22,
  satp: 23,
  fcsr: 24,
} as const;

export type SlotName = keyof typeof Slot;
export type Slot = (typeof Slot)[SlotName];
