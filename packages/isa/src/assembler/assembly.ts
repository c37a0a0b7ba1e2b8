/** The state of an assembly: sections that grow, symbols, and what is still to be filled in after layout. */
import { encode } from '../encoding.ts';
import { IsaError } from '../errors.ts';
import { expandOperands } from '../expansion.ts';
import type { CompressedInstruction, Expansion, Instruction } from '../instruction.ts';
import type { Diagnostic, SourceLine } from './diagnostics.ts';
import { diagnosticOf, Problem } from './diagnostics.ts';
import type { Environment, Expression, Scope, Value } from './expression.ts';
import { absolute, evaluate, parseExpression } from './expression.ts';
import type { Operand } from './operands.ts';
import { fieldValue } from './operands.ts';
import type { SectionFlags } from './section.ts';
import { defaultFlags, Section } from './section.ts';
import { suggestion } from './suggest.ts';
import type { Token } from './tokens.ts';

/** A symbol's definition. Only one that is `variable` (`.equ`, `.set`) may be defined again. */
interface Definition {
  readonly expression: Expression;
  readonly variable: boolean;
  readonly line: SourceLine;
  readonly column: number;
}

/** Work that waits for the addresses, with the place in the source that it belongs to. */
interface Fixup {
  readonly line: SourceLine;
  readonly column: number;
  readonly apply: () => void;
}

const nop = 0x0000_0013n;
const compressedNop = 0x0001n;

/** The internal name of the `count`th numeric label `label`; no name in a source has a space. */
const localName = (label: string, count: number): string => `${label} ${count}`;

export class Assembly {
  readonly file: string;
  readonly sections: Map<string, Section> = new Map();
  readonly symbols: Map<string, Definition> = new Map();
  readonly globals: Set<string> = new Set();
  readonly diagnostics: Diagnostic[] = [];
  /** Whether compressed forms may be written (`.option rvc`). */
  compressed = false;
  /** Where the statement being assembled stands. */
  line: SourceLine = { text: '', number: 1 };
  column = 1;
  #section: Section;
  readonly #options: boolean[] = [];
  readonly #fixups: Fixup[] = [];
  readonly #localCounts = new Map<string, number>();
  /** What each `%pcrel_hi` refers to, by its place, for the `%pcrel_lo` that names that place. */
  readonly #pcrelTargets = new Map<Section, Map<bigint, Expression>>();

  constructor(file: string) {
    this.file = file;
    this.#section = this.#sectionNamed('.text');
  }

  // Where things go

