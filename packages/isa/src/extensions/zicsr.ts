/** Zicsr: the control and status register instructions. */
import type { Instruction } from '../instruction.ts';
import { system } from '../ir.ts';
import { rowsOf } from '../row.ts';

const row = rowsOf('Zicsr');

export const zicsr: readonly Instruction[] = [
  row('csrrw', 'csr rs1 001 rd 1110011', 'rd, csr, rs1', system('csrrw')),
  row('csrrs', 'csr rs1 010 rd 1110011', 'rd, csr, rs1', system('csrrs')),
  row('csrrc', 'csr rs1 011 rd 1110011', 'rd, csr, rs1', system('csrrc')),
  row('csrrwi', 'csr zimm 101 rd 1110011', 'rd, csr, zimm', system('csrrwi')),
  row('csrrsi', 'csr zimm 110 rd 1110011', 'rd, csr, zimm', system('csrrsi')),
  row('csrrci', 'csr zimm 111 rd 1110011', 'rd, csr, zimm', system('csrrci')),
];
