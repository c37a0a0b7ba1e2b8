/** The decoder as code: one `br_table` on opcode and funct3, a second one or exact tests where rows share a key. */
import type { Instruction } from '@racho/isa';
import type { Code, Label } from '../wasm/code.ts';
import { block, br, brTable, choose, label } from '../wasm/code.ts';
import { i32 } from '../wasm/instructions.ts';

/** opcode[6:2] in bits 4:0 and funct3 in bits 7:5; opcode[1:0] is 3 in every 32-bit word. */
const KEYS = 256;
const OPCODE = 0x7f;
const FUNCT3 = 0x7000;
const wordOf = (key: number): number => ((key & 0x1f) << 2) | ((key >>> 5) << 12) | 3;
const keyOf = (word: Code): Code =>
  i32.or(
    i32.and(i32.shr_u(word, i32.const(2)), i32.const(0x1f)),
    i32.and(i32.shr_u(word, i32.const(7)), i32.const(0xe0)),
  );

/** Rows told apart by more than this many tests get a table of their own. */
const TESTS = 3;

/** The fields by which the manual tells such rows apart: funct5, rs2 and rs1 where they are opcodes, and funct3. */
const discriminators = [
  { shift: 27, values: 32 },
  { shift: 20, values: 32 },
  { shift: 15, values: 32 },
  { shift: 12, values: 8 },
] as const;
type Discriminator = (typeof discriminators)[number];

const fieldMask = ({ shift, values }: Discriminator): number => ((values - 1) << shift) >>> 0;

export interface DispatchOptions {
  readonly instructions: readonly Instruction[];
  /** The instruction word, without side effects. */
  readonly word: Code;
  /** Where words go that no row matches. */
  readonly illegal: Label;
  /** The code of a row, which must not fall off its end. */
  readonly emit: (row: Instruction) => Code;
  /** Where all words of a row go that has its code elsewhere, if it does. */
  readonly elsewhere?: (row: Instruction) => Label | undefined;
}

/** Bits of a row that `known` does not settle, tested; nothing is left to test for most. */
function exactly(row: Instruction, known: number, { word, emit }: DispatchOptions): Code {
  const mask = row.mask & ~known;
  if (mask === 0) return emit(row);
  return choose(undefined, i32.eq(i32.and(word, i32.const(mask)), i32.const(row.match & mask)), emit(row));
}

/** Code for each group behind a `br_table`; groups of the same rows share it. */
function tabulate(
  index: Code,
  groups: readonly (readonly Instruction[])[],
  { illegal, elsewhere }: DispatchOptions,
  body: (rows: readonly Instruction[]) => Code,
): Code {
  const distinct = new Map<string, { readonly end: Label; readonly rows: readonly Instruction[] }>();
  const targets = groups.map((rows) => {
    if (rows.length === 0) return illegal;
    const away = elsewhere?.(rows[0]!);
    if (away !== undefined && rows.every((row) => elsewhere?.(row) === away)) return away;
    const name = rows.map((row) => row.name).join(' ');
    const group = distinct.get(name) ?? { end: label(name), rows };
    distinct.set(name, group);
    return group.end;
  });
  let code: Code = brTable(index, targets, illegal);
  for (const { end, rows } of distinct.values()) code = [block(end, code), body(rows)];
  return code;
}

/** Rows of a group by the value of a field that all of them fix; `undefined` if it does not tell them apart. */
function split(rows: readonly Instruction[], field: Discriminator): (readonly Instruction[])[] | undefined {
  const mask = fieldMask(field);
  if (rows.some((row) => (row.mask & mask) >>> 0 !== mask)) return undefined;
  const valueOf = (row: Instruction): number => (row.match & mask) >>> field.shift;
  if (rows.every((row) => valueOf(row) === valueOf(rows[0]!))) return undefined;
  return Array.from({ length: field.values }, (_, value) => rows.filter((row) => valueOf(row) === value));
}

function discriminate(rows: readonly Instruction[], known: number, options: DispatchOptions): Code {
  const { word, illegal } = options;
  for (const field of rows.length > TESTS ? discriminators : []) {
    const groups = split(rows, field);
    if (groups === undefined) continue;
    const index = i32.and(i32.shr_u(word, i32.const(field.shift)), i32.const(field.values - 1));
    return tabulate(index, groups, options, (group) => discriminate(group, known | fieldMask(field), options));
  }
  return [rows.map((row) => exactly(row, known, options)), br(illegal)];
}

/** What the key tells of rows of one opcode: not funct3, where it is a rounding mode in some. */
const knownOf = (rows: readonly Instruction[]): number =>
  rows.every((row) => (row.mask & FUNCT3) === FUNCT3) ? OPCODE | FUNCT3 : OPCODE;

/** The rows behind a key. Where it does not tell funct3, all keys of the opcode share them, and the code of each is there once. */
function behind(word: number, instructions: readonly Instruction[]): readonly Instruction[] {
  const agreeing = (mask: number): Instruction[] =>
    instructions.filter((row) => ((row.match ^ word) & row.mask & mask) === 0);
  return agreeing(knownOf(agreeing(OPCODE)));
}

/** Goes to the code of the row that the word is, or to `illegal`. */
export function dispatch(options: DispatchOptions): Code {
  const groups = Array.from({ length: KEYS }, (_, key) => behind(wordOf(key), options.instructions));
  return tabulate(keyOf(options.word), groups, options, (rows) => discriminate(rows, knownOf(rows), options));
}
