/** Encodings in the manual's notation, `imm[11:0] rs1 000 rd 0010011`, and the two ways between words and operands. */
import { IsaError } from './errors.ts';
import type { BitPattern, Encoding, Field, FieldPiece, Operands } from './instruction.ts';

/** Fields that the notation names without bit numbers. */
const fixedWidths: Readonly<Record<string, number>> = {
  ...{ rd: 5, rs1: 5, rs2: 5, "rd'": 3, "rs1'": 3, "rs2'": 3 },
  ...{ frd: 5, frs1: 5, frs2: 5, frs3: 5, "frd'": 3, "frs2'": 3, rm: 3 },
  ...{ csr: 12, zimm: 5, aq: 1, rl: 1, fm: 4, pred: 4, succ: 4 },
};

/** Rounding modes that are reserved in any instruction. */
const reservedModes: readonly number[] = [5, 6];

interface ParsedEncoding extends BitPattern {
  readonly fields: readonly Field[];
  readonly excluded?: readonly BitPattern[];
}

/** The `width` low bits set. */
const ones = (width: number): number => (width === 32 ? 0xffff_ffff : (1 << width) - 1);

/** A group that is a field or a part of one. */
interface Group {
  readonly field: Field;
  /** Bits of the word that it takes. */
  readonly width: number;
  /** Values of the whole field that make the encoding another one or a reserved one. */
  readonly excluded: readonly number[];
}

/** Groups by text and place: some dozens make up the whole table, which is parsed whenever the package is loaded. */
const groups = new Map<string, Group>();

/** The group that ends above bit `end`. */
function groupBelow(end: number, text: string): Group {
  const key = `${end} ${text}`;
  const known = groups.get(key);
  if (known !== undefined) return known;
  const { slices, excluded, ...properties } = parseGroup(text);
  let wordBit = end;
  const pieces = slices.map(([high, low]): FieldPiece => {
    const width = high - low + 1;
    wordBit -= width;
    return { wordBit, width, valueBit: low };
  });
  const width = Math.max(...slices.map(([high]) => high + 1));
  const group = { field: { ...properties, pieces, width }, width: end - wordBit, excluded };
  groups.set(key, group);
  return group;
}

/** A field of the pieces of both. */
const joined = (a: Field, b: Field): Field => ({
  ...a,
  pieces: [...a.pieces, ...b.pieces],
  width: Math.max(a.width, b.width),
});

interface GroupText {
  readonly name: string;
  /** From the most significant bit of the group. */
  readonly slices: readonly (readonly [high: number, low: number])[];
  readonly signed: boolean;
  readonly bias: number;
  readonly excluded: readonly number[];
}

function parseGroup(group: string): GroupText {
  const [text, excluded] = group.split('≠') as [string, string?];
  const width = fixedWidths[text];
  if (width !== undefined) {
    const name = text.replace("'", '');
    const excludedValues = excluded === undefined ? [] : [Number(excluded)];
    return {
      ...{ name, slices: [[width - 1, 0]], signed: false, bias: name === text ? 0 : 8 },
      excluded: name === 'rm' ? reservedModes : excludedValues,
    };
  }
  const [, nonzero, name, slices] = /^(nz)?(u?imm|shamt)\[([\d:|]+)\]$/.exec(group) ?? [];
  if (name === undefined) throw new IsaError('E_NOTATION', `Unknown group "${group}" in an encoding.`);
  return {
    name: name === 'uimm' ? 'imm' : name,
    slices: slices!.split('|').map((slice) => {
      const [high, low = high] = slice.split(':').map(Number);
      return [high!, low!];
    }),
    signed: name === 'imm',
    bias: 0,
    excluded: nonzero === undefined ? [] : [0],
  };
}

/**
 * Parses an encoding of `length` bytes, written from its most significant bit in groups:
 *
 * - `0110`: literal bits
 * - `rd`, `rs1`, `rs2`, `frd`, `frs1`, `frs2`, `frs3`: x- and f-registers; primed ones (`rd'`) are the three bits of compressed forms, x8…x15
 * - `imm[12|10:5]`: bits of an immediate; `imm` is signed, `uimm` and `shamt` are not; a leading `nz` makes 0 reserved
 * - `rd≠2`: that value belongs to another row or is reserved
 * - `rm`: a rounding mode that is not reserved
 * - `csr`, `zimm`, `aq`, `rl`, `fm`, `pred`, `succ`: fields of fixed width
 *
 * Throws `E_NOTATION` if a group is unknown or the widths don't add up.
 */
