/** Cases of random words, most of which are no instructions. */
import { instructions, decode } from '@racho/isa';
import type { TestCase } from './image.ts';
import { randomRegisters, surroundings } from './integer.ts';
import type { Surroundings } from './instructions.ts';
import { prepared } from './instructions.ts';
import { isUnlike, isUnlikeInU } from './masks.ts';
import type { Random } from './random.ts';
import { M, returningTo, S, U } from './status.ts';

/** A 32-bit word: any, one of a major opcode that we have, or an instruction of which some bits are wrong. */
function randomWord(random: Random): number {
  const any = (random.u32() | 3) >>> 0;
  const row = random.pick(instructions);
  switch (random.below(3)) {
    case 0:
      return any;
    case 1:
      return ((any & ~0x7f) | (row.match & 0x7f)) >>> 0;
    default: {
      let word = (row.match | (any & ~row.mask)) >>> 0;
      for (let i = random.below(3); i > 0; i--) word = (word ^ (1 << random.between(2, 31))) >>> 0;
      return word;
    }
  }
}

/** Whether the other cases take care of it: what needs care with CSRs, jumps, and what QEMU gets wrong. */
function isForOthers(word: number): boolean {
  // A CSR instruction of a register that one of the machines lacks, also where we don't decode it.
  if ((word & 0x7f) === 0x73 && isUnlike(word >>> 20)) return true;
  const name = decode(word)?.instruction.name ?? '';
  return isUnlikeInU(name) || name.startsWith('csr') || ['mret', 'sret', 'wfi'].includes(name);
}

/** The words as data behind what they need to be run; those that can't be run safely are left out. */
function bodyOf(around: Surroundings, words: readonly number[]): string[] {
  return words.flatMap((word) => {
    const setUp = isForOthers(word) ? undefined : prepared(around, word);
    if (setUp === undefined) return [];
    return [...setUp, (word & 3) === 3 ? `.word ${word}` : `.half ${word}`];
  });
}

function wordCase(random: Random, index: number, words: readonly number[]): TestCase {
  return {
    body: bodyOf(surroundings(random, index), words),
    registers: randomRegisters(random),
    csrs: { mstatus: returningTo(random.pick([U, S, M])), medeleg: random.bits(0xb1ffn) },
    pokes: [],
  };
}

const WORDS = 16;

/** A case of 32-bit words. */
export const longWordCase = (random: Random, index: number): TestCase =>
  wordCase(
    random,
    index,
    Array.from({ length: WORDS }, () => randomWord(random)),
  );

const shortWords = Array.from({ length: 0x1_0000 }, (_, half) => half).filter((half) => (half & 3) !== 3);
export const SHORT_WORD_CASES: number = Math.ceil(shortWords.length / WORDS);

/** The `index`th case of 16-bit words; together they have all of them. */
export const shortWordCase = (random: Random, index: number): TestCase =>
  wordCase(random, index, shortWords.slice(index * WORDS, (index + 1) * WORDS));
