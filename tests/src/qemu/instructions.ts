/** Random instructions of the table, each with what makes it safe to run, such as an address in its base register. */
import { compressed, instructions, decode, disassemble, insert, matches, rangeOf } from '@racho/isa';
import type { CompressedInstruction, Encoding, ExtensionName, Field, Instruction } from '@racho/isa';
import type { Random } from './random.ts';
import { hex } from './values.ts';

type Row = Instruction | CompressedInstruction;

/** The driver's register: cases may read it, but not write it. */
const GP = 3;

/** What a row does, as far as it matters for running it. */
export type Kind = 'plain' | 'memory' | 'branch' | 'jump' | 'system';

const isMemoryHandler = (name: string): boolean => /^(lr|sc|cbo)_/.test(name);

function kindOf({ semantics }: Instruction): Kind {
  const statement = semantics[0]!;
  switch (statement.kind) {
    case 'set':
    case 'setf':
    case 'float':
      return 'plain';
    case 'load':
    case 'loadf':
    case 'store':
    case 'amo':
      return 'memory';
    case 'branch':
      return 'branch';
    case 'jump':
      return 'jump';
    case 'system':
      if (isMemoryHandler(statement.handler)) return 'memory';
      return ['fence', 'fence_i'].includes(statement.handler) ? 'plain' : 'system';
  }
}

const kinds: ReadonlyMap<Row, Kind> = new Map<Row, Kind>([
  ...instructions.map((row): [Row, Kind] => [row, kindOf(row)]),
  ...compressed.map((row): [Row, Kind] => [row, kindOf(row.expansion.instruction)]),
]);

/** The rows of an extension. */
export const rowsOf = (extension: ExtensionName): readonly Row[] =>
  [...instructions, ...compressed].filter((row) => row.extension === extension && kinds.get(row) !== 'system');

/** Those of them that access memory. */
export const memoryRowsOf = (extension: ExtensionName): readonly Row[] =>
  rowsOf(extension).filter((row) => kinds.get(row) === 'memory');

/** Registers that most operands are, so that instructions work on each other's results; also those of compressed forms. */
const favourites = [1, 2, 5, 8, 9, 10, 11, 12, 13, 14, 15];

function fieldValue(random: Random, field: Field): number {
  const { min, max, step } = rangeOf(field);
  const any = (): number => min + step * random.below((max - min) / step + 1);
  if (/^f?r[ds]/.test(field.name)) {
    const register = random.chance(75) ? random.pick(favourites) : any();
    return register >= min && register <= max ? register : any();
  }
  const edge = random.pick([min, max, 0, step, -step]);
  return random.chance(30) && edge >= min && edge <= max ? edge : any();
}

function randomWord(random: Random, row: Encoding): number {
  for (;;) {
    const word = row.fields.reduce((sum, field) => (sum | insert(field, fieldValue(random, field))) >>> 0, row.match);
    if (matches(row, word)) return word;
  }
}

export interface Surroundings {
  readonly random: Random;
  /** An address that an access of that many bytes by that instruction may go to. */
  readonly address: (bytes: number, instruction: string) => bigint;
  /** A label that nothing else has. */
  readonly label: () => string;
}

/** Assembly of an instruction of one of the rows, with what has to go before and behind it. */
export function randomInstruction(around: Surroundings, rows: readonly Row[]): string[] {
  for (;;) {
    const row = around.random.pick(rows);
    const word = randomWord(around.random, row);
    const { operands } = decode(word)!;
    if (operands['rd'] === GP) continue;
    switch (kinds.get(row)!) {
      case 'plain':
      case 'system':
        return [disassemble(word)];
      case 'memory':
        if (operands['rs1'] === GP) continue;
        return [...base(around, row, operands), disassemble(word)];
      case 'branch':
        return aroundTarget(around, (target) => [toTarget(row, word, target)]);
      case 'jump':
        if (row.syntax.includes('pc+imm')) return aroundTarget(around, (target) => [toTarget(row, word, target)]);
        if (operands['rs1'] === GP || operands['rs1'] === 0) continue;
        return aroundTarget(around, (target) => [
          // JALR clears bit 0 of what it computes.
          `la x${operands['rs1']!}, ${target} - (${operands['imm']!}) + ${around.random.below(2)}`,
          disassemble(word),
        ]);
    }
  }
}

/** An instruction of one of the rows that needs no preparation, as a word, and doesn't write these registers. */
export function plainWord(random: Random, rows: readonly Row[], untouched: readonly number[]): number {
  for (;;) {
    const row = random.pick(rows);
    const word = randomWord(random, row);
    const { rd } = decode(word)!.operands;
    if (kinds.get(row) === 'plain' && rd !== undefined && ![GP, ...untouched].includes(rd)) return word;
  }
}

/**
 * What has to go before a word so that it can be run, or undefined if it can't be: a jump, or a write to the driver's
 * register.
 */
export function prepared(around: Surroundings, word: number): string[] | undefined {
  const decoded = decode(word);
  if (decoded === undefined) return [];
  const { instruction, operands } = decoded;
  if (operands['rd'] === GP) return undefined;
  const kind = kinds.get(instruction)!;
  if (kind === 'branch' || kind === 'jump') return undefined;
  if (kind !== 'memory') return [];
  return operands['rs1'] === GP ? undefined : base(around, instruction, operands);
}

/** Bytes that a load, a store or an atomic instruction accesses. */
function accessSize(name: string): number {
  // Any address names a cache block.
  if (name.startsWith('cbo.')) return 1;
  const letter = /^(?:f?l|f?s|amo\w+\.|lr\.|sc\.)([bhwd])u?$/.exec(name)![1]!;
  return { b: 1, h: 2, w: 4, d: 8 }[letter as 'b' | 'h' | 'w' | 'd'];
}

function base({ address }: Surroundings, row: Row, { rs1, imm = 0 }: Readonly<Record<string, number>>): string[] {
  const { name } = 'expansion' in row ? row.expansion.instruction : row;
  if (rs1 === 0) return [];
  return [`li x${rs1!}, ${hex(BigInt.asUintN(64, address(accessSize(name), name) - BigInt(imm)))}`];
}

/** The instruction with its target, which the disassembler prints last, replaced by a label. */
function toTarget(row: Row, word: number, label: string): string {
  const offset = row.fields.find(({ name }) => name === 'imm')!;
  const withoutOffset = word & ~offset.pieces.reduce((m, p) => m | ((2 ** p.width - 1) << p.wordBit), 0);
  return disassemble(withoutOffset >>> 0).replace(/0x0$/, label);
}

/** Control flow forwards or backwards that comes out behind it, taken or not. */
function aroundTarget({ random, label }: Surroundings, control: (target: string) => string[]): string[] {
  const filler = (): string => `xori x${random.pick(favourites)}, x${random.pick(favourites)}, ${random.between(1, 9)}`;
  const [target, end] = [label(), label()];
  if (random.chance(60)) return [...control(target), filler(), `${target}:`];
  const start = label();
  return [`j ${start}`, `${target}:`, filler(), `j ${end}`, `${start}:`, ...control(target), filler(), `${end}:`];
}
