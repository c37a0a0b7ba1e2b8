/** Rows of the tables in `extensions/`, as they are written there. */
import { parseEncoding } from './encoding.ts';
import type { ExtensionName, Instruction } from './instruction.ts';
import type { Stmt } from './ir.ts';

/** Makes the rows of one extension: name, encoding in the manual's notation, assembly operands, semantics. */
export function rowsOf(
  extension: ExtensionName,
): (name: string, encoding: string, syntax: string, ...semantics: readonly Stmt[]) => Instruction {
  return (name, encoding, syntax, ...semantics) => ({
    name,
    extension,
    length: 4,
    ...parseEncoding(encoding, 4),
    syntax,
    semantics,
  });
}

/** A compressed form before its expansion has been looked up. */
export interface CompressedRow {
  readonly name: string;
  readonly extension: ExtensionName;
  readonly encoding: string;
  readonly syntax: string;
  /** The 32-bit instruction it stands for, as assembly with the form's own operands. */
  readonly expansion: string;
}
