/** No file of the workspace slips past lint. The audit looks for more of them, in the packages of the core. */
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesBelow, members, root } from './workspace.ts';

/** `examples/lint` is a project of its own, with a configuration of its own: that is what it shows. */
const files = members.flatMap(({ folder }) => filesBelow(folder)).filter((file) => !file.startsWith('examples/lint/'));
const matching = (pattern: RegExp): string[] => files.filter((file) => pattern.test(file));

it('has no configuration but the one at the root, and no list of what lint shall not report', () => {
  expect(matching(/(^|\/)(\.eslintrc.*|eslint\.config\.[a-z]+|\.eslintignore|eslint-suppressions\.json)$/)).toEqual([]);
  expect(existsSync(join(root, 'eslint-suppressions.json'))).toBe(false);
});

it('has no code in a form that the rules do not look at', () => {
  expect(matching(/\/src\/.*\.(mts|cts|tsx|jsx|js|mjs|cjs|d\.ts)$/)).toEqual([]);
});

it('has no link, of which each tool makes something else', () => {
  expect(files.filter((file) => lstatSync(join(root, file)).isSymbolicLink())).toEqual([]);
});
