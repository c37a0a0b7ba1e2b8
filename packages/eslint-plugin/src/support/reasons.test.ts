/** What a SAFETY comment is, wherever it stands. */
import ts from 'typescript';
import { expect, it } from 'vitest';
import { safetyComments } from './reasons.ts';

const commentsOf = (text: string): (string | number)[][] =>
  safetyComments(ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest)).map(({ line, reason, isReason }) =>
    isReason ? [line, reason] : [line, reason, 'no reason'],
  );

it.each([
  ['// SAFETY: it is ours.\nf();', [[1, 'it is ours.']]],
  ['// SAFETY (of `g`, too): it is\n// ours.\nf();', [[1, 'it is ours.']]],
  ['// SAFETY (of this one and\n// of `g`): it is ours.\nf();', [[1, 'it is ours.']]],
  ['/* SAFETY: it is ours. */ f();', [[1, 'it is ours.']]],
  ['/**\n * Calls `f`.\n *\n * SAFETY: it is\n *   ours.\n *\n * Always.\n */\nf();', [[4, 'it is ours.']]],
  ['f([\n  // SAFETY: it is ours.\n  g,\n]);', [[2, 'it is ours.']]],
  ['f();\r\n// SAFETY: it is ours.\r\n// Really.\r\n\r\n// Other.\r\nf();', [[2, 'it is ours. Really.']]],
  ['// SAFETY: it is ours.\n// SAFETY: and theirs.\nf();', [[1, 'it is ours.'], [2, 'and theirs.']]], // prettier-ignore
  ['// SAFETY: it is ours.\nf();\n// Other.\n// Other.\nf();', [[1, 'it is ours.']]],
  ['f();\n// SAFETY: at the end.', [[2, 'at the end.']]],
  ['// SAFETY: fine\nf();', [[1, 'fine', 'no reason']]],
  ['// SAFETY:\nf();', [[1, '', 'no reason']]],
  ['// SAFETY (never closed: it is ours.\nf();', [[1, 'SAFETY (never closed: it is ours.', 'no reason']]],
  ['f(); // SAFETY: behind the code.\nf();', []],
  ['// No SAFETY: it is theirs.\nf();', []],
  ['// SAFETY it is ours.\nf();', []],
  ['f("\\\n// SAFETY: in a text.", `\n// SAFETY: in another.\n`);', []],
])('%j', (text, comments) => {
  expect(commentsOf(text)).toEqual(comments);
});
