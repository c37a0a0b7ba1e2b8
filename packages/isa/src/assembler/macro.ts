/** Macros and repetitions: text that stands for more lines. */
import type { SourceLine } from './diagnostics.ts';
import { Problem } from './diagnostics.ts';

interface Parameter {
  readonly name: string;
  readonly default: string | undefined;
  readonly required: boolean;
  /** Takes the rest of the arguments, commas included. */
  readonly rest: boolean;
}

export interface Macro {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly SourceLine[];
}

const blockStart = /^\s*\.(macro|rept|irp)\b/;
const blockEnd = /^\s*\.(endm|endr)\b/;

/** Whether a line starts a block, whose lines are kept as text until it is expanded. */
export const startsBlock = (text: string): boolean => blockStart.test(text);
export const endsBlock = (text: string): boolean => blockEnd.test(text);

/** The lines after `start` up to the end of the block that it opens, and the index of the line behind that. */
export function blockAt(lines: readonly SourceLine[], start: number): { body: readonly SourceLine[]; next: number } {
  let depth = 1;
  for (let index = start + 1; index < lines.length; index++) {
    const { text } = lines[index]!;
    if (startsBlock(text)) depth++;
    if (endsBlock(text) && --depth === 0) return { body: lines.slice(start + 1, index), next: index + 1 };
  }
  const directive = blockStart.exec(lines[start]!.text)![1]!;
  throw new Problem(`this .${directive} does not end: .${directive === 'macro' ? 'endm' : 'endr'} is missing`);
}

/** Splits arguments at commas outside of parentheses and strings. */
export function splitArguments(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const [piece] of text.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'|[^]/g)) {
    if (piece === '(') depth++;
    if (piece === ')') depth--;
    if (piece === ',' && depth === 0) parts.push('');
    else parts.push(parts.pop()! + piece);
  }
  return text.trim() === '' ? [] : parts.map((part) => part.trim());
}

/** Parses what stands behind `.macro`: `name a, b=1, c:req, d:vararg`. */
export function defineMacro(text: string, body: readonly SourceLine[]): Macro {
  const [, name, list] = /^\s*([A-Za-z_.$][\w.$]*)\s*,?(.*)$/.exec(text) ?? [];
  if (name === undefined) throw new Problem('.macro needs a name');
  const parameters = splitArguments(list!.includes(',') ? list! : list!.trim().replaceAll(/\s+/g, ',')).map((entry) => {
    const [, parameter, qualifier, value] = /^([A-Za-z_]\w*)(?::(req|vararg))?\s*(?:=\s*(.*))?$/.exec(entry) ?? [];
    if (parameter === undefined) throw new Problem(`"${entry}" is no parameter; write name, name=default or name:req`);
    return { name: parameter, default: value, required: qualifier === 'req', rest: qualifier === 'vararg' };
  });
  return { name, parameters, body };
}

const unquoted = (text: string): string => (/^"(?:\\.|[^"\\])*"$/.test(text) ? text.slice(1, -1) : text);

/** Puts values for `\name`, with `\()` standing for nothing, so that a name may end inside a word. */
export function substitute(
  body: readonly SourceLine[],
  values: ReadonlyMap<string, string>,
  within: NonNullable<SourceLine['within']>,
): SourceLine[] {
  return body.map(({ text, number }) => ({
    text: text.replaceAll(/\\(\(\)|@|[A-Za-z_]\w*)/g, (whole, name: string) => values.get(name) ?? whole),
    number,
    within,
  }));
}

/** The lines that a macro stands for, used at `line` with these arguments; `count` is what `\@` gives. */
export function expandMacro(macro: Macro, given: readonly string[], line: SourceLine, count: number): SourceLine[] {
  const values = new Map([
    ['()', ''],
    ['@', String(count)],
  ]);
  let position = 0;
  for (const argument of given) {
    const [, keyword, keywordValue] = /^([A-Za-z_]\w*)\s*=(?!=)\s*(.*)$/.exec(argument) ?? [];
    const named = macro.parameters.find((parameter) => parameter.name === keyword);
    const parameter = named ?? macro.parameters[position];
    if (parameter === undefined) {
      throw new Problem(`macro ${macro.name} takes ${macro.parameters.length} arguments, not ${given.length}`);
    }
    if (named === undefined && !parameter.rest) position++;
    const known = parameter.rest ? values.get(parameter.name) : undefined;
    const value = named === undefined ? argument : keywordValue!;
    values.set(parameter.name, known === undefined ? unquoted(value) : `${known}, ${value}`);
  }
  for (const parameter of macro.parameters) {
    if ((values.get(parameter.name) ?? '') !== '') continue;
    if (parameter.required) throw new Problem(`macro ${macro.name} needs the argument ${parameter.name}`);
    values.set(parameter.name, parameter.default ?? '');
  }
  return substitute(macro.body, values, { name: `macro ${macro.name}`, line });
}
