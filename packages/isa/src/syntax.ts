/** The operand notation of the table, `rd, imm(rs1)`, parsed once for assembler, disassembler and expansions alike. */
import { IsaError } from './errors.ts';
import { registerNumber } from './registers.ts';

/** Fields that may stand in a syntax; how each reads and prints follows from its name. */
export type OperandName =
  | 'rd' | 'rs1' | 'rs2' | 'frd' | 'frs1' | 'frs2' | 'frs3' | 'rm'
  | 'imm' | 'shamt' | 'csr' | 'zimm' | 'pred' | 'succ'; // prettier-ignore

export type Leaf =
  | { readonly kind: 'field'; readonly field: OperandName }
  /** `imm[31:12]`: the bits from `low` up, as an unsigned number of `width` bits. */
  | { readonly kind: 'slice'; readonly field: OperandName; readonly low: number; readonly width: number }
  /** `pc+imm`: the address that the offset leads to. */
  | { readonly kind: 'target'; readonly field: OperandName }
  /** `sp`, `0`, `iorw`: always this. */
  | { readonly kind: 'constant'; readonly text: string; readonly value: number };

export type OperandSyntax =
  | Leaf
  /** `imm(rs1)` or `(rs1)`. */
  | { readonly kind: 'memory'; readonly offset?: Leaf; readonly base: Leaf };

const operandNames: ReadonlySet<string> = new Set<OperandName>([
  ...(['rd', 'rs1', 'rs2', 'frd', 'frs1', 'frs2', 'frs3', 'rm'] as const),
  ...(['imm', 'shamt', 'csr', 'zimm', 'pred', 'succ'] as const),
]);

const isOperandName = (text: string): text is OperandName => operandNames.has(text);

/** Sets of memory and I/O accesses in the operands of FENCE, from its most significant bit. */
const fenceLetters: readonly string[] = ['i', 'o', 'r', 'w'];

/** `rw` → 3; undefined when the letters aren't a subset of `iorw` in that order. `0` is the empty set. */
export function parseFenceSet(text: string): number | undefined {
  if (text === '0') return 0;
  if (!/^(?=.)i?o?r?w?$/.test(text)) return undefined;
  return fenceLetters.reduce((set, letter, index) => (text.includes(letter) ? set | (8 >> index) : set), 0);
}

export function formatFenceSet(set: number): string {
  return fenceLetters.filter((_, index) => (set & (8 >> index)) !== 0).join('') || '0';
}

/** Rounding modes by number ("Floating-Point Control and Status Register"); 5 and 6 are reserved. */
const roundingModes: readonly string[] = ['rne', 'rtz', 'rdn', 'rup', 'rmm', '', '', 'dyn'];

/** `rtz` → 1; undefined for what is no rounding mode. */
export function parseRoundingMode(text: string): number | undefined {
  const mode = roundingModes.indexOf(text);
  return mode < 0 || text === '' ? undefined : mode;
}

export function formatRoundingMode(mode: number): string {
  return roundingModes[mode]!;
}

function parseLeaf(text: string): Leaf {
  if (isOperandName(text)) return { kind: 'field', field: text };
  const [, slice, high, low] = /^(\w+)\[(\d+):(\d+)\]$/.exec(text) ?? [];
  if (slice !== undefined && isOperandName(slice)) {
    return { kind: 'slice', field: slice, low: Number(low), width: Number(high) - Number(low) + 1 };
  }
  const target = /^pc\+(\w+)$/.exec(text)?.[1];
  if (target !== undefined && isOperandName(target)) return { kind: 'target', field: target };
  const number = /^-?\d+$/.test(text) ? Number(text) : undefined;
  const value = registerNumber(text) ?? number ?? parseFenceSet(text) ?? parseRoundingMode(text);
  if (value === undefined) throw new IsaError('E_NOTATION', `Unknown operand "${text}" in a syntax.`);
  return { kind: 'constant', text, value };
}

const parsed = new Map<string, readonly OperandSyntax[]>();

/** Parses a syntax. Throws `E_NOTATION` for what is neither a field nor a constant. */
export function parseSyntax(syntax: string): readonly OperandSyntax[] {
  const known = parsed.get(syntax);
  if (known !== undefined) return known;
  const operands = syntax === '' ? [] : syntax.split(', ').map(parseOperand);
  parsed.set(syntax, operands);
  return operands;
}

function parseOperand(text: string): OperandSyntax {
  const open = text.indexOf('(');
  if (open < 0) return parseLeaf(text);
  const base = parseLeaf(text.slice(open + 1, -1));
  return { kind: 'memory', base, ...(open > 0 && { offset: parseLeaf(text.slice(0, open)) }) };
}

/** The leaves of a syntax from left to right. */
export function leavesOf(syntax: readonly OperandSyntax[]): readonly Leaf[] {
  return syntax.flatMap((operand) => {
    if (operand.kind !== 'memory') return [operand];
    return operand.offset === undefined ? [operand.base] : [operand.offset, operand.base];
  });
}
