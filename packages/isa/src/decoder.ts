/** From words to instructions and operands. */
import { matches, operandsOf } from './encoding.ts';
import { expandOperands } from './expansion.ts';
import type { CompressedInstruction, Instruction, Operands } from './instruction.ts';
import { compressed, instructions } from './table.ts';

/** A decoded word. For a compressed one, `instruction` and `operands` are those of its expansion. */
export interface Decoded {
  readonly instruction: Instruction;
  readonly operands: Operands;
  /** Bytes: 2 or 4. */
  readonly length: 2 | 4;
  /** The 16-bit form as written, where the word is one. */
  readonly compressed?: { readonly instruction: CompressedInstruction; readonly operands: Operands };
}

/** Bytes of the instruction whose first 16 bits are these; 48-bit and longer encodings count as 4, and are illegal. */
export function lengthOf(half: number): 2 | 4 {
  return (half & 3) === 3 ? 4 : 2;
}

let buckets: readonly (readonly Instruction[])[] | undefined;

/** Instructions by their major opcode, `word[6:2]`, which every 32-bit encoding fixes. */
function candidates(word: number): readonly Instruction[] {
  buckets ??= Array.from({ length: 32 }, (_, opcode) =>
    instructions.filter((row) => ((row.match >>> 2) & 31) === opcode),
  );
  return buckets[(word >>> 2) & 31]!;
}

/** Decodes an instruction word; of a compressed one only the low 16 bits count. Undefined when it is illegal. */
export function decode(word: number): Decoded | undefined {
  if (lengthOf(word) === 4) {
    const instruction = candidates(word).find((row) => matches(row, word));
    return instruction && { instruction, operands: operandsOf(instruction, word), length: 4 };
  }
  const half = word & 0xffff;
  const form = compressed.find((row) => matches(row, half));
  if (form === undefined) return undefined;
  const operands = operandsOf(form, half);
  return {
    instruction: form.expansion.instruction,
    operands: expandOperands(form.expansion, operands),
    length: 2,
    compressed: { instruction: form, operands },
  };
}
