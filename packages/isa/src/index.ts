/** RISC-V as data: the instruction table and what derives from it; the IR, assembler and evaluator are subpaths. */
export { csrName, csrNumber, csrs } from './csrs.ts';
export type { Csr } from './csrs.ts';
export { decode, lengthOf } from './decoder.ts';
export type { Decoded } from './decoder.ts';
export { disassemble } from './disassembler.ts';
export type { DisassembleOptions } from './disassembler.ts';
export { effectsOf } from './effects.ts';
export type { Effects } from './effects.ts';
export { encode, extract, insert, matches, operandsOf, parseEncoding, rangeOf } from './encoding.ts';
export { IsaError } from './errors.ts';
export type { IsaErrorCode } from './errors.ts';
export { expand, expansionTable } from './expansion-table.ts';
export type * from './instruction.ts';
export { abiNames, floatAbiNames, floatRegisterNumber, registerNumber } from './registers.ts';
export { compressed, compressedNamed, instructionNamed, instructions } from './table.ts';
