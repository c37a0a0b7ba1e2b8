/** Operands of instructions: from tokens, by a row's syntax, to numbers or expressions yet to be evaluated. */
import { csrNumber } from '../csrs.ts';
import { rangeOf } from '../encoding.ts';
import type { Field } from '../instruction.ts';
import { floatRegisterNumber, registerNumber } from '../registers.ts';
import type { Leaf, OperandSyntax } from '../syntax.ts';
import { parseFenceSet, parseRoundingMode } from '../syntax.ts';
import { Problem } from './diagnostics.ts';
import type { Expression, Scope } from './expression.ts';
import { parseExpression } from './expression.ts';
import type { Token } from './tokens.ts';

/** The value of an operand field: known, or to be had from an expression after layout. */
export interface Operand {
  readonly leaf: Exclude<Leaf, { kind: 'constant' }>;
  readonly value: number | Expression;
  readonly column: number;
}

/** One name of a kind, or a Problem that names what stands there instead. */
function parseName(
  what: string,
  find: (name: string) => number | undefined,
  tokens: readonly Token[],
  end: number,
): number {
  const [token, extra] = tokens;
  if (token === undefined) throw new Problem(`expected ${what}`, end);
  const number = token.kind === 'name' ? find(token.text) : undefined;
  if (number === undefined) throw new Problem(`expected ${what}, not ${token.text}`, token.column);
  if (extra !== undefined) throw new Problem(`unexpected "${extra.text}"`, extra.column);
  return number;
}

export const parseRegister = (tokens: readonly Token[], end: number): number =>
  parseName('a register', registerNumber, tokens, end);

export const parseFloatRegister = (tokens: readonly Token[], end: number): number =>
  parseName('a floating-point register', floatRegisterNumber, tokens, end);

function parseLeaf(leaf: Leaf, tokens: readonly Token[], scope: Scope, end: number): Operand[] {
  const column = tokens[0]?.column ?? end;
  if (leaf.kind === 'constant') {
    const number = parseRegister(tokens, end);
    if (number !== leaf.value) throw new Problem(`this operand must be ${leaf.text}`, column);
    return [];
  }
  const found = (value: Operand['value']): Operand[] => [{ leaf, value, column }];
  if (/^r(d|s\d)$/.test(leaf.field)) return found(parseRegister(tokens, end));
  if (/^fr(d|s\d)$/.test(leaf.field)) return found(parseFloatRegister(tokens, end));
  if (leaf.field === 'rm') return found(parseName('a rounding mode', parseRoundingMode, tokens, end));
  const [token] = tokens;
  if (tokens.length === 1 && token?.kind === 'name') {
    const named = leaf.field === 'csr' ? csrNumber(token.text) : undefined;
    if (named !== undefined) return found(named);
    const set = leaf.field === 'pred' || leaf.field === 'succ' ? parseFenceSet(token.text) : undefined;
    if (set !== undefined) return found(set);
  }
  return found(parseExpression(tokens, scope, end));
}

/** Splits `offset(base)`; undefined if the tokens don't end in a register in parentheses. */
export function splitMemory(
  tokens: readonly Token[],
): { offset: readonly Token[]; base: readonly Token[] } | undefined {
  const [open, base, close] = tokens.slice(-3);
  if (open?.text !== '(' || base === undefined || close?.text !== ')') return undefined;
  if (registerNumber(base.text) === undefined) return undefined;
  return { offset: tokens.slice(0, -3), base: [base] };
}

/** Parses one operand by its syntax. Throws a Problem when it has another shape. */
export function parseOperand(syntax: OperandSyntax, tokens: readonly Token[], scope: Scope, end: number): Operand[] {
  if (syntax.kind !== 'memory') return parseLeaf(syntax, tokens, scope, end);
  const column = tokens[0]?.column ?? end;
  const memory = splitMemory(tokens);
  if (memory === undefined) throw new Problem('expected an address such as 8(sp)', column);
  const base = parseLeaf(syntax.base, memory.base, scope, end);
  if (syntax.offset === undefined) {
    const [token] = memory.offset;
    if (token !== undefined && !(memory.offset.length === 1 && token.kind === 'number' && token.value === 0n)) {
      throw new Problem('this instruction takes no offset', column);
    }
    return base;
  }
  if (memory.offset.length > 0) return [...parseLeaf(syntax.offset, memory.offset, scope, end), ...base];
  // `(a0)` is `0(a0)`.
  if (syntax.offset.kind === 'constant') return base;
  return [{ leaf: syntax.offset, value: 0, column }, ...base];
}

const hex = (value: bigint): string => `0x${BigInt.asUintN(64, value).toString(16)}`;

/** The value for `field` of an operand whose expression came out as `value`. Throws a Problem if it doesn't fit. */
export function fieldValue(operand: Operand, value: bigint, field: Field, pc: bigint, name: string): number {
  const { leaf, column } = operand;
  const { min, max, step } = rangeOf(field);
  if (leaf.kind === 'slice') {
    const span = 1n << BigInt(leaf.width);
    const shifted = BigInt.asIntN(32, value << BigInt(leaf.low));
    if (value >= -span / 2n && value < span && shifted >= min && shifted <= max) return Number(shifted);
    throw new Problem(`${hex(value)} does not fit: ${name} takes ${leaf.width} bits of the value's upper part`, column);
  }
  const number = leaf.kind === 'target' ? BigInt.asIntN(64, value - pc) : value;
  const aligned = number % BigInt(step) === 0n;
  if (aligned && number >= min && number <= max) return Number(number);
  const multiple = step === 1 ? '' : `, in steps of ${step}`;
  if (leaf.kind === 'target') {
    const reach = `${name} reaches ${min} to ${max}${multiple}`;
    throw new Problem(`${hex(value)} is ${number.toString()} bytes away: ${reach}`, column);
  }
  throw new Problem(`${number.toString()} does not fit: ${name} takes ${min} to ${max}${multiple}`, column);
}
