/** Lint asks for every reason that unsafe code gives: each is taken away in turn, and missed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { safetyComments } from 'eslint-plugin-framekernel';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { filesBelow, root } from './workspace.ts';

const COMMENT = /^ *\/\/ SAFETY.*\n( *\/\/.*\n)*/gm;

/** Reasons of what lint cannot tell from safe code: what the image is asked to do. */
const UNASKED = ['(and of `loadFloat`)'];

const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: join(root, 'eslint.config.js'),
  ruleFilter: ({ ruleId }) => ruleId === 'framekernel/safety-comment',
});

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
const files = filesBelow(join(root, 'packages/ostd/src')).filter((file) => file.endsWith('.unsafe.ts'));

it.each(files)('%s', async (file) => {
  const text = textOf(file);
  const lint = async (code: string): Promise<number> => {
    const [result] = await eslint.lintText(code, { filePath: join(root, file) });
    return result!.messages.length;
  };
  const comments = [...text.matchAll(COMMENT)];
  expect(comments).toHaveLength(safetyComments(ts.createSourceFile(file, text, ts.ScriptTarget.Latest)).length);
  expect(await lint(text)).toBe(0);
  for (const { 0: comment, index } of comments) {
    const isAsked = !UNASKED.some((part) => comment.includes(part));
    const found = await lint(text.slice(0, index) + text.slice(index + comment.length));
    expect(found > 0, comment).toBe(isAsked);
  }
});

it('finds those that nobody asks for', () => {
  const all = files.map(textOf).join('');
  expect(UNASKED.filter((part) => !all.includes(`// SAFETY ${part}:`))).toEqual([]);
});
