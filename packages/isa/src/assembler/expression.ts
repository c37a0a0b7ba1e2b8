/** Expressions: their parser, with GNU as's precedences, and their evaluation before and after layout. */
import { registerNumber } from '../registers.ts';
import { Problem } from './diagnostics.ts';
import type { Section } from './section.ts';
import type { Token } from './tokens.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: bigint }
  /** A place in a section. */
  | { readonly kind: 'place'; readonly section: Section; readonly offset: number }
  | { readonly kind: 'symbol'; readonly name: string; readonly column: number }
  | { readonly kind: 'unary'; readonly op: string; readonly a: Expression }
  | {
      readonly kind: 'binary';
      readonly op: string;
      readonly a: Expression;
      readonly b: Expression;
      readonly column: number;
    }
  /** `%hi(a)` and its like. */
  | { readonly kind: 'modifier'; readonly name: string; readonly a: Expression; readonly column: number };

/** What names mean at the place where an expression stands. */
export interface Scope {
  /** The current location, `.`. */
  readonly here: () => Expression;
  /** The numeric label that `1b` or `1f` refers to. */
  readonly local: (token: Token) => Expression;
  /** The present value of a name that `.equ` or `.set` defined. */
  readonly constant: (name: string) => Expression | undefined;
}

/** GNU as's: unlike in C, `| & ^` bind tighter than `+ -`, and shifts as tight as `*`. */
const precedence: Readonly<Record<string, number>> = {
  ...{ '+': 1, '-': 1 },
  ...{ '|': 2, '&': 2, '^': 2 },
  ...{ '*': 3, '/': 3, '%': 3, '<<': 3, '>>': 3 },
};

const modifiers: readonly string[] = ['hi', 'lo', 'pcrel_hi', 'pcrel_lo'];
const maxDepth = 500;

class Parser {
  readonly #tokens: readonly Token[];
  readonly #scope: Scope;
  readonly #end: number;
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], scope: Scope, end: number) {
    this.#tokens = tokens;
    this.#scope = scope;
    this.#end = end;
  }

  whole(): Expression {
    const result = this.#binary(1);
    const rest = this.#tokens[this.#position];
    if (rest !== undefined) throw new Problem(`unexpected "${rest.text}"`, rest.column);
    return result;
  }

  #next(wanted: string): Token {
    const token = this.#tokens[this.#position++];
    if (token === undefined) throw new Problem(`expected ${wanted}`, this.#end);
    return token;
  }

  #binary(least: number): Expression {
    let a = this.#primary();
    for (;;) {
      const token = this.#tokens[this.#position];
      const level = token?.kind === 'punctuation' ? precedence[token.text] : undefined;
      if (token === undefined || level === undefined || level < least) return a;
      this.#position++;
      a = { kind: 'binary', op: token.text, a, b: this.#binary(level + 1), column: token.column };
    }
  }

  #primary(): Expression {
    const token = this.#next('an expression');
    if (++this.#depth > maxDepth) throw new Problem('this expression is nested too deeply', token.column);
    if (token.kind === 'number') return { kind: 'number', value: BigInt.asIntN(64, token.value) };
    if (token.kind === 'local') return this.#scope.local(token);
    if (token.kind === 'name') return this.#name(token);
    if (token.kind === 'punctuation') {
      if (token.text === '(') return this.#parenthesized();
      if (token.text === '%') return this.#modifier(token);
      if (['-', '+', '~', '!'].includes(token.text)) return { kind: 'unary', op: token.text, a: this.#primary() };
    }
    throw new Problem(`expected an expression, not ${token.text}`, token.column);
  }

  #name(token: Token): Expression {
    if (token.text === '.') return this.#scope.here();
    if (registerNumber(token.text) !== undefined) {
      throw new Problem(`expected an expression, not the register ${token.text}`, token.column);
    }
    return this.#scope.constant(token.text) ?? { kind: 'symbol', name: token.text, column: token.column };
  }

  #parenthesized(): Expression {
    const inner = this.#binary(1);
    const close = this.#next('")"');
    if (close.text !== ')') throw new Problem(`expected ")", not "${close.text}"`, close.column);
    return inner;
  }

  #modifier({ column }: Token): Expression {
    const name = this.#next('hi, lo, pcrel_hi or pcrel_lo');
    if (!modifiers.includes(name.text)) throw new Problem(`unknown modifier %${name.text}`, column);
    const open = this.#next('"("');
    if (open.text !== '(') throw new Problem(`expected "(", not "${open.text}"`, open.column);
    return { kind: 'modifier', name: name.text, a: this.#parenthesized(), column };
  }
}

/** Parses tokens as one expression; `end` is the column to complain at when there are too few. */
export function parseExpression(tokens: readonly Token[], scope: Scope, end: number): Expression {
  return new Parser(
    tokens,
    scope,
    tokens.length === 0 ? end : tokens.at(-1)!.column + tokens.at(-1)!.text.length,
  ).whole();
}

/** A number, or a place in a section: its address once that is known. */
export interface Value {
  readonly section?: Section;
  /** Signed 64-bit. */
  readonly offset: bigint;
}

