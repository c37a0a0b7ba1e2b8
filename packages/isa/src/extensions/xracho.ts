/** Xracho: racho's one instruction of its own, through which S-mode code enters the supervisor above the machine. */
import type { Instruction } from '../instruction.ts';
import { system } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('Xracho');

export const xracho: readonly Instruction[] = [
  // In the custom-0 space. Gate numbers are 0 to 2047.
  row('gate', 'imm[11:0] 00000 000 00000 0001011', 'imm', system('gate')),
];
