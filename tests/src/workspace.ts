/** The workspace as its files say it is: members, manifests, sources. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  /** By subpath: a file, or files by condition. */
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

export interface Member {
  /** From the root, with slashes: `packages/isa`. */
  readonly path: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The folders that pnpm-workspace.yaml names. */
function memberPaths(): string[] {
  const yaml = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const list = /^packages:\n((?: {2}- .*\n)+)/m.exec(yaml)?.[1] ?? '';
  const patterns = [...list.matchAll(/- ['"]?([^'"\n]+)/g)].map((match) => match[1]!);
  return patterns
    .flatMap((pattern) => {
      if (!pattern.endsWith('/*')) return [pattern];
      const parent = pattern.slice(0, -2);
      return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
    })
    .filter((path) => existsSync(join(root, path, 'package.json')));
}

export const members: readonly Member[] = memberPaths().map((path) => {
  const folder = join(root, path);
  return { path, folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest };
});

/** The packages that are published, with what each of them needs of the others, itself included. */
export const published: readonly Member[] = members.filter(({ manifest }) => manifest.private !== true);

/** Those of them that have code (not types alone), and need no other packages than ours. */
export const standalone: readonly Member[] = published
  .filter(({ folder }) => existsSync(join(folder, 'src')))
  .filter(({ manifest: { dependencies, peerDependencies } }) =>
    Object.keys({ ...dependencies, ...peerDependencies }).every((name) =>
      published.some((other) => other.manifest.name === name),
    ),
  );

/** The one that has types alone. */
export const safeLib: Member = published.find(({ manifest }) => manifest.name === '@racho/safe-lib')!;

export function withSiblings(member: Member): Member[] {
  const wanted = new Set<Member>();
  const add = (next: Member): void => {
    if (wanted.has(next)) return;
    wanted.add(next);
    for (const name of Object.keys(next.manifest.dependencies ?? {})) {
      const sibling = published.find(({ manifest }) => manifest.name === name);
      if (sibling) add(sibling);
    }
  };
  add(member);
  return [...wanted];
}

const SKIPPED = new Set(['node_modules', 'dist', '.turbo', '.report', 'coverage', '.git']);

/** All files below a folder that are ours, as paths from the root with slashes. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path);
    return [relative(root, path).split(sep).join('/')];
  });
}
