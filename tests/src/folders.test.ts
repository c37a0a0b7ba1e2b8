/** The picture of the folders in docs/architecture.md is the workspace. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { members, root } from './workspace.ts';

/** The ```text block whose every line is a path, two spaces or more, and what it is. */
function pictured(): string[] {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8').replaceAll('\r\n', '\n');
  const blocks = [...text.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map((match) => match[1]!.trimEnd().split('\n'));
  const picture = blocks.find((lines) => lines.every((line) => /^[a-z.][a-z0-9./-]*\s{2,}\S/.test(line)));
  return (picture ?? []).map((line) => line.split(/\s/)[0]!.replace(/\/$/, ''));
}

it('shows every member of the workspace, and no other', () => {
  const inWorkspace = members.map(({ path }) => path);
  const shown = pictured().filter((path) => /^(packages|apps|tools)\/|^(tests|examples)$/.test(path));
  expect(shown.sort()).toEqual([...inWorkspace].sort());
});
