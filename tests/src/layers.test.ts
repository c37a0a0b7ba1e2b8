/** The floors of docs/architecture.md hold in the real import graph: arrows point down, and only through public faces. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesBelow, members, root } from './workspace.ts';

/** Who may import whom. `apps/racho` is the top; what is not named here imports nothing of ours. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/bytes': [],
  'packages/isa': [],
  'packages/user': [],
  'packages/eslint-plugin': ['@typescript-eslint/utils', 'eslint', 'ts-api-utils', 'typescript', 'typescript-eslint'],
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
/** Programs of the host: they may use Node, and other people's packages. */
const HOST = ['apps/racho', 'packages/eslint-plugin'];
const CORE = Object.keys(MAY_IMPORT).filter((path) => !HOST.includes(path));

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function importsIn(file: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => ({ file, specifier: fileName }));
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

  it('keeps helpers of tests out of what is published, and has no other dead files', () => {
    const helper = /\.test\.ts$|(^|\/)testing(\/|\.ts$)/;
    expect(modules.filter((file) => helper.test(file))).toEqual([]);
    const files = filesBelow(join(root, path, 'src')).filter((file) => file.endsWith('.ts') && !helper.test(file));
    expect(files.sort()).toEqual(modules.sort());
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

  it('stays inside its own folder with relative imports', () => {
    expect(imports.filter((one) => isRelative(one) && !target(one).startsWith(`${path}/src/`))).toEqual([]);
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

  it("has the storage of Bytes out of the safe tier's reach", () => {
    const safe = ['packages/kernel', 'packages/abi', 'packages/elf'].flatMap(reachable);
    expect(importersOf('@racho/bytes/raw').filter((file) => safe.includes(file))).toEqual([]);
  });
});

describe('third parties', () => {
  it.each(CORE)('%s depends on none at run time', (path) => {
    const { dependencies = {} } = members.find((member) => member.path === path)!.manifest;
    expect(Object.keys(dependencies).filter((name) => !name.startsWith('@racho/'))).toEqual([]);
  });

  it('has every package in the table above', () => {
    const withCode = members.filter(({ folder }) => existsSync(join(folder, 'src')));
    const packages = withCode.map(({ path }) => path).filter((path) => /^(packages|apps)\//.test(path));
    expect(packages.sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });
});
