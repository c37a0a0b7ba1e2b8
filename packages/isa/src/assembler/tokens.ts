/** Lines to tokens. */
import { Problem } from './diagnostics.ts';

export interface Token {
  /** `local` is a reference to a numeric label, `1b` or `2f`. */
  readonly kind: 'name' | 'number' | 'local' | 'string' | 'punctuation';
  readonly text: string;
  /** From 1. */
  readonly column: number;
  /** Of a number or a character. */
  readonly value: bigint;
  /** Of a string. */
  readonly bytes: readonly number[];
}

const tokenPattern = new RegExp(
  [
    String.raw`(?<name>[A-Za-z_.$][\w.$]*)`,
    String.raw`(?<local>\d+[bf])(?!\w)`,
    String.raw`(?<number>0[xX][\da-fA-F]+|0[bB][01]+|\d+)(?![\w$])`,
    String.raw`'(?<character>\\.|[^'\\])'?`,
    String.raw`"(?<string>(?:\\.|[^"\\])*)"`,
    String.raw`(?<punctuation><<|>>|[-+*/%&|^~!()=,:;@\\])`,
  ].join('|'),
  'uy',
);

const namedEscapes: Readonly<Record<string, number>> = { b: 8, t: 9, n: 10, f: 12, r: 13, '\\': 92, '"': 34, "'": 39 };

/** The UTF-8 bytes of one character. */
function utf8(point: number): number[] {
  if (point < 0x80) return [point];
  if (point < 0x800) return [0xc0 | (point >> 6), 0x80 | (point & 63)];
  const low = [0x80 | ((point >> 6) & 63), 0x80 | (point & 63)];
  if (point < 0x1_0000) return [0xe0 | (point >> 12), ...low];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), ...low];
}

/** The bytes of a string literal: `\n` and its like, `\x41`, octal `\101`, and UTF-8. */
function stringBytes(text: string, column: number): number[] {
  return [...text.matchAll(/\\x([\da-fA-F]{1,2})|\\([0-7]{1,3})|\\(.)|[^\\]/gu)].flatMap((match) => {
    const [whole, hex, octal, named] = match;
    if (hex !== undefined) return [parseInt(hex, 16)];
    if (octal !== undefined) return [parseInt(octal, 8) & 255];
    if (named === undefined) return utf8(whole.codePointAt(0)!);
    const byte = namedEscapes[named];
    if (byte === undefined) throw new Problem(`unknown escape "${whole}" in a string`, column + 1 + match.index);
    return [byte];
  });
}

function integer(text: string, column: number): bigint {
  const octal = /^0[0-7]+$/.test(text);
  if (/^0\d/.test(text) && !octal) throw new Problem(`"${text}" starts with 0 but is no octal number`, column);
  const value = BigInt(octal ? `0o${text}` : text);
  if (value >= 1n << 64n) throw new Problem(`${text} does not fit in 64 bits`, column);
  return value;
}

/** The tokens of a line. Throws a Problem at what can't start one. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    while (text[position] === ' ' || text[position] === '\t') position++;
    if (position >= text.length) return tokens;
    const column = position + 1;
    tokenPattern.lastIndex = position;
    const match = tokenPattern.exec(text);
    if (match === null) {
      const what = text[position] === '"' ? 'this string does not end' : `unexpected "${text[position]!}"`;
      throw new Problem(what, column);
    }
    const { name, local, number, character, string } = match.groups as Record<string, string | undefined>;
    const token: Token = { kind: 'punctuation', text: match[0], column, value: 0n, bytes: [] };
    if (name !== undefined) tokens.push({ ...token, kind: 'name' });
    else if (local !== undefined) tokens.push({ ...token, kind: 'local' });
    else if (number !== undefined) tokens.push({ ...token, kind: 'number', value: integer(number, column) });
    else if (string !== undefined) tokens.push({ ...token, kind: 'string', bytes: stringBytes(string, column) });
    else if (character !== undefined) {
      const point = character.startsWith('\\') ? stringBytes(character, column)[0]! : character.codePointAt(0)!;
      tokens.push({ ...token, kind: 'number', value: BigInt(point) });
    } else tokens.push(token);
    position = tokenPattern.lastIndex;
  }
}

/** Splits tokens at a separator that stands outside parentheses; no tokens give no parts. */
export function splitTokens(tokens: readonly Token[], separator: string): Token[][] {
  if (tokens.length === 0) return [];
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(' && token.kind === 'punctuation') depth++;
    if (token.text === ')' && token.kind === 'punctuation') depth--;
    if (depth <= 0 && token.kind === 'punctuation' && token.text === separator) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}
