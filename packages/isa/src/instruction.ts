/** What the table says of one instruction: its name, its encoding in the manual's notation, and its semantics. */
import type { Semantics } from './ir.ts';

/** Table names, in the order of the manual; each is a file in `extensions/`. */
export type ExtensionName =
  | 'I' | 'Zicbom' | 'Zicboz' | 'Zifencei' | 'Zicsr' | 'Zicond' | 'M' | 'A' | 'F' | 'D' | 'C' | 'Zcd' | 'Zba' | 'Zbb' | 'Zbs'
  | 'privileged' | 'Svinval' | 'Xracho'; // prettier-ignore

/** Contiguous bits of an operand: `width` bits of the word at `wordBit` are bits `valueBit…` of the value. */
export interface FieldPiece {
  readonly wordBit: number;
  readonly width: number;
  readonly valueBit: number;
}

/** An operand field of an encoding, as scattered over the word. */
export interface Field {
  /** `rd`, `rs1`, `rs2`, `imm`, `shamt`, `csr`, `zimm`, `frd`, `frs1`, `frs2`, `frs3`, `rm`, `aq`, `rl`, `fm`, `pred`, `succ`. */
  readonly name: string;
  readonly pieces: readonly FieldPiece[];
  /** Bits of the value, counted from bit 0: 12 for `imm[11:0]`, 13 for a branch's `imm[12|10:5]`+`imm[4:1|11]`. */
  readonly width: number;
  readonly signed: boolean;
  /** Added to what the bits say: 8 for the `rd'` of compressed forms. */
  readonly bias: number;
}

/** Words with `(word & mask) >>> 0 === match`. */
export interface BitPattern {
  readonly mask: number;
  readonly match: number;
}

/** A named encoding with its operands: what 32-bit instructions and compressed forms have in common. */
export interface Encoding extends BitPattern {
  readonly name: string;
  readonly extension: ExtensionName;
  /** Bytes: 2 or 4. */
  readonly length: 2 | 4;
  /** In the order of the word, from its most significant bit. */
  readonly fields: readonly Field[];
  /** Words that match but are reserved or belong to another row, such as C.LUI with rd = x2; absent when there are none. */
  readonly excluded?: readonly BitPattern[];
  /**
   * Assembly operands, e.g. `rd, imm(rs1)`. `imm[31:12]` stands for those bits of the value as an unsigned number,
   * `pc+imm` for the address that an offset leads to, a register's name for an operand that is always that register.
   */
  readonly syntax: string;
}

/** One row: everything else about the instruction is derived from it. */
export interface Instruction extends Encoding {
  readonly semantics: Semantics;
}

/** What an operand of an expansion is made of: an operand of the short form, or a constant. */
export type OperandSource = { readonly field: string } | { readonly constant: number };

/** An instruction in terms of another one's operands: what a compressed form or an alias stands for. */
export interface Expansion {
  readonly instruction: Instruction;
  /** A source for every field of `instruction`. */
  readonly operands: Readonly<Record<string, OperandSource>>;
}

/** A 16-bit form. Its semantics is that of its expansion, where `next` is pc + 2. */
export interface CompressedInstruction extends Encoding {
  readonly length: 2;
  readonly expansion: Expansion;
}

/** Operand values by field name: register numbers, immediates (sign-extended where the field is), CSR numbers. */
export type Operands = Readonly<Record<string, number>>;
