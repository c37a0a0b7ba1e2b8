/** The directives that define data, symbols and places. */
import { Problem } from './diagnostics.ts';
import type { Assembly } from './assembly.ts';
import type { Token } from './tokens.ts';
import { splitTokens } from './tokens.ts';

/** A directive with its operands, split at commas. */
export interface DirectiveUse {
  readonly name: string;
  readonly operands: readonly (readonly Token[])[];
  /** Column behind the statement, for complaints about what is missing. */
  readonly end: number;
}

type Directive = (assembly: Assembly, use: DirectiveUse) => void;

function operand({ name, operands, end }: DirectiveUse, index: number, what: string): readonly Token[] {
  const tokens = operands[index];
  if (tokens === undefined || tokens.length === 0) throw new Problem(`${name} needs ${what}`, end);
  return tokens;
}

function atMost({ name, operands }: DirectiveUse, count: number): void {
  const extra = operands[count];
  if (extra === undefined) return;
  throw new Problem(`${name} takes at most ${count} operand${count === 1 ? '' : 's'}`, extra[0]?.column);
}

function nameOf(use: DirectiveUse, index: number, what: string): string {
  const [token, extra] = operand(use, index, what);
  if (token!.kind !== 'name') throw new Problem(`expected ${what}, not ${token!.text}`, token!.column);
  if (extra !== undefined) throw new Problem(`unexpected "${extra.text}"`, extra.column);
  return token!.text;
}

/** The number that an operand is now; `fallback` where it is left out. */
function numberOf(assembly: Assembly, use: DirectiveUse, index: number, what: string, fallback?: bigint): bigint {
  const tokens = use.operands[index] ?? [];
  if (tokens.length === 0 && fallback !== undefined) return fallback;
  return assembly.numberNow(operand(use, index, what), use.end);
}

/** A size or count: not negative, and small enough to be one. */
function sizeOf(assembly: Assembly, use: DirectiveUse, index: number, what: string, fallback?: bigint): number {
  const value = numberOf(assembly, use, index, what, fallback);
  if (value >= 0n && value < 1n << 32n) return Number(value);
  throw new Problem(`${what} can't be ${value.toString()}`, use.operands[index]?.[0]?.column);
}

const data =
  (size: number): Directive =>
  (assembly, use) => {
    operand(use, 0, 'a value');
    use.operands.forEach((_, index) => assembly.data(operand(use, index, 'a value'), size, use.end));
  };

const text =
  (terminator: readonly number[]): Directive =>
  (assembly, use) => {
    operand(use, 0, 'a string');
    for (const tokens of use.operands) {
      const [token, extra] = tokens;
      if (token?.kind !== 'string') throw new Problem('expected a string in double quotes', token?.column ?? use.end);
      if (extra !== undefined) throw new Problem(`unexpected "${extra.text}"`, extra.column);
      assembly.bytes([...token.bytes, ...terminator]);
    }
  };

const space: Directive = (assembly, use) => {
  atMost(use, 2);
  const size = sizeOf(assembly, use, 0, 'a size');
  const fill = numberOf(assembly, use, 1, 'a fill value', 0n);
  assembly.fill(size, 1, fill);
};

const fill: Directive = (assembly, use) => {
  atMost(use, 3);
  const repeat = sizeOf(assembly, use, 0, 'a repeat count');
  const size = sizeOf(assembly, use, 1, 'a size', 1n);
  if (size > 8) throw new Problem(`.fill values have at most 8 bytes, not ${size}`, use.operands[1]![0]?.column);
  assembly.fill(repeat, size, numberOf(assembly, use, 2, 'a value', 0n));
};

