/** From words to GNU-style assembly text that assembles back to the same bytes. */
import type { Alias } from './aliases.ts';
import { aliases } from './aliases.ts';
import { csrName } from './csrs.ts';
import { decode, lengthOf } from './decoder.ts';
import type { Encoding, Expansion, Operands } from './instruction.ts';
import { abiNames, floatAbiNames } from './registers.ts';
import type { Leaf } from './syntax.ts';
import { formatFenceSet, formatRoundingMode, leavesOf, parseSyntax } from './syntax.ts';

export interface DisassembleOptions {
  /** Address of the instruction, from which branch targets are computed; 0 unless given. */
  readonly pc?: bigint;
  /** The name of an address, printed behind branch targets as `<name>`. */
  readonly symbol?: (address: bigint) => string | undefined;
  /** Whether `addi a0,zero,1` prints as `li a0,1`. On unless given. Compressed forms keep their `c.` names either way. */
  readonly aliases?: 'on' | 'off';
  /** `abi` (`a0`, `fa0`) unless given, or `numeric` (`x10`, `f10`). */
  readonly registers?: 'abi' | 'numeric';
}

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

function formatLeaf(leaf: Leaf, operands: Operands, options: DisassembleOptions): string {
  const register = (number: number): string => (options.registers === 'numeric' ? `x${number}` : abiNames[number]!);
  if (leaf.kind === 'constant') return /^[a-z]/.test(leaf.text) ? register(leaf.value) : leaf.text;
  const value = operands[leaf.field]!;
  if (leaf.kind === 'slice') return hex((value >>> leaf.low) & (2 ** leaf.width - 1));
  if (leaf.kind === 'target') {
    const address = BigInt.asUintN(64, (options.pc ?? 0n) + BigInt(value));
    const name = options.symbol?.(address);
    return hex(address) + (name === undefined ? '' : ` <${name}>`);
  }
  switch (leaf.field) {
    case 'rd':
    case 'rs1':
    case 'rs2':
      return register(value);
    case 'frd':
    case 'frs1':
    case 'frs2':
    case 'frs3':
      return options.registers === 'numeric' ? `f${value}` : floatAbiNames[value]!;
    case 'rm':
      return formatRoundingMode(value);
    case 'shamt':
      return hex(value);
    case 'csr':
      return csrName(value) ?? hex(value);
    case 'pred':
    case 'succ':
      return formatFenceSet(value);
    case 'imm':
    case 'zimm':
      return String(value);
  }
}

/** The text of an instruction with these operands, or undefined if its syntax can't express one of them. */
function format(
  row: Pick<Encoding, 'name' | 'syntax'>,
  operands: Operands,
  options: DisassembleOptions,
): string | undefined {
  const syntax = parseSyntax(row.syntax);
  const said = new Set(leavesOf(syntax).map((leaf) => (leaf.kind === 'constant' ? '' : (leaf.field as string))));
  const { aq = 0, rl = 0, ...others } = operands;
  if (Object.entries(others).some(([name, value]) => value !== 0 && !said.has(name))) return undefined;
  const ordering = aq + rl === 0 ? '' : `.${aq === 1 ? 'aq' : ''}${rl === 1 ? 'rl' : ''}`;
  const texts = syntax.map((operand) => {
    if (operand.kind !== 'memory') return formatLeaf(operand, operands, options);
    const offset = operand.offset === undefined ? '' : formatLeaf(operand.offset, operands, options);
    return `${offset}(${formatLeaf(operand.base, operands, options)})`;
  });
  return `${row.name}${ordering} ${texts.join(',')}`.trimEnd();
}

/** The operands with which an expansion gives these, or undefined if it doesn't. */
function invert(expansion: Expansion, operands: Operands): Operands | undefined {
  const result: Record<string, number> = {};
  for (const [name, source] of Object.entries(expansion.operands)) {
    if ('field' in source) {
      // An operand may stand twice, as in `fsgnj.s frd, frs1, frs1`.
      if ((result[source.field] ?? operands[name]) !== operands[name]) return undefined;
      result[source.field] = operands[name]!;
    } else if (source.constant !== operands[name]) return undefined;
  }
  return result;
}

const byInstruction = new Map<Encoding, readonly Alias[]>();

function aliasesOf(instruction: Encoding): readonly Alias[] {
  let known = byInstruction.get(instruction);
  if (known === undefined) {
    known = aliases().filter(({ expansion, printed }) => expansion.instruction === instruction && printed !== 'never');
    byInstruction.set(instruction, known);
  }
  return known;
}

/**
 * The text of an instruction word (of a compressed one, the low 16 bits), such as `addi a0,a0,-16`.
 *
 * A word that is no instruction, or one whose reserved bits no assembly text can express, gives `.word 0x…` or
 * `.half 0x…`.
 */
export function disassemble(word: number, options: DisassembleOptions = {}): string {
  const data = lengthOf(word) === 4 ? `.word ${hex(word >>> 0)}` : `.half ${hex(word & 0xffff)}`;
  const decoded = decode(word);
  if (decoded === undefined) return data;
  if (decoded.compressed) return format(decoded.compressed.instruction, decoded.compressed.operands, options) ?? data;
  for (const alias of aliasesOf(decoded.instruction)) {
    if (alias.printed === 'on request' && options.aliases === 'off') continue;
    const operands = invert(alias.expansion, decoded.operands);
    if (operands !== undefined) return format(alias, operands, options)!;
  }
  return format(decoded.instruction, decoded.operands, options) ?? data;
}
