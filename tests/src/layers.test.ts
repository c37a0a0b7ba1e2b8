/**
 * The floors of docs/architecture.md hold in the real import graph: arrows point down, and only through public faces. That the packages of
 * the core have no dead files, stay in their folders and need no third parties is the audit's to find.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { importsOf, readConfig } from '@racho/audit';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesBelow, members, root } from './workspace.ts';

/** Who may import whom. `apps/racho` is the top; what is not named here imports nothing of ours. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/bytes': [],
  'packages/isa': [],
  'packages/user': [],
  'packages/eslint-plugin': [
    '@typescript-eslint/utils',
    'eslint',
    'globals',
    'ts-api-utils',
    'typescript',
    'typescript-eslint',
  ],
  'packages/abi': ['@racho/bytes'],
  'packages/elf': ['@racho/bytes'],
  'packages/p9': ['@racho/abi', '@racho/bytes'],
  'packages/machine': ['@racho/isa', '@racho/elf', '@racho/bytes'],
  'packages/gdb': ['@racho/machine'],
  'packages/ostd': ['@racho/machine', '@racho/isa', '@racho/elf', '@racho/bytes'],
  'packages/kernel': ['@racho/ostd', '@racho/abi', '@racho/elf', '@racho/bytes'],
  'apps/racho': [
    '@racho/audit',
    '@racho/gdb',
    '@racho/kernel',
    '@racho/ostd',
    '@racho/machine',
    '@racho/isa',
    '@racho/user',
    '@racho/p9',
    '@racho/abi',
    '@racho/elf',
    '@racho/bytes',
  ],
};
/** Programs of the host: they may use Node, and other people's packages. The audit does not look at them. */
const HOST = ['apps/racho', 'packages/eslint-plugin'];

/** Tests, and what helps them. */
const HELPER = /\.test\.ts$|(^|\/)testing(\/|\.ts$)/;

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function importsIn(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  return importsOf(source).map(({ text }) => ({ file, specifier: text }));
}

const isRelative = ({ specifier }: Import): boolean => specifier.startsWith('.');
const target = ({ file, specifier }: Import): string => posix.join(dirname(file), specifier);

/** The modules that a package's entries lead to: what is published. The rest of its files are tests and their helpers. */
function reachable(path: string): string[] {
  const { exports = {} } = members.find((member) => member.path === path)!.manifest;
  const entries = Object.values(exports).flatMap((entry) =>
    typeof entry === 'object' ? [entry['@racho/source'] ?? 'src/index.ts'] : [],
  );
  const wanted = (entries.length > 0 ? entries : ['src/main.ts']).map((entry) => posix.join(path, entry));
  const found = new Set<string>();
  for (let file = wanted.pop(); file !== undefined; file = wanted.pop()) {
    if (found.has(file) || !file.endsWith('.ts')) continue;
    found.add(file);
    wanted.push(...importsIn(file).filter(isRelative).map(target));
  }
  return [...found];
}

/** `@racho/machine/raw` is of `@racho/machine`, `fast-check/x` of `fast-check`. */
function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/'); // prettier-ignore
}

describe.each(Object.entries(MAY_IMPORT))('%s', (path, allowed) => {
  const modules = reachable(path);
  const imports = modules.flatMap(importsIn);
  const foreign = imports.filter((one) => !isRelative(one));

  it('keeps helpers of tests out of what is published', () => {
    expect(modules.filter((file) => HELPER.test(file))).toEqual([]);
  });

  it('imports only what is below it', () => {
    const own = HOST.includes(path) ? foreign.filter(({ specifier }) => !specifier.startsWith('node:')) : foreign;
    expect(own.filter(({ specifier }) => !allowed.includes(packageOf(specifier)))).toEqual([]);
  });

  it('declares exactly what it imports', () => {
    const used = new Set(
      foreign.map(({ specifier }) => packageOf(specifier)).filter((name) => !name.startsWith('node:')),
    );
    const { bin, dependencies, devDependencies, peerDependencies } = members.find(
      (member) => member.path === path,
    )!.manifest;
    // An executable has our packages in its file.
    const bundled = Object.keys((bin && devDependencies) ?? {}).filter((name) => name.startsWith('@racho/'));
    const declared = new Set([...Object.keys({ ...dependencies, ...peerDependencies }), ...bundled]);
    expect([...declared].sort()).toEqual([...used].sort());
  });

  it('enters others by a public face', () => {
    const hidden = foreign.filter(({ specifier }) => {
      const other = members.find(({ manifest }) => manifest.name === packageOf(specifier));
      const face = `.${specifier.slice(packageOf(specifier).length)}`;
      return other && !Object.hasOwn(other.manifest.exports ?? {}, face);
    });
    expect(hidden).toEqual([]);
  });
});

describe.each(HOST)('%s', (path) => {
  const modules = reachable(path);

  it('has no dead files', () => {
    const files = filesBelow(join(root, path, 'src')).filter((file) => file.endsWith('.ts') && !HELPER.test(file));
    expect(files.sort()).toEqual(modules.sort());
  });

  it('stays inside its own folder with relative imports', () => {
    const imports = modules.flatMap(importsIn);
    expect(imports.filter((one) => isRelative(one) && !target(one).startsWith(`${path}/src/`))).toEqual([]);
  });
});

describe('raw capabilities', () => {
  const everything = members
    .flatMap(({ folder }) => filesBelow(folder))
    .filter((file) => file.endsWith('.ts'))
    .flatMap(importsIn);
  const importersOf = (specifier: string): string[] =>
    everything.filter((one) => one.specifier === specifier).map(({ file }) => file);

  it("has the machine's in ostd's unsafe files, and tests of ostd and the machine, alone", () => {
    const importers = importersOf('@racho/machine/raw');
    const trusted = /^packages\/(ostd\/src\/.*\.unsafe\.ts|(ostd|machine)\/src\/(.*\.test\.ts|testing(\/.*)?\.ts))$/;
    expect(importers.filter((file) => !trusted.test(file))).toEqual([]);
    expect(importers.filter((file) => file.endsWith('.unsafe.ts'))).not.toEqual([]);
  });
});

it('has every package with code in the table above', () => {
  const withCode = members.filter(({ folder }) => existsSync(join(folder, 'src')));
  const packages = withCode.map(({ path }) => path).filter((path) => /^(packages|apps)\//.test(path));
  expect(packages.sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

it('has every one of them in the audit, but the programs of the host, and the kernel that is an example', () => {
  const audited = readConfig(root).packages.map(({ folder }) => folder);
  expect([...audited, ...HOST].sort()).toEqual([...Object.keys(MAY_IMPORT), 'examples'].sort());
});

// What the language gives is shared with all libraries of the host: a kernel's own modules may run only when the realm is hardened.
it('apps import the kernel when they run it, and not before', () => {
  const importers = filesBelow(join(root, 'apps'))
    .filter((file) => /\.ts$/.test(file) && !HELPER.test(file))
    .filter((file) => importsIn(file).some(({ specifier }) => specifier === '@racho/kernel'));
  expect(importers.length).toBeGreaterThan(0);
  const text = (file: string): string => readFileSync(join(root, file), 'utf8');
  expect(importers.filter((file) => /^import [^;]*'@racho\/kernel'/m.test(text(file)))).toEqual([]);
  for (const file of importers)
    expect(text(file)).toMatch(/hardenRealm\(\);\s+const \{ kernelMain \} = await import\('@racho\/kernel'\)/);
});
