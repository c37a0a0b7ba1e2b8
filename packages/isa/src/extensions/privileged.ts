/** The instructions of the privileged manual: returns from traps, waiting, and address-translation fences. */
import type { Instruction } from '../instruction.ts';
import { system } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('privileged');

export const privileged: readonly Instruction[] = [
  row('sret', '0001000 00010 00000 000 00000 1110011', '', system('sret')),
  row('mret', '0011000 00010 00000 000 00000 1110011', '', system('mret')),
  row('wfi', '0001000 00101 00000 000 00000 1110011', '', system('wfi')),
  row('sfence.vma', '0001001 rs2 rs1 000 00000 1110011', 'rs1, rs2', system('sfence_vma')),
];