export function parseEncoding(notation: string, length: 2 | 4): ParsedEncoding {
  const fields: Field[] = [];
  const exclusions = new Map<string, readonly number[]>();
  let bit = length * 8;
  let mask = 0;
  let match = 0;
  for (const group of notation.split(' ')) {
    if (group.startsWith('0') || group.startsWith('1')) {
      bit -= group.length;
      mask |= ones(group.length) << bit;
      match |= parseInt(group, 2) << bit;
      continue;
    }
    const { field, width, excluded } = groupBelow(bit, group);
    bit -= width;
    const index = fields.findIndex(({ name }) => name === field.name);
    if (index < 0) fields.push(field);
    else fields[index] = joined(fields[index]!, field);
    if (excluded.length > 0) exclusions.set(field.name, excluded);
  }
  if (bit !== 0) {
    const width = length * 8 - bit;
    throw new IsaError('E_NOTATION', `Encoding "${notation}" has ${width} bits; it needs ${length * 8}.`);
  }
  const excluded = fields.flatMap((field): BitPattern[] =>
    (exclusions.get(field.name) ?? []).map((value) => ({ mask: wordMask(field), match: insert(field, value) })),
  );
  return { mask: mask >>> 0, match: match >>> 0, fields, ...(excluded.length > 0 && { excluded }) };
}

/** The bits of the word that a field occupies. */
export function wordMask(field: Field): number {
  return field.pieces.reduce((mask, piece) => mask | (ones(piece.width) << piece.wordBit), 0) >>> 0;
}

/** The value of a field in `word`. */
export function extract(field: Field, word: number): number {
  let value = 0;
  for (const { wordBit, width, valueBit } of field.pieces) value |= ((word >>> wordBit) & ones(width)) << valueBit;
  const unused = 32 - field.width;
  return (field.signed ? (value << unused) >> unused : value) + field.bias;
}

/** The least and the greatest value of a field, and what its values are multiples of. */
export function rangeOf(field: Field): { readonly min: number; readonly max: number; readonly step: number } {
  const step = 2 ** Math.min(...field.pieces.map((piece) => piece.valueBit));
  const span = 2 ** field.width;
  const min = field.signed ? -span / 2 : field.bias;
  return { min, max: min + span - step, step };
}

/** The bits of `value` at their places in the word; what is outside of the field is dropped. */
export function scatter(field: Field, value: number): number {
  let word = 0;
  for (const { wordBit, width, valueBit } of field.pieces) word |= ((value >>> valueBit) & ones(width)) << wordBit;
  return word;
}

/** The bits of a word in which `field` is `value`. Throws `E_RANGE` when it can't be. */
export function insert(field: Field, value: number): number {
  const { min, max, step } = rangeOf(field);
  if (!Number.isInteger(value) || value < min || value > max || value % step !== 0) {
    const multiple = step === 1 ? '' : `, a multiple of ${step}`;
    throw new IsaError('E_RANGE', `${field.name} = ${value} does not fit: it must be ${min} to ${max}${multiple}.`);
  }
  return scatter(field, value - field.bias) >>> 0;
}

/** Whether `word` (its low half, for a compressed form) is this instruction. */
export function matches(encoding: Encoding, word: number): boolean {
  if ((word & encoding.mask) >>> 0 !== encoding.match) return false;
  return !encoding.excluded?.some(({ mask, match }) => (word & mask) >>> 0 === match);
}

/** The operands of `word`, which must match `encoding`. */
export function operandsOf(encoding: Encoding, word: number): Operands {
  const operands: Record<string, number> = {};
  for (const field of encoding.fields) operands[field.name] = extract(field, word);
  return operands;
}

/**
 * The word of an instruction (or the half-word of a compressed form) with these operands, one for each of its fields.
 *
 * Throws `E_OPERAND` for a missing or foreign operand, `E_RANGE` for one that doesn't fit, `E_RESERVED` where the
 * result would be a reserved encoding or another instruction.
 */
export function encode(encoding: Encoding, operands: Operands): number {
  const names = encoding.fields.map((field) => field.name);
  const foreign = Object.keys(operands).find((name) => !names.includes(name));
  if (foreign !== undefined) {
    throw new IsaError('E_OPERAND', `${encoding.name} has no operand ${foreign}; it has: ${names.join(', ')}.`);
  }
  let word = encoding.match;
  for (const field of encoding.fields) {
    const value = operands[field.name];
    if (value === undefined) throw new IsaError('E_OPERAND', `${encoding.name} needs the operand ${field.name}.`);
    word |= insert(field, value);
  }
  word >>>= 0;
  if (!matches(encoding, word)) {
    const values = names.map((name) => `${name} = ${operands[name]!}`).join(', ');
    throw new IsaError('E_RESERVED', `${encoding.name} with ${values} is a reserved encoding or another instruction.`);
  }
  return word;
}
