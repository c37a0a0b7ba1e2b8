/** Trees of other commits, to be measured beside each other. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownTree } from './bundle.ts';
import { BenchError } from './error.ts';

export interface Tree {
  /** The commit, as short as git has it. */
  readonly commit: string;
  readonly path: string;
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: ownTree, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** What `HEAD` is, with `-dirty` if files differ from it. */
export const ownCommit = (): string => git('describe', '--always', '--dirty', '--exclude=*');

/** @throws BenchError `E_USAGE` if git knows no such commit */
export function resolveCommit(name: string): string {
  try {
    // A name that begins with a dash would be an option.
    return git('rev-parse', '--verify', '--quiet', '--short', '--end-of-options', `${name}^{commit}`);
  } catch {
    throw new BenchError('E_USAGE', `--compare: git knows no commit ${name}`);
  }
}

/** Checks the commits out into a temporary folder, which is gone when `use` is done. */
export async function withTrees<T>(names: readonly string[], use: (trees: readonly Tree[]) => Promise<T>): Promise<T> {
  if (names.length === 0) return use([]);
  const commits = names.map(resolveCommit);
  const twice = commits.find((commit, i) => commits.indexOf(commit) !== i);
  if (twice !== undefined) throw new BenchError('E_USAGE', `--compare: both are ${twice}`);
  const folder = mkdtempSync(join(tmpdir(), 'racho-bench-'));
  const trees = commits.map((commit) => ({ commit, path: join(folder, commit) }));
  try {
    for (const { commit, path } of trees) git('worktree', 'add', '--detach', path, commit);
    return await use(trees);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    git('worktree', 'prune');
  }
}
