/** Which files are the package's own. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { TSESLint } from '@typescript-eslint/utils';

const roots = new Map<string, string>();

/** The folder of the nearest `package.json` at or above that of `file`; the file's own folder if there is none. */
export function packageRoot(file: string): string {
  const start = dirname(resolve(file));
  const known = roots.get(start);
  if (known !== undefined) return known;
  let folder = start;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) return remember(start, start);
    folder = parent;
  }
  return remember(start, folder);
}

function remember(start: string, root: string): string {
  roots.set(start, root);
  return root;
}

/** Whether `file` lies in the same package as `from`, and not in a package that is installed in it. */
function isOwn(file: string, from: string): boolean {
  const path = relative(packageRoot(from), resolve(file)).split(sep);
  return path[0] !== '..' && !path.includes('node_modules') && packageRoot(file) === packageRoot(from);
}

/** Whether there is a link on the way from the folder of `from` to `file`: what it leads to stands elsewhere, where other rules may hold. */
export function isLinked(file: string, from: string): boolean {
  try {
    const folder = dirname(resolve(from));
    return realpathSync(file) !== join(realpathSync(folder), relative(folder, file));
  } catch {
    return false; // it is not there, see `isMissing`
  }
}

/** Whether there is no such file, though there is `from`, which imports it: who looks for others that it may mean finds what others do not. */
export function isMissing(file: string, from: string): boolean {
  return existsSync(from) && statSync(file, { throwIfNoEntry: false })?.isFile() !== true;
}

function isBelow(file: string, folder: string): boolean {
  return relative(folder, resolve(file)).split(sep)[0] !== '..';
}

/**
 * Tells the files that are of one hand with the one that is linted: of the same package, and below the same folder of
 * those in `within`, if it is in one.
 */
export function ownership(
  { filename, cwd }: Pick<TSESLint.RuleContext<string, readonly unknown[]>, 'filename' | 'cwd'>,
  within: readonly string[],
): (file: string) => boolean {
  const folders = within.map((path) => resolve(cwd, path));
  // Were ESLint run elsewhere, no file would lie in any of them, and all would pass.
  const missing = folders.find((path) => !existsSync(path));
  if (missing !== undefined) {
    throw new Error(
      `There is no ${missing}, which \`within\` names: run ESLint in the folder that it starts from, or give a whole path.`,
    );
  }
  const [folder] = folders.filter((path) => isBelow(filename, path)).sort((a, b) => b.length - a.length); // the innermost
  return (file) => isOwn(file, filename) && (folder === undefined || isBelow(file, folder));
}
