/** Every compressed half-word's 32-bit equivalent, as a table for machines. */
import { scatter } from './encoding.ts';
import type { CompressedInstruction } from './instruction.ts';
import { compressed } from './table.ts';

interface Wiring {
  /** The expansion where all free bits are 0. */
  readonly base: number;
  /** What each of the 16 bits sets in the expansion. */
  readonly bits: Int32Array;
}

/**
 * How the bits of a half-word get into its expansion: fields only move bits around, the sign bit of an immediate is
 * copied upwards, and the bias of the primed registers is a constant.
 */
function wiringOf({ fields, expansion: { instruction, operands } }: CompressedInstruction): Wiring {
  let base = instruction.match;
  const bits = new Int32Array(16);
  for (const target of instruction.fields) {
    const source = operands[target.name]!;
    if ('constant' in source) {
      base |= scatter(target, source.constant);
      continue;
    }
    const { pieces, signed, width: valueWidth, bias } = fields.find(({ name }) => name === source.field)!;
    base |= scatter(target, bias);
    for (const { wordBit, width, valueBit } of pieces) {
      for (let i = 0; i < width; i++) {
        const bit = valueBit + i;
        bits[wordBit + i]! |= scatter(target, (signed && bit === valueWidth - 1 ? -1 : 1) << bit);
      }
    }
  }
  return { base, bits };
}

/**
 * Writes the expansions of `match` with any of the `free` bits, from that of `match`: each is the one without its lowest
 * free bit, and what this bit sets. A function of its own, because it is compiled sooner than a longer one.
 */
function spread(table: Int32Array, match: number, free: number, bits: Int32Array): void {
  // The subsets of `free` in ascending order.
  for (let set = -free & free; set !== 0; set = (set - free) & free) {
    const rest = set & (set - 1);
    table[match | set] = table[match | rest]! | bits[31 - Math.clz32(set ^ rest)]!;
  }
}

/** Writes all expansions of a form, and `illegal` where it is reserved. */
function fill(table: Int32Array, form: CompressedInstruction, illegal: number): void {
  const { match } = form;
  const { base, bits } = wiringOf(form);
  const free = ~form.mask & 0xffff;
  table[match] = base;
  spread(table, match, free, bits);
  for (const reserved of form.excluded ?? []) {
    const others = free & ~reserved.mask;
    let set = 0;
    do {
      table[match | reserved.match | set] = illegal;
      set = (set - others) & others;
    } while (set !== 0);
  }
}

/**
 * A new table of 65536 words: at each half-word the 32-bit instruction it stands for, with `illegal` (0 is an illegal instruction) where
 * it is reserved or the start of a longer instruction. Making it takes a few milliseconds.
 */
export function expansionTable(illegal = 0): Uint32Array {
  // Signed while it is made: JavaScript engines have no compact form for numbers of 32 bits without a sign.
  const table = new Int32Array(0x1_0000).fill(illegal);
  // What a form excludes may be another one, whose mask then has more bits.
  for (const form of compressed.toSorted((a, b) => a.mask - b.mask)) fill(table, form, illegal);
  return new Uint32Array(table.buffer);
}

let shared: Uint32Array | undefined;

/** The 32-bit instruction that a compressed half-word stands for, or 0 when it is illegal. */
export function expand(half: number): number {
  shared ??= expansionTable();
  return shared[half & 0xffff]!;
}
