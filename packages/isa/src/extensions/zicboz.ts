/** Zicboz: zeroing of the cache block that holds an address. */
import type { Instruction } from '../instruction.ts';
import { system } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('Zicboz');

export const zicboz: readonly Instruction[] = [
  row('cbo.zero', '000000000100 rs1 010 00000 0001111', '(rs1)', system('cbo_zero')),
];
