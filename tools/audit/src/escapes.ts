/** The ways out that were tried, counted from the page that their own test keeps true. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditConfig } from './config.ts';

export interface Escapes {
  /** Programs. */
  readonly tried: number;
  /** What they do it with: programs that are no variants of another. */
  readonly mechanisms: number;
  readonly byTypes: number;
  readonly byLint: number;
  /** Stopped by neither: documented limits. */
  readonly open: number;
}

/** From every table whose columns are a program (a variant of the one above if it begins with an arrow), the types that stop it, and the lint rules that do. */
export function escapesOf({ root, escapes }: AuditConfig): Escapes | undefined {
  if (escapes === undefined) return undefined;
  const rows: { variant: boolean; types: boolean; lint: boolean }[] = [];
  let inTable = false;
  for (const line of readFileSync(join(root, escapes), 'utf8').split(/\r?\n/)) {
    const [what = '', types, lint] = line.startsWith('|')
      ? line
          .split(/(?<!\\)\|/)
          .slice(1)
          .map((cell) => cell.trim())
      : [];
    if (what === '') inTable = false;
    else if (types === 'types' && lint === 'lint') inTable = true;
    else if (inTable && !/^-+$/.test(what))
      rows.push({ variant: what.startsWith('↳'), types: types !== '', lint: lint !== '' });
  }
  const count = (test: (row: (typeof rows)[number]) => boolean): number => rows.filter(test).length;
  return {
    tried: rows.length,
    mechanisms: count(({ variant }) => !variant),
    byTypes: count(({ types }) => types),
    byLint: count(({ lint }) => lint),
    open: count(({ types, lint }) => !types && !lint),
  };
}
