/** A two-pass assembler for GNU-like RISC-V source: `assemble(source)` gives sections at their addresses, and symbols. */
import { Assembly } from './assembler/assembly.ts';
import type { SymbolValue } from './assembler/assembly.ts';
import { AsmError } from './assembler/diagnostics.ts';
import type { Placement } from './assembler/layout.ts';
import { layOut } from './assembler/layout.ts';
import { linesOf } from './assembler/source.ts';
import { Statements } from './assembler/statements.ts';
import { IsaError } from './errors.ts';

export { AsmError, formatDiagnostic } from './assembler/diagnostics.ts';
export type { SymbolValue } from './assembler/assembly.ts';
export type { Diagnostic } from './assembler/diagnostics.ts';
export type { Placement } from './assembler/layout.ts';
export { IsaError } from './errors.ts';

export interface AssembleOptions {
  /** Name of the source in messages. */
  readonly file?: string;
  /** Where sections go that don't simply follow each other from `base`. */
  readonly sections?: Readonly<Record<string, Placement>>;
  /** Address of the first section: 0x8000_0000 unless given. */
  readonly base?: bigint;
}

export interface ProgramSection {
  readonly name: string;
  /** Where it is when the program runs. */
  readonly address: bigint;
  /** Where its bytes are put first. */
  readonly loadAddress: bigint;
  /** Empty for sections like .bss, which are `size` zeros. */
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly flags: { readonly write: boolean; readonly execute: boolean };
  readonly align: number;
}

export interface Program {
  /** Code, then constants, data and .bss, each kind in the order of the source. */
  readonly sections: readonly ProgramSection[];
  readonly symbols: ReadonlyMap<string, SymbolValue>;
  /** The address of `_start`, where there is one. */
  readonly entry?: bigint;
}

/**
 * Assembles a source. Sections without a placement follow one another from `base`.
 *
 * Throws `AsmError` with every error in the source, `IsaError` for placements that don't fit.
 */
export function assemble(source: string, options: AssembleOptions = {}): Program {
  const { file = 'source.s', base = 0x8000_0000n, sections: placements = {} } = options;
  const assembly = new Assembly(file);
  new Statements(assembly).run(linesOf(source));
  const unknown = Object.keys(placements).find((name) => !assembly.sections.has(name));
  if (assembly.diagnostics.length > 0) throw new AsmError(assembly.diagnostics);
  if (unknown !== undefined) {
    throw new IsaError('E_OPERAND', `Section ${unknown} is placed, but ${file} has no such section.`);
  }
  const sections = layOut([...assembly.sections.values()], base, placements);
  assembly.finish();
  const symbols = assembly.symbolValues();
  if (assembly.diagnostics.length > 0) throw new AsmError(assembly.diagnostics);
  const entry = symbols.get('_start')?.address;
  return {
    sections: sections
      .filter(({ size, name }) => size > 0 || name in placements)
      .map((section) => ({
        name: section.name,
        address: section.address!,
        loadAddress: section.loadAddress!,
        bytes: section.bytes(),
        size: section.size,
        flags: { write: section.flags.write, execute: section.flags.execute },
        align: section.align,
      })),
    symbols,
    ...(entry !== undefined && { entry }),
  };
}
