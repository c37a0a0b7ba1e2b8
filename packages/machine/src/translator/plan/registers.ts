/** Sets of registers of one file, as bits. */
export type Registers = number;

/** The numbers of the registers in a set. */
export const membersOf = (registers: Registers): readonly number[] =>
  Array.from({ length: 32 }, (_, register) => register).filter((register) => ((registers >>> register) & 1) === 1);
