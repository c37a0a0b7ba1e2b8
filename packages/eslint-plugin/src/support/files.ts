/** Which files are the package's own. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type ts from 'typescript';

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
export function isOwn(file: string, from: string): boolean {
  const path = relative(packageRoot(from), resolve(file)).split(sep);
  return path[0] !== '..' && !path.includes('node_modules') && packageRoot(file) === packageRoot(from);
}

/** Whether `symbol` is declared by the package of `from` alone. */
export function isOwnSymbol(symbol: ts.Symbol, from: string): boolean {
  return (symbol.declarations ?? []).every((declaration) => isOwn(declaration.getSourceFile().fileName, from));
}
