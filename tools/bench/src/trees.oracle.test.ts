/** Commits to compare. */
import { expect, test } from 'vitest';
import { resolveCommit, withTrees } from './trees.ts';

test.each(['no-such-commit', '', '--all', 'HEAD..HEAD'])('%j is no commit', (name) => {
  expect(() => resolveCommit(name)).toThrow(`git knows no commit ${name}`);
});

test('a commit is not compared with itself', async () => {
  await expect(withTrees(['HEAD', 'HEAD~0'], () => Promise.resolve())).rejects.toThrow(/both are [0-9a-f]+/);
});

test('nothing is checked out where nothing is compared', async () => {
  expect(await withTrees([], (trees) => Promise.resolve(trees))).toEqual([]);
});
