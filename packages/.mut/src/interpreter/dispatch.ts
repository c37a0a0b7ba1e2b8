/** The decoder as code: one `br_table` on opcode and funct3, a second one or exact tests where rows share a key. */
import type { Instruction } from '@racho/isa';
import type { Code, Label } from '../wasm/code.ts';
import { block, br, brTable, choose, label } from '../wasm/code.ts';
import { i32 } from '../wasm/instructions.ts';

/** opcode[6:2] in bits 4:0 and funct3 in bits 7:5; opcode[1:0] is 3 in every 32-bit word. */
const KEYS = 256;
const KEY_MASK = 0x707f;
const wordOf = (key: number): number => ((key & 0x1f) << 2) | ((key >>> 5) << 12) | 3;
const keyOf = (word: Code): Code =>
  i32.or(
    i32.and(i32.shr_u(word, i32.const(2)), i32.const(0x1f)),
    i32.and(i32.shr_u(word, i32.const(7)), i32.const(0xe0)),
  );

/** Rows told apart by more than this many tests get a table of their own. */
const TESTS = 3;

/** The fields by which the manual tells such rows apart, 5 bits each: funct5, rs2, and rs1 where they are opcodes. */
const discriminators = [27, 20, 15].map((shift) => ({ shift, mask: (0x1f << shift) >>> 0 }));

export interface DispatchOptions {
  readonly instructions: readonly Instruction[];
  /** The instruction word, without side effects. */
  readonly word: Code;
  /** Where words go that no row matches. */
  readonly illegal: Label;
  /** The code of a row, which must not fall off its end. */
  readonly emit: (row: Instruction) => Code;
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
  illegal: Label,
  body: (rows: readonly Instruction[]) => Code,
): Code {
  const distinct = new Map<string, { readonly end: Label; readonly rows: readonly Instruction[] }>();
  const targets = groups.map((rows) => {
    if (rows.length === 0) return illegal;
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
function split(rows: readonly Instruction[], shift: number, mask: number): (readonly Instruction[])[] | undefined {
  if (rows.some((row) => (row.mask & mask) >>> 0 !== mask)) return undefined;
  const valueOf = (row: Instruction): number => (row.match & mask) >>> shift;
  if (rows.every((row) => valueOf(row) === valueOf(rows[0]!))) return undefined;
  return Array.from({ length: 32 }, (_, value) => rows.filter((row) => valueOf(row) === value));
}

function discriminate(rows: readonly Instruction[], known: number, options: DispatchOptions): Code {
  const { word, illegal } = options;
  for (const { shift, mask } of rows.length > TESTS ? discriminators : []) {
    const groups = split(rows, shift, mask);
    if (groups === undefined) continue;
    const index = i32.and(i32.shr_u(word, i32.const(shift)), i32.const(0x1f));
    return tabulate(index, groups, illegal, (group) => discriminate(group, known | mask, options));
  }
  return [rows.map((row) => exactly(row, known, options)), br(illegal)];
}

/** Goes to the code of the row that the word is, or to `illegal`. */
export function dispatch(options: DispatchOptions): Code {
  const groups = Array.from({ length: KEYS }, (_, key) =>
    options.instructions.filter((row) => ((row.match ^ wordOf(key)) & row.mask & KEY_MASK) === 0),
  );
  return tabulate(keyOf(options.word), groups, options.illegal, (rows) => discriminate(rows, KEY_MASK, options));
}
