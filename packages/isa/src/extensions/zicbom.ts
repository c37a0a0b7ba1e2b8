/** Zicbom: management of the cache block that holds an address. */
import type { Instruction } from '../instruction.ts';
import { system } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('Zicbom');

export const zicbom: readonly Instruction[] = [
  row('cbo.inval', '000000000000 rs1 010 00000 0001111', '(rs1)', system('cbo_inval')),
  row('cbo.clean', '000000000001 rs1 010 00000 0001111', '(rs1)', system('cbo_clean')),
  row('cbo.flush', '000000000010 rs1 010 00000 0001111', '(rs1)', system('cbo_flush')),
];
