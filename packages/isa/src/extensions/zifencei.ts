/** Zifencei: making stores to code visible to instruction fetch. */
import type { Instruction } from '../instruction.ts';
import { system } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('Zifencei');

export const zifencei: readonly Instruction[] = [
  // imm, rs1 and rd are reserved for finer-grain fences, and ignored.
  row('fence.i', 'imm[11:0] rs1 001 rd 0001111', '', system('fence_i')),
];
