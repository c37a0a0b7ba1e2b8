/** Reads operand fields from an instruction word: the WebAssembly for it, merging pieces that move by the same shift. */
import type { Field } from '@racho/isa';
import type { Code } from '../wasm/code.ts';
import { i32 } from '../wasm/instructions.ts';

/** Shifts right by `amount`, or left if it is negative. */
function shift(word: Code, amount: number, arithmetic: 'signed' | 'unsigned'): Code {
  if (amount === 0) return word;
  if (amount < 0) return i32.shl(word, i32.const(-amount));
  return (arithmetic === 'signed' ? i32.shr_s : i32.shr_u)(word, i32.const(amount));
}

/** Value bits that come from the word by the same shift. */
interface Group {
  readonly shift: number;
  mask: number;
}

function groupsOf(field: Field): Group[] {
  const groups = new Map<number, Group>();
  for (const { wordBit, width, valueBit } of field.pieces) {
    const amount = wordBit - valueBit;
    const group = groups.get(amount) ?? { shift: amount, mask: 0 };
    group.mask |= (2 ** width - 1) << valueBit;
    groups.set(amount, group);
  }
  return [...groups.values()];
}

function groupValue(field: Field, group: Group, word: Code): Code {
  const highest = 31 - Math.clz32(group.mask);
  const topOfWord = highest + group.shift === 31;
  // The manual keeps every immediate's sign in bit 31: an arithmetic shift extends it for free.
  const extends_ = field.signed && highest === field.width - 1 && topOfWord;
  const mask = extends_ ? group.mask | (-1 << highest) : group.mask;
  const shifted = shift(word, group.shift, extends_ ? 'signed' : 'unsigned');
  // What the shift itself leaves non-zero.
  const left = extends_ ? -1 : topOfWord ? -1 >>> Math.max(group.shift, 0) : -1;
  return (left & ~mask) === 0 ? shifted : i32.and(shifted, i32.const(mask));
}

/** The field's value as i32, sign-extended if it is signed; `word` is code without side effects. */
export function fieldValue(field: Field, word: Code): Code {
  const [first, ...rest] = groupsOf(field).map((group) => groupValue(field, group, word));
  if (first === undefined) throw new RangeError(`field ${field.name} has no bits`);
  const value = rest.reduce((sum, part) => i32.or(sum, part), first);
  const signInPlace = field.pieces.some((p) => p.wordBit + p.width === 32 && p.valueBit + p.width === field.width);
  const unused = i32.const(32 - field.width);
  const extended = field.signed && !signInPlace ? i32.shr_s(i32.shl(value, unused), unused) : value;
  return field.bias === 0 ? extended : i32.add(extended, i32.const(field.bias));
}

/** Eight times the register number: the register's offset in the hart's state. */
export function registerOffset(field: Field, word: Code): Code {
  const [piece] = field.pieces;
  if (piece === undefined || field.pieces.length !== 1 || field.bias !== 0) {
    throw new RangeError(`${field.name} is not a plain register field`);
  }
  const mask = (2 ** piece.width - 1) << 3;
  return i32.and(shift(word, piece.wordBit - 3, 'unsigned'), i32.const(mask));
}
