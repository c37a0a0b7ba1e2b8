/** Lines to statements: labels, definitions, blocks, macros, directives and instructions. */
import type { Assembly } from './assembly.ts';
import type { SourceLine } from './diagnostics.ts';
import { Problem } from './diagnostics.ts';
import { directives, directiveUse } from './directives.ts';
import type { Macro } from './macro.ts';
import { blockAt, defineMacro, endsBlock, expandMacro, splitArguments, startsBlock, substitute } from './macro.ts';
import type { Meaning } from './mnemonics.ts';
import { meaningsOf, mnemonics } from './mnemonics.ts';
import { parseOperand } from './operands.ts';
import { assemblePseudo, pseudoNames } from './pseudo.ts';
import { suggestion } from './suggest.ts';
import type { Token } from './tokens.ts';
import { splitTokens, tokenize } from './tokens.ts';

/** Nested expansions, and lines in all: bounds for macros that use themselves without end. */
const maxDepth = 100;
const maxLines = 2_000_000;
const maxDiagnostics = 100;

export class Statements {
  readonly #assembly: Assembly;
  readonly #macros = new Map<string, Macro>();
  #expansions = 0;
  /** `.altmacro` */
  #alternate = false;
  #lines = 0;

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
  }

  run(lines: readonly SourceLine[], depth = 0): void {
    let index = 0;
    while (index < lines.length) {
      const line = lines[index]!;
      let next = index + 1;
      this.#assembly.line = line;
      this.#assembly.column = line.text.length - line.text.trimStart().length + 1;
      this.#assembly.attempt(() => {
        if (++this.#lines > maxLines) throw new Problem(`more than ${maxLines} lines after expansion`);
        if (startsBlock(line.text)) {
          next = lines.length; // A block that does not end takes all the rest with it.
          const block = blockAt(lines, index);
          next = block.next;
          this.#block(line, block.body, depth);
        } else if (endsBlock(line.text)) throw new Problem(`${line.text.trim()} without a block that it ends`);
        else this.#line(line, depth);
      });
      if (this.#lines > maxLines || this.#assembly.diagnostics.length >= maxDiagnostics) return;
      index = next;
    }
  }

  /** `.macro`, `.rept` and `.irp`. */
  #block(line: SourceLine, body: readonly SourceLine[], depth: number): void {
    const [, directive, rest] = /^\s*\.(\w+)\s*(.*)$/.exec(line.text)!;
    if (directive === 'macro') {
      const macro = defineMacro(rest!, body);
      if (this.#macros.has(macro.name)) throw new Problem(`macro ${macro.name} is defined twice`);
      this.#macros.set(macro.name, macro);
    } else if (directive === 'rept') {
      const count = this.#assembly.numberNow(tokenize(line.text).slice(1), line.text.length + 1);
      if (count < 0n || count * BigInt(body.length + 1) > maxLines) {
        throw new Problem(`can't repeat ${body.length} lines ${count.toString()} times`);
      }
      const lines = substitute(body, new Map(), { name: '.rept', line });
      for (let round = 0n; round < count; round++) this.#expand(lines, depth);
    } else {
      const [name, ...values] = splitArguments(rest!);
      if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) throw new Problem('.irp needs a name, then its values');
      for (const value of values) {
        const substitutions = new Map([...Object.entries({ '()': '' }), [name, value] as const]);
        this.#expand(substitute(body, substitutions, { name: `.irp ${name}=${value}`, line }), depth);
      }
    }
  }

  #expand(lines: readonly SourceLine[], depth: number): void {
    if (depth >= maxDepth) throw new Problem(`expansions are nested more than ${maxDepth} deep`);
    this.run(lines, depth + 1);
  }

  #line(line: SourceLine, depth: number): void {
    const end = line.text.length + 1;
    for (const tokens of splitTokens(tokenize(line.text), ';')) {
      this.#assembly.line = line;
      // One bad statement does not hide the next one behind the `;`.
      this.#assembly.attempt(() => this.#statement(line, tokens, end, depth));
    }
  }

  #statement(line: SourceLine, tokens: readonly Token[], end: number, depth: number): void {
    const [first, second] = tokens;
    if (first === undefined) return;
    this.#assembly.column = first.column;
    if (second?.text === ':' && second.kind === 'punctuation') {
      this.#label(first);
      this.#statement(line, tokens.slice(2), end, depth);
      return;
    }
    if (second?.text === '=' && second.kind === 'punctuation') {
      if (first.kind !== 'name') throw new Problem(`can't assign to ${first.text}`, first.column);
      this.#assembly.equate(first.text, tokens.slice(2), end, first.column);
      return;
    }
    if (first.kind !== 'name') throw new Problem(`expected an instruction, not ${first.text}`, first.column);
    const macro = this.#macros.get(first.text);
    if (macro !== undefined) {
      const last = tokens.at(-1)!;
      const text = line.text.slice(first.column - 1 + first.text.length, last.column - 1 + last.text.length);
      const given = this.#macroArguments(tokens.length === 1 ? '' : text, first.column);
      this.#expand(expandMacro(macro, given, line, this.#expansions++), depth);
      return;
    }
    const directive = directives.get(first.text);
    if (first.text === '.altmacro' || first.text === '.noaltmacro') this.#alternate = first.text === '.altmacro';
    else if (directive !== undefined) directive(this.#assembly, directiveUse(first.text, tokens.slice(1), end));
    else if (first.text.startsWith('.')) this.#unknown('directive', first);
    else this.#instruction(first, splitTokens(tokens.slice(1), ','), end);
  }

  /** In the alternate macro mode, `%expression` is an argument that stands for its value. */
  #macroArguments(text: string, column: number): string[] {
    return splitArguments(text).map((argument) => {
      if (!this.#alternate || !argument.startsWith('%')) return argument;
      // Columns inside the argument mean nothing on the line, so its tokens get that of the macro's name.
      const tokens = tokenize(argument.slice(1)).map((token) => ({ ...token, column }));
      return this.#assembly.numberNow(tokens, column).toString();
    });
  }

  #label(token: Token): void {
    if (token.kind === 'name') this.#assembly.defineLabel(token.text, token.column);
    else if (/^\d+$/.test(token.text)) this.#assembly.defineLocal(String(token.value));
    else throw new Problem(`"${token.text}" can't be a label`, token.column);
  }

  #unknown(what: 'directive' | 'instruction', { text, column }: Token): never {
    const known = what === 'directive' ? directives.keys() : [...mnemonics(), ...pseudoNames(), ...this.#macros.keys()];
    throw new Problem(`unknown ${what} "${text}"${suggestion(text, known)}`, column);
  }

  #instruction(token: Token, operands: readonly (readonly Token[])[], end: number): void {
    const assembly = this.#assembly;
    const { meanings, aq, rl } = meaningsOf(token.text);
    if (assemblePseudo(token.text, { assembly, operands, end })) return;
    if (meanings.length === 0) this.#unknown('instruction', token);
    const fitting = meanings.filter((meaning) => meaning.syntax.length === operands.length);
    if (fitting.length === 0) {
      const forms = meanings.map(({ syntaxText }) => (syntaxText === '' ? 'no operands' : `"${syntaxText}"`));
      throw new Problem(`${token.text} takes ${[...new Set(forms)].join(' or ')}`, token.column);
    }
    if (fitting[0]!.encoding.length === 2 && !assembly.compressed) {
      throw new Problem(`${token.text} is a compressed instruction: it needs .option rvc`, token.column);
    }
    const { meaning, parsed } = this.#fit(fitting, operands, end);
    assembly.emit(meaning.encoding, parsed, { aq, rl, ...(meaning.expansion && { expansion: meaning.expansion }) });
  }

  /** The first meaning whose operands have this shape; if none, the complaint about the first. */
  #fit(
    meanings: readonly Meaning[],
    operands: readonly (readonly Token[])[],
    end: number,
  ): { meaning: Meaning; parsed: ReturnType<typeof parseOperand> } {
    let complaint: Problem | undefined;
    for (const meaning of meanings) {
      try {
        const { scope } = this.#assembly;
        const parsed = meaning.syntax.flatMap((syntax, index) => parseOperand(syntax, operands[index]!, scope, end));
        return { meaning, parsed };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        complaint ??= error;
      }
    }
    throw complaint!;
  }
}
