/** The `// SAFETY:` comments of a file: one definition for the rule that asks for them and for whoever lists them. */
import { iterateComments } from 'ts-api-utils';
import type ts from 'typescript';

/** A comment that gives a reason, or means to. */
export interface SafetyComment {
  /** The one that it starts on. Counts from 1. */
  readonly line: number;
  readonly reason: string;
  /** Whether that is one: a word says nothing. */
  readonly isReason: boolean;
}

/** `SAFETY`, perhaps with what it is about in parentheses. */
const MARK = /^SAFETY(?:\s*\([^)]*\))?:\s*/;

/** Each starts a line, in a comment with nothing before it, and goes on over the lines of comments that follow. */
export function safetyComments(source: ts.SourceFile): readonly SafetyComment[] {
  const found: { readonly line: number; readonly text: string[] }[] = [];
  for (const { line, text } of linesOf(source)) {
    const open = found.at(-1);
    if (/^SAFETY\s*[(:]/.test(text)) found.push({ line, text: [text] });
    else if (open !== undefined && text !== '' && line === open.line + open.text.length) open.text.push(text);
  }
  return found.map(({ line, text }) => {
    const whole = text.join(' ');
    const reason = whole.replace(MARK, '');
    return { line, reason, isReason: MARK.test(whole) && /\S\s+\S/.test(reason) };
  });
}

/** Lines of comments, without the signs around them. What stands behind code is about that. */
function linesOf(source: ts.SourceFile): { readonly line: number; readonly text: string }[] {
  return [...iterateComments(source)].flatMap(({ pos, value }) => {
    const { line, character } = source.getLineAndCharacterOfPosition(pos);
    const before = source.text.slice(pos - character, pos);
    if (before.trim() !== '') return [];
    return value.split(/\r?\n/).map((text, i) => ({ line: line + 1 + i, text: text.replace(/^[\s*/]+/, '').trim() }));
  });
}