/** What evaluation needs besides the expression. */
export interface Environment {
  /** The definition of a symbol, or undefined when there is none (yet). */
  readonly definition: (name: string) => Expression | undefined;
  /** How to say that a symbol isn't defined. */
  readonly undefinedMessage: (name: string) => string;
  /** The address of the instruction that the expression belongs to, for `%pcrel_hi`. */
  readonly pc?: Expression;
  /** The address that the `%pcrel_hi` at a place refers to, for `%pcrel_lo`. */
  readonly pcrelTarget?: (place: Value) => Expression | undefined;
}

const wrapped = (offset: bigint): Value => ({ offset: BigInt.asIntN(64, offset) });

/** The number that a value is. Throws a Problem for a place in a section that has no address yet. */
export function absolute({ section, offset }: Value, column?: number): bigint {
  if (section === undefined) return offset;
  if (section.address !== undefined) return BigInt.asIntN(64, section.address + offset);
  throw new Problem('this must be a number that is known here, but it depends on where a section will lie', column);
}

/** Evaluates an expression; all arithmetic is that of signed 64-bit numbers, save that `>>` shifts zeros in. */
export function evaluate(expression: Expression, environment: Environment, depth = 0): Value {
  if (depth > 2 * maxDepth) throw new Problem('this expression is nested too deeply, or a symbol is defined by itself');
  const value = (inner: Expression): Value => evaluate(inner, environment, depth + 1);
  switch (expression.kind) {
    case 'number':
      return { offset: expression.value };
    case 'place':
      return { section: expression.section, offset: BigInt(expression.offset) };
    case 'symbol': {
      const definition = environment.definition(expression.name);
      if (definition !== undefined) return value(definition);
      throw new Problem(environment.undefinedMessage(expression.name), expression.column);
    }
    case 'unary': {
      const a = value(expression.a);
      if (expression.op === '+') return a;
      const number = absolute(a);
      if (expression.op === '!') return wrapped(number === 0n ? 1n : 0n);
      return wrapped(expression.op === '-' ? -number : ~number);
    }
    case 'binary':
      return binary(expression.op, value(expression.a), value(expression.b), expression.column);
    case 'modifier':
      return modified(expression.name, expression.column, expression.a, environment, depth);
  }
}

function binary(op: string, left: Value, right: Value, column: number): Value {
  if (op === '-' && left.section === right.section) return wrapped(left.offset - right.offset);
  if (left.section?.address === undefined && right.section === undefined && left.section !== undefined) {
    if (op === '+') return { section: left.section, offset: left.offset + right.offset };
    if (op === '-') return { section: left.section, offset: left.offset - right.offset };
  }
  if (right.section?.address === undefined && right.section !== undefined && left.section === undefined && op === '+') {
    return { section: right.section, offset: left.offset + right.offset };
  }
  const a = absolute(left, column);
  const b = absolute(right, column);
  if ((op === '/' || op === '%') && b === 0n) throw new Problem('division by zero', column);
  if ((op === '<<' || op === '>>') && (b < 0n || b > 63n)) throw new Problem(`shift by ${b.toString()}`, column);
  switch (op) {
    case '+':
      return wrapped(a + b);
    case '-':
      return wrapped(a - b);
    case '*':
      return wrapped(a * b);
    case '/':
      return wrapped(a / b);
    case '%':
      return wrapped(a % b);
    case '<<':
      return wrapped(a << b);
    case '>>':
      return wrapped(BigInt.asUintN(64, a) >> b);
    case '&':
      return wrapped(a & b);
    case '|':
      return wrapped(a | b);
    default:
      return wrapped(a ^ b);
  }
}

const hex = (value: bigint): string => `0x${BigInt.asUintN(64, value).toString(16)}`;

/** The upper 20 bits that, shifted and sign-extended, are within reach of a signed 12-bit offset from `value`. */
function upper(value: bigint, what: string, column: number): Value {
  const rounded = value + 0x800n;
  if (BigInt.asIntN(32, rounded) === rounded) return { offset: BigInt.asUintN(20, rounded >> 12n) };
  const remedy = 'lui and auipc reach 2 GiB in either direction; load the address from a .dword instead';
  throw new Problem(`${what} is out of reach: ${remedy}`, column);
}

const lower = (value: bigint): Value => ({ offset: BigInt.asIntN(12, value) });

function modified(name: string, column: number, a: Expression, environment: Environment, depth: number): Value {
  const number = (expression: Expression): bigint => absolute(evaluate(expression, environment, depth + 1), column);
  if (name === 'hi') {
    const value = number(a);
    return upper(value, hex(value), column);
  }
  if (name === 'lo') return lower(number(a));
  if (environment.pc === undefined) throw new Problem(`%${name} stands for an operand of an instruction`, column);
  if (name === 'pcrel_hi') {
    const [address, pc] = [number(a), number(environment.pc)];
    return upper(address - pc, `${hex(address)}, seen from ${hex(pc)},`, column);
  }
  const target = environment.pcrelTarget?.(evaluate(a, environment, depth + 1));
  if (target === undefined) throw new Problem('%pcrel_lo wants the label of an instruction with %pcrel_hi', column);
  return lower(number(target) - number(a));
}
