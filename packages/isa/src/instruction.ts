/** What the table says of one instruction: its name, its encoding in the manual's notation, and its semantics. */
import type { Semantics } from './ir.ts';

/** Table names, in the order of the manual; each is a file in `extensions/`. */
export type ExtensionName = 'I' | 'Zifencei' | 'Zicsr' | 'M' | 'A' | 'C' | 'privileged' | 'Xracho';

/** Contiguous bits of an operand: `width` bits of the word at `wordBit` are bits `valueBit…` of the value. */
export interface FieldPiece {
  readonly wordBit: number;
  readonly width: number;
  readonly valueBit: number;
}

/** An operand field of an encoding, as scattered over the word. */
export interface Field {
  /** `rd`, `rs1`, `rs2`, `imm`, `shamt`, `csr`, `zimm`, `aq`, `rl`, `fm`, `pred`, `succ`. */
  readonly name: string;
  readonly pieces: readonly FieldPiece[];
  /** Bits of the value, counted from bit 0: 12 for `imm[11:0]`, 13 for a branch's `imm[12|10:5]`+`imm[4:1|11]`. */
  readonly width: number;
  readonly signed: boolean;
  /** Added to what the bits say: 8 for the `rd'` of compressed forms. */
  readonly bias: number;
}

/** One row: everything else about the instruction is derived from it. */
export interface Instruction {
  readonly name: string;
  readonly extension: ExtensionName;
  /** Bytes: 2 or 4. */
  readonly length: 2 | 4;
  /** A word is this instruction when `(word & mask) >>> 0 === match`, and `excluded` says nothing else. */
  readonly mask: number;
  readonly match: number;
  readonly fields: readonly Field[];
  /** Assembly operands, e.g. `rd, imm(rs1)`. */
  readonly syntax: string;
  readonly semantics: Semantics;
}