  #sectionNamed(name: string, flags: SectionFlags = defaultFlags(name)): Section {
    const known = this.sections.get(name);
    if (known !== undefined) return known;
    const section = new Section(name, flags);
    this.sections.set(name, section);
    return section;
  }

  enterSection(name: string, flags?: SectionFlags, column?: number): void {
    const section = this.#sectionNamed(name, flags);
    const known = section.flags;
    if (flags !== undefined && (flags.write !== known.write || flags.execute !== known.execute)) {
      throw new Problem(`section ${name} has other flags already`, column);
    }
    this.#section = section;
  }

  pushOptions(): void {
    this.#options.push(this.compressed);
  }

  popOptions(): void {
    const saved = this.#options.pop();
    if (saved === undefined) throw new Problem('.option pop without a push');
    this.compressed = saved;
  }

  // Symbols

  here(): Expression {
    return { kind: 'place', section: this.#section, offset: this.#section.size };
  }

  defineLabel(name: string, column: number): void {
    this.#define(name, this.here(), 'label', column);
  }

  defineLocal(label: string): void {
    const count = (this.#localCounts.get(label) ?? 0) + 1;
    this.#localCounts.set(label, count);
    this.#define(localName(label, count), this.here(), 'label', this.column);
  }

  equate(name: string, tokens: readonly Token[], end: number, column: number): void {
    const expression = parseExpression(tokens, this.scope, end);
    this.#define(name, this.#folded(expression), 'variable', column);
  }

  #define(name: string, expression: Expression, kind: 'label' | 'variable', column: number): void {
    const known = this.symbols.get(name);
    const variable = kind === 'variable';
    if (known !== undefined && !(known.variable && variable)) {
      throw new Problem(`"${name}" is defined twice: in line ${known.line.number} already`, column);
    }
    this.symbols.set(name, { expression, variable, line: this.line, column });
  }

  /** The value of an expression, if all it needs is known; a `.set` in a loop must not pile up expressions. */
  #folded(expression: Expression): Expression {
    try {
      const { section, offset } = evaluate(expression, this.#environment);
      return section === undefined
        ? { kind: 'number', value: offset }
        : { kind: 'place', section, offset: Number(offset) };
    } catch (error) {
      if (error instanceof Problem) return expression;
      throw error;
    }
  }

  readonly scope: Scope = {
    here: () => this.here(),
    local: ({ text, column }) => {
      const label = text.slice(0, -1).replace(/^0+(?=\d)/, '');
      const count = this.#localCounts.get(label) ?? 0;
      if (text.endsWith('b') && count === 0) throw new Problem(`no label ${label}: before this`, column);
      return { kind: 'symbol', name: localName(label, text.endsWith('b') ? count : count + 1), column };
    },
    constant: (name) => {
      const definition = this.symbols.get(name);
      return definition?.variable ? definition.expression : undefined;
    },
  };

  // Values

  readonly #environment: Environment = {
    definition: (name) => this.symbols.get(name)?.expression,
    undefinedMessage: (name) => {
      const [label, count] = name.split(' ');
      if (count !== undefined) return `no label ${label!}: after this`;
      const known = [...this.symbols.keys()].filter((symbol) => !symbol.includes(' '));
      return `"${name}" is not defined${suggestion(name, known)}`;
    },
    pcrelTarget: ({ section, offset }) => section && this.#pcrelTargets.get(section)?.get(offset),
  };

  /** The value of an operand that must be known before layout, such as a size. */
  numberNow(tokens: readonly Token[], end: number): bigint {
    const column = tokens[0]?.column ?? end;
    return absolute(evaluate(parseExpression(tokens, this.scope, end), this.#environment), column);
  }

  #numberLater(expression: Expression, column: number, pc?: Expression): bigint {
    return absolute(this.#valueLater(expression, pc), column);
  }

  #valueLater(expression: Expression, pc?: Expression): Value {
    return evaluate(expression, pc === undefined ? this.#environment : { ...this.#environment, pc });
  }

  // What goes there

  bytes(bytes: readonly number[]): void {
    const offset = this.#section.reserve(bytes.length);
    bytes.forEach((byte, index) => this.#section.write(offset + index, BigInt(byte), 1));
  }

  /** A number of `size` bytes, evaluated after layout. */
  data(tokens: readonly Token[], size: number, end: number): void {
    const expression = parseExpression(tokens, this.scope, end);
    const column = tokens[0]?.column ?? end;
    const section = this.#section;
    const offset = section.reserve(size);
    this.#later(column, () => {
      const value = this.#numberLater(expression, column);
      const span = 1n << BigInt(size * 8);
      if (value < -span / 2n || value >= span) {
        throw new Problem(`${value.toString()} does not fit in ${size} byte${size === 1 ? '' : 's'}`, column);
      }
      section.write(offset, value, size);
    });
  }

  /** `repeat` numbers of `size` bytes. */
  fill(repeat: number, size: number, value: bigint): void {
    const offset = this.#section.reserve(repeat * size);
    if (value !== 0n) this.#section.fill(offset, repeat, value, size);
  }

  /** Pads to a multiple of `alignment`, with NOPs among instructions, unless that takes more than `limit` bytes. */
  align(alignment: number, value: bigint | undefined, limit: number): void {
    const section = this.#section;
    const padding = -section.size & (alignment - 1);
    if (padding > limit) return;
    section.align = Math.max(section.align, alignment);
    if (value !== undefined || !section.flags.execute) {
      this.fill(padding, 1, value ?? 0n);
      return;
    }
    this.fill(padding & 1, 1, 0n);
    if ((padding & 2) !== 0) this.fill(1, 2, compressedNop);
    this.fill(padding >> 2, 4, nop);
  }

  /** An instruction whose operands are register numbers and the like, in its own terms. */
  emit(instruction: Instruction | CompressedInstruction, operands: readonly Operand[], extra?: EmitExtra): void {
    const pc = this.here();
    const section = this.#section;
    if (section.size % 2 !== 0) throw new Problem('an instruction at an odd address: .balign 4 goes before it');
    section.align = Math.max(section.align, instruction.length);
    const offset = section.reserve(instruction.length);
    for (const { value } of operands) if (typeof value !== 'number') this.#noteTarget(value, section, offset);
    const { column } = this;
    this.#later(column, () => {
      const values: Record<string, number> = {};
      for (const operand of operands) {
        values[operand.leaf.field] = this.#fieldOf(operand, instruction, pc, extra?.expansion);
      }
      section.write(offset, BigInt(encode(instruction, complete(instruction, values, extra))), instruction.length);
    });
  }

  #fieldOf(
    operand: Operand,
    encoding: Instruction | CompressedInstruction,
    pc: Expression,
    expansion?: Expansion,
  ): number {
    const { value, column, leaf } = operand;
    // The field of the instruction that the operand ends up in, which for an alias may have another name.
    const target = encoding.fields.find((field) => {
      const source = expansion?.operands[field.name];
      return expansion === undefined
        ? field.name === leaf.field
        : source && 'field' in source && source.field === leaf.field;
    })!;
    if (typeof value === 'number') {
      const biased = value < target.bias || value >= target.bias + 2 ** target.width;
      if (!target.signed && biased) throw new Problem(`${encoding.name} can't use this register`, column);
      return value;
    }
    const number = this.#numberLater(value, column, pc);
    return fieldValue(operand, number, target, this.#numberLater(pc, column), encoding.name);
  }

  #noteTarget(expression: Expression, section: Section, offset: number): void {
    if (expression.kind !== 'modifier' || expression.name !== 'pcrel_hi') return;
    const places = this.#pcrelTargets.get(section) ?? new Map<bigint, Expression>();
    this.#pcrelTargets.set(section, places.set(BigInt(offset), expression.a));
  }

  // Later

  #later(column: number, apply: () => void): void {
    this.#fixups.push({ line: this.line, column, apply });
  }

  /** Fills in everything that had to wait for addresses. */
  finish(): void {
    for (const { line, column, apply } of this.#fixups) {
      this.line = line;
      this.column = column;
      this.attempt(apply);
    }
  }

  /** Runs a part of the assembly; what is wrong with it becomes a diagnostic. */
  attempt(part: () => void): void {
    try {
      part();
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof IsaError)) throw error;
      const column = error instanceof Problem ? error.column : undefined;
      this.diagnostics.push(diagnosticOf(this.file, this.line, column ?? this.column, error.message));
    }
  }

  /** The symbols' values, after layout. */
  symbolValues(): ReadonlyMap<string, SymbolValue> {
    const values = new Map<string, SymbolValue>();
    for (const [name, { expression, line, column }] of this.symbols) {
      if (name.includes(' ')) continue;
      this.line = line;
      this.column = column;
      this.attempt(() => {
        const value = this.#valueLater(expression);
        const address = BigInt.asUintN(64, absolute(value));
        const global = this.globals.has(name);
        values.set(name, { address, global, ...(value.section && { section: value.section.name }) });
      });
    }
    return values;
  }
}

export interface SymbolValue {
  /** The address, or the value of a constant, as an unsigned 64-bit number. */
  readonly address: bigint;
  /** The section that it lies in; none for a constant. */
  readonly section?: string;
  readonly global: boolean;
}

/** What an instruction needs besides the operands as written. */
interface EmitExtra {
  readonly expansion?: Expansion;
  readonly aq?: number;
  readonly rl?: number;
}

/** All operands of an encoding: those given, through the alias they were given to, and 0 for what assembly can't say. */
function complete(
  encoding: Instruction | CompressedInstruction,
  values: Readonly<Record<string, number>>,
  extra: EmitExtra | undefined,
): Record<string, number> {
  const given = extra?.expansion === undefined ? values : expandOperands(extra.expansion, values);
  const { aq = 0, rl = 0 } = extra ?? {};
  return Object.fromEntries(encoding.fields.map(({ name }) => [name, { aq, rl, ...given }[name] ?? 0]));
}