/** Operands: the alignment, a fill value, and how many bytes it may cost at most. */
const align =
  (unit: 'bytes' | 'power of two'): Directive =>
  (assembly, use) => {
    atMost(use, 3);
    const given = sizeOf(assembly, use, 0, 'an alignment');
    const [token] = use.operands[0]!;
    if (unit === 'power of two' && given > 16) throw new Problem(`2^${given} is too large an alignment`, token?.column);
    const alignment = unit === 'bytes' ? Math.max(given, 1) : 2 ** given;
    if (!Number.isInteger(Math.log2(alignment)) || alignment > 65536) {
      throw new Problem(`${given} is no alignment: it must be a power of two up to 65536`, token?.column);
    }
    const hasFill = (use.operands[1] ?? []).length > 0;
    const value = hasFill ? numberOf(assembly, use, 1, 'a fill value') : undefined;
    assembly.align(alignment, value, sizeOf(assembly, use, 2, 'a limit', BigInt(alignment)));
  };

const global: Directive = (assembly, use) => {
  use.operands.forEach((_, index) => assembly.globals.add(nameOf(use, index, 'a symbol')));
  operand(use, 0, 'a symbol');
};

const equate: Directive = (assembly, use) => {
  atMost(use, 2);
  const name = nameOf(use, 0, 'a symbol');
  assembly.equate(name, operand(use, 1, 'a value'), use.end, use.operands[0]![0]!.column);
};

/** `.section name, "flags", @type`. */
const section: Directive = (assembly, use) => {
  const [token] = operand(use, 0, 'a section name');
  const name = token!.kind === 'string' ? String.fromCharCode(...token!.bytes) : nameOf(use, 0, 'a section name');
  const flags = use.operands[1]?.[0];
  if (flags !== undefined && flags.kind !== 'string') {
    throw new Problem('section flags are a string, such as "ax"', flags.column);
  }
  const letters = flags && String.fromCharCode(...flags.bytes);
  if (letters !== undefined && !/^[awxMSG]*$/.test(letters)) {
    throw new Problem(`unknown section flags "${letters}"; known are a, w and x`, flags!.column);
  }
  const nobits = use.operands[2]?.[1]?.text === 'nobits';
  const wanted =
    letters === undefined ? undefined : { write: letters.includes('w'), execute: letters.includes('x'), nobits };
  assembly.enterSection(name, wanted, token!.column);
};

const enter =
  (name: string): Directive =>
  (assembly, use) => {
    atMost(use, 0);
    assembly.enterSection(name);
  };

const option: Directive = (assembly, use) => {
  atMost(use, 1);
  const name = nameOf(use, 0, 'an option');
  // Relaxation and PIC concern linkers; nothing is relaxed here.
  if (['relax', 'norelax', 'pic', 'nopic'].includes(name)) return;
  if (name === 'rvc' || name === 'norvc') assembly.compressed = name === 'rvc';
  else if (name === 'push') assembly.pushOptions();
  else if (name === 'pop') assembly.popOptions();
  else throw new Problem(`unknown option "${name}"; known are rvc, norvc, push, pop`, use.operands[0]![0]!.column);
};

/** What only matters to linkers and debuggers. */
const ignored: Directive = () => undefined;

export const directives: ReadonlyMap<string, Directive> = new Map<string, Directive>([
  ['.byte', data(1)],
  ['.half', data(2)],
  ['.short', data(2)],
  ['.2byte', data(2)],
  ['.word', data(4)],
  ['.long', data(4)],
  ['.4byte', data(4)],
  ['.dword', data(8)],
  ['.quad', data(8)],
  ['.8byte', data(8)],
  ['.ascii', text([])],
  ['.asciz', text([0])],
  ['.string', text([0])],
  ['.zero', space],
  ['.space', space],
  ['.skip', space],
  ['.fill', fill],
  ['.align', align('power of two')],
  ['.p2align', align('power of two')],
  ['.balign', align('bytes')],
  ['.globl', global],
  ['.global', global],
  ['.equ', equate],
  ['.set', equate],
  ['.section', section],
  ['.text', enter('.text')],
  ['.rodata', enter('.rodata')],
  ['.data', enter('.data')],
  ['.bss', enter('.bss')],
  ['.option', option],
  ...['.type', '.size', '.file', '.ident', '.attribute', '.local'].map((name): [string, Directive] => [name, ignored]),
]);

/** The operands of a directive's statement. */
export function directiveUse(name: string, tokens: readonly Token[], end: number): DirectiveUse {
  return { name, operands: splitTokens(tokens, ','), end };
}
