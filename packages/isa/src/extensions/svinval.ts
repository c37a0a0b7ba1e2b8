/** Svinval: address-translation fences in two halves, so that many invalidations share one ordering. */
import type { Instruction } from '../instruction.ts';
import { system } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('Svinval');

export const svinval: readonly Instruction[] = [
  row('sinval.vma', '0001011 rs2 rs1 000 00000 1110011', 'rs1, rs2', system('sinval_vma')),
  row('sfence.w.inval', '0001100 00000 00000 000 00000 1110011', '', system('sfence_w_inval')),
  row('sfence.inval.ir', '0001100 00001 00000 000 00000 1110011', '', system('sfence_inval_ir')),
];
