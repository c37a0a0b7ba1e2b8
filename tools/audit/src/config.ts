/** What is audited: `framekernel-audit.json` at the root of a repository, read and checked. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditError } from './error.ts';
import { isValues, mistakeIn } from './shape.ts';

/** `safe`: held to the subset; `trusted`: may touch memory; `host`: neither, but what the others stand on may not be third-party. */
export type Tier = 'safe' | 'trusted' | 'host';

/** A row of the configuration. */
interface PackageRow {
  readonly folder: string;
  readonly tier: Tier;
  /** The one that is measured against `limit`, and the ones that stand on it. */
  readonly role?: 'framework' | 'kernel';
  /** Sources from which all its modules are reachable; those of `exports`, by the first condition, if absent. */
  readonly entries?: readonly string[];
}

export interface AuditFile {
  readonly packages: readonly PackageRow[];
  /** Folders whose every package must be named above, or stand in `unaudited`. */
  readonly roots: readonly string[];
  /** Packages, and code beside the sources of packages, that somebody else answers for. */
  readonly unaudited: readonly string[];
  /** The one lint configuration, and the compiler's options. */
  readonly eslint: string;
  readonly tsconfig: string;
  readonly build?: Partial<Build>;
  /** Names that safe code may import. */
  readonly imports: readonly string[];
  /** Globals that it may name beside those that the plugin allows. */
  readonly globals?: readonly string[];
  /** Lines of code that the framework may have. */
  readonly limit: number;
  /** The committed report of the public face, and the entry that is it. */
  readonly api: { readonly entry: string; readonly report: string };
  /** A page with the tables of the ways out that were tried. */
  readonly escapes?: string;
  /** A page with the figures between markers. */
  readonly readme?: string;
}

/** How packages are built. */
export interface Build {
  /** What the configuration of the compiler is called by which safe code is checked without the library of the host. */
  readonly configuration: string;
  /** The only types that it sees instead. */
  readonly library: string;
  /** The folder in a package that a build writes: `dist/x.js`, and `dist/x.d.ts`, of `src/x.ts`. */
  readonly output: string;
}

const BUILD: Build = { configuration: 'tsconfig.json', library: '@racho/safe-lib', output: 'dist' };

export interface Manifest {
  readonly name: string;
  readonly exports?: unknown;
  readonly main?: unknown;
  readonly module?: unknown;
  readonly browser?: unknown;
  readonly bin?: unknown;
  readonly types?: unknown;
  readonly typings?: unknown;
  readonly typesVersions?: unknown;
  readonly imports?: unknown;
  readonly directory?: unknown;
  readonly publishConfig?: Partial<Manifest>;
  readonly scripts?: object;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface AuditedPackage {
  readonly folder: string;
  readonly tier: Tier;
  readonly role: 'framework' | 'kernel' | undefined;
  readonly name: string;
  readonly manifest: Manifest;
  /** From the root. */
  readonly entries: readonly string[];
}

export interface AuditConfig extends Omit<AuditFile, 'packages' | 'build' | 'globals'> {
  readonly root: string;
  readonly globals: readonly string[];
  readonly build: Build;
  readonly packages: readonly AuditedPackage[];
  readonly framework: AuditedPackage;
}

/** Reads the configuration of the repository at `root`; throws `AuditError` if there is none that makes sense. */
export function readConfig(root: string): AuditConfig {
  const path = join(root, 'framekernel-audit.json');
  if (!existsSync(path)) throw new AuditError('E_CONFIG', `${path} is missing: it says what is audited`);
  const given = parse(path);
  const mistake = mistakeIn(given);
  if (mistake !== undefined) throw new AuditError('E_CONFIG', `${path} ${mistake}; see the README of the audit`);
  const file = given as AuditFile;
  const { eslint, tsconfig, escapes, readme, roots, unaudited, api } = file;
  const pages = [escapes ?? [], readme ?? []].flat();
  for (const name of [eslint, tsconfig, api.entry, ...pages, ...roots, ...unaudited]) {
    if (!existsSync(join(root, name))) throw new AuditError('E_CONFIG', `${path} names ${name}, which is missing`);
  }
  const packages = file.packages.map((row) => audited(root, row));
  const both = unaudited.find((name) =>
    packages.some(({ entries }) => entries.some((entry) => `${entry}/`.startsWith(`${name}/`))),
  );
  if (both !== undefined) throw new AuditError('E_CONFIG', `${path} names ${both} as unaudited, and audits it`);
  const frameworks = packages.filter(({ role }) => role === 'framework');
  const [framework] = frameworks;
  if (framework === undefined || frameworks.length > 1) {
    throw new AuditError('E_CONFIG', `${path} names ${frameworks.length} packages as the framework: name one`);
  }
  return { ...file, root, build: { ...BUILD, ...file.build }, globals: file.globals ?? [], packages, framework };
}

/** The folders below the roots that are packages. */
export function packagesBelow({ root, roots }: AuditConfig): string[] {
  return roots
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

function audited(root: string, { folder, tier, role, entries }: PackageRow): AuditedPackage {
  const path = join(root, folder, 'package.json');
  if (!existsSync(path)) throw new AuditError('E_CONFIG', `${folder} is no package: ${path} is missing`);
  const given = parse(path);
  if (!isValues(given) || typeof given['name'] !== 'string') throw new AuditError('E_CONFIG', `${path} has no "name"`);
  const manifest = given as Manifest & typeof given;
  const exported = targetsOf(manifest.exports, 'first')
    .filter((target) => target.endsWith('.ts') && !target.endsWith('.d.ts'))
    .map((target) => target.replace(/^\.\//, ''));
  const found = (entries ?? exported).map((entry) => `${folder}/${entry}`);
  if (found.length === 0)
    throw new AuditError('E_CONFIG', `${folder} has no sources among its exports: give "entries"`);
  return { folder, tier, role, name: manifest.name, manifest, entries: found };
}

/** Where `exports` lead, as deep as conditions go: by the first of them, or by all. */
export function targetsOf(exports: unknown, conditions: 'first' | 'all'): readonly string[] {
  if (typeof exports === 'string') return [exports];
  if (Array.isArray(exports)) return exports.flatMap((each) => targetsOf(each, conditions));
  if (!isValues(exports)) return []; // a subpath that is closed
  const [first = ''] = Object.keys(exports);
  const values = first.startsWith('.') || conditions === 'all' ? Object.values(exports) : [exports[first]];
  return values.flatMap((each) => targetsOf(each, conditions));
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AuditError('E_CONFIG', `${path} is not JSON: ${String(cause)}`, { cause });
  }
}
