/** Every compressed half-word's 32-bit equivalent, as a table for machines. */
import { extract, insert } from './encoding.ts';
import type { CompressedInstruction } from './instruction.ts';
import { allCompressed } from './table.ts';

/** A free bit of a form, and the bits that it sets in the expansion. */
interface Contribution {
  readonly bit: number;
  readonly word: number;
}

/**
 * An expansion is a fixed word with each operand bit of the form or-ed into its places: fields only move bits around, the
 * sign bit of an immediate is copied upwards, and the bias of the primed registers is a constant.
 */
function contributions(form: CompressedInstruction): { base: number; free: readonly Contribution[] } {
  const { instruction, operands } = form.expansion;
  const wordOf = (half: number): number =>
    instruction.fields.reduce((word, target) => {
      const source = operands[target.name]!;
      if ('constant' in source) return word | insert(target, source.constant);
      return (
        word |
        insert(
          target,
          extract(
            form.fields.find((field) => field.name === source.field)!,
            half,
          ),
        )
      );
    }, instruction.match) >>> 0;
  const base = wordOf(form.match);
  const free: Contribution[] = [];
  for (let bit = 1; bit < 0x1_0000; bit <<= 1) {
    if ((form.mask & bit) === 0) free.push({ bit, word: wordOf(form.match | bit) });
  }
  return { base, free };
}

/** Writes all expansions of a form: each pattern of its operand bits is an earlier one with a higher bit added. */
function fill(table: Uint32Array, form: CompressedInstruction): void {
  const { base, free } = contributions(form);
  const halves = new Uint16Array(1 << free.length).fill(form.match);
  const words = new Uint32Array(1 << free.length).fill(base);
  for (const [index, { bit, word }] of free.entries()) {
    const known = 1 << index;
    for (let i = 0; i < known; i++) {
      halves[known + i] = halves[i]! | bit;
      words[known + i] = words[i]! | word;
    }
  }
  for (const { mask, match } of form.excluded ?? []) {
    for (let i = 0; i < words.length; i++) if ((halves[i]! & mask) === match) words[i] = 0;
  }
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) table[halves[i]!] = words[i]!;
}

/**
 * A new table of 65536 words: at each half-word the 32-bit instruction it stands for, with 0 (which is illegal) where
 * it is reserved or the start of a longer instruction. Making it takes a few milliseconds.
 */
export function expansionTable(): Uint32Array {
  const table = new Uint32Array(0x1_0000);
  for (const form of allCompressed) fill(table, form);
  return table;
}

let shared: Uint32Array | undefined;

/** The 32-bit instruction that a compressed half-word stands for, or 0 when it is illegal. */
export function expand(half: number): number {
  shared ??= expansionTable();
  return shared[half & 0xffff]!;
}
