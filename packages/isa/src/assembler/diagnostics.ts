/** Errors in assembly source: collected while assembling, thrown together as one `AsmError`. */
import { IsaError } from '../errors.ts';

/** A line to be assembled: of the source, or of a macro's expansion. */
export interface SourceLine {
  readonly text: string;
  /** 1 for the first line of the source. */
  readonly number: number;
  /** For a line of an expansion: what was expanded, and the line that asked for it. */
  readonly within?: { readonly name: string; readonly line: SourceLine };
}

/** One error in the source. Lines and columns count from 1. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** The offending line; with macro arguments put in, where it comes from an expansion. */
  readonly source: string;
  /** Where it was expanded, innermost first. */
  readonly notes: readonly string[];
}

/** Thrown by `assemble` with everything that is wrong with the source; the message shows each error with its line. */
export class AsmError extends IsaError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super('E_ASSEMBLY', diagnostics.map(formatDiagnostic).join('\n'));
    this.name = 'AsmError';
    this.diagnostics = diagnostics;
  }
}

/** `file:line:column: message`, the source line, a caret under the column, and the notes. */
export function formatDiagnostic({ file, line, column, message, source, notes }: Diagnostic): string {
  const indent = source.slice(0, column - 1).replaceAll(/[^\t]/g, ' ');
  return [`${file}:${line}:${column}: ${message}`, source, `${indent}^`, ...notes].join('\n');
}

/** What stops the assembly of one statement. Thrown and caught inside the assembler only. */
export class Problem extends Error {
  /** Undefined where it concerns the whole statement. */
  readonly column: number | undefined;

  constructor(message: string, column?: number) {
    super(message);
    this.column = column;
  }
}

export function diagnosticOf(file: string, line: SourceLine, column: number, message: string): Diagnostic {
  const notes: string[] = [];
  for (let { within } = line; within !== undefined; within = within.line.within) {
    notes.push(`${file}:${within.line.number}: in the expansion of ${within.name} here`);
  }
  return { file, line: line.number, column, message, source: line.text, notes };
}
