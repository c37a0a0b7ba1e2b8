/** What each mnemonic may mean: instructions, compressed forms and aliases, by name. */
import { aliases } from '../aliases.ts';
import type { CompressedInstruction, Encoding, Expansion, Instruction } from '../instruction.ts';
import type { OperandSyntax } from '../syntax.ts';
import { parseSyntax } from '../syntax.ts';
import { compressed, instructions } from '../table.ts';

/** One way to write an instruction. */
export interface Meaning {
  readonly syntaxText: string;
  readonly syntax: readonly OperandSyntax[];
  readonly encoding: Instruction | CompressedInstruction;
  /** How the operands give those of `encoding`, where they aren't the same. */
  readonly expansion?: Expansion;
}

const meanings = new Map<string, Meaning[]>();

function add(name: string, syntaxText: string, encoding: Meaning['encoding'], expansion?: Expansion): void {
  const meaning = { syntaxText, syntax: parseSyntax(syntaxText), encoding, ...(expansion && { expansion }) };
  const known = meanings.get(name);
  if (known === undefined) meanings.set(name, [meaning]);
  else known.push(meaning);
}

function all(): ReadonlyMap<string, readonly Meaning[]> {
  if (meanings.size > 0) return meanings;
  for (const row of [...instructions, ...compressed]) add(row.name, row.syntax, row);
  for (const alias of aliases()) add(alias.name, alias.syntax, alias.expansion.instruction, alias.expansion);
  return meanings;
}

const orderings: Readonly<Record<string, { readonly aq: number; readonly rl: number }>> = {
  '.aq': { aq: 1, rl: 0 },
  '.rl': { aq: 0, rl: 1 },
  '.aqrl': { aq: 1, rl: 1 },
};

const hasOrdering = (encoding: Encoding): boolean => encoding.fields.some((field) => field.name === 'aq');

/** The meanings of a mnemonic, and the ordering bits in its suffix: `amoadd.w.aqrl`. None when it is unknown. */
export function meaningsOf(mnemonic: string): { meanings: readonly Meaning[]; aq: number; rl: number } {
  const plain = all().get(mnemonic);
  if (plain !== undefined) return { meanings: plain, aq: 0, rl: 0 };
  const [, stem, suffix] = /^(.+?)(\.aq|\.rl|\.aqrl)$/.exec(mnemonic) ?? [];
  const ordered = stem === undefined ? [] : (all().get(stem) ?? []).filter(({ encoding }) => hasOrdering(encoding));
  return { meanings: ordered, aq: 0, rl: 0, ...(suffix !== undefined && orderings[suffix]) };
}

export function mnemonics(): Iterable<string> {
  return all().keys();
}
