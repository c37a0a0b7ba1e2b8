/** No file of the workspace slips past lint. The audit looks for more of them, in the packages of the core. */
import { expect, it } from 'vitest';
import { filesBelow, members } from './workspace.ts';

/** `examples/lint` is a project of its own, with a configuration of its own: that is what it shows. */
const files = members.flatMap(({ folder }) => filesBelow(folder)).filter((file) => !file.startsWith('examples/lint/'));
const matching = (pattern: RegExp): string[] => files.filter((file) => pattern.test(file));

it('has no configuration but the one at the root', () => {
  expect(matching(/(^|\/)(\.eslintrc.*|eslint\.config\.[a-z]+|\.eslintignore)$/)).toEqual([]);
});

it('has no code in a form that the rules do not look at', () => {
  expect(matching(/\/src\/.*\.(mts|cts|tsx|jsx|js|mjs|cjs|d\.ts)$/)).toEqual([]);
});
