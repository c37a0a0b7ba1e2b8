/** The floors of docs/architecture.md hold in the real import graph: arrows point down, and only through public faces. */
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesBelow, members, root } from './workspace.ts';

/** Who may import whom. `apps/racho` is the top; what is not named here imports nothing of ours. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/bytes': [],
  'packages/isa': [],
  'packages/user': [],
  'packages/abi': ['@racho/bytes'],
  'packages/elf': ['@racho/bytes'],
  'packages/machine': ['@racho/isa', '@racho/elf', '@racho/bytes'],
  'packages/ostd': ['@racho/machine', '@racho/isa', '@racho/elf', '@racho/bytes'],
  'packages/kernel': ['@racho/ostd', '@racho/abi', '@racho/elf', '@racho/bytes'],
  'apps/racho': [
    '@racho/kernel',
    '@racho/ostd',
    '@racho/machine',
    '@racho/isa',
    '@racho/user',
    '@racho/elf',
    '@racho/bytes',
  ],
};
const CORE = Object.keys(MAY_IMPORT).filter((path) => path.startsWith('packages/'));

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function importsOf(path: string, which: 'sources' | 'tests'): Import[] {
  return filesBelow(join(root, path, 'src'))
    .filter((file) => file.endsWith('.ts') && file.endsWith('.test.ts') === (which === 'tests'))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => ({ file, specifier: fileName }));
    });
}

/** `@racho/machine/raw` is of `@racho/machine`, `fast-check/x` of `fast-check`. */
function packageOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/'); // prettier-ignore
}

const isRelative = ({ specifier }: Import): boolean => specifier.startsWith('.');

describe.each(Object.entries(MAY_IMPORT))('%s', (path, allowed) => {
  const imports = importsOf(path, 'sources');
  const foreign = imports.filter((one) => !isRelative(one));

  it('has sources', () => {
    expect(filesBelow(join(root, path, 'src'))).not.toEqual([]);
  });

  it('imports only what is below it', () => {
    const own = path.startsWith('apps/') ? foreign.filter(({ specifier }) => !specifier.startsWith('node:')) : foreign;
    expect(own.filter(({ specifier }) => !allowed.includes(packageOf(specifier)))).toEqual([]);
  });

  it('declares exactly what it imports', () => {
    const used = new Set(
      foreign.map(({ specifier }) => packageOf(specifier)).filter((name) => !name.startsWith('node:')),
    );
    const declared = members.find((member) => member.path === path)?.manifest.dependencies ?? {};
    expect(Object.keys(declared).sort()).toEqual([...used].sort());
  });

  it('stays inside its own folder with relative imports', () => {
    const outside = imports.filter(isRelative).filter(({ file, specifier }) => {
      return !posix.join(dirname(file), specifier).startsWith(`${path}/src/`);
    });
    expect(outside).toEqual([]);
  });

  it('enters others by a public face', () => {
    const hidden = foreign.filter(({ specifier }) => {
      const target = members.find(({ manifest }) => manifest.name === packageOf(specifier));
      const face = `.${specifier.slice(packageOf(specifier).length)}`;
      return target && !Object.hasOwn(target.manifest.exports ?? {}, face);
    });
    expect(hidden).toEqual([]);
  });
});

describe('raw capabilities', () => {
  const everything = members.flatMap(({ path }) => [...importsOf(path, 'sources'), ...importsOf(path, 'tests')]);
  const importersOf = (specifier: string): string[] =>
    everything.filter((one) => one.specifier === specifier).map(({ file }) => file);

  it("has the machine's in ostd's unsafe files, and tests of ostd and the machine, alone", () => {
    const importers = importersOf('@racho/machine/raw');
    const trusted = /^packages\/(ostd\/src\/.*\.unsafe\.ts|(ostd|machine)\/src\/.*\.test\.ts)$/;
    expect(importers.filter((file) => !trusted.test(file))).toEqual([]);
    expect(importers.filter((file) => file.endsWith('.unsafe.ts'))).not.toEqual([]);
  });

  it("has the storage of Bytes out of the safe tier's reach", () => {
    const safe = /^packages\/(kernel|abi|elf)\/src\/(?!.*\.test\.ts$)/;
    expect(importersOf('@racho/bytes/raw').filter((file) => safe.test(file))).toEqual([]);
  });
});

describe('third parties', () => {
  it.each(CORE)('%s depends on none at run time', (path) => {
    const { dependencies = {} } = members.find((member) => member.path === path)!.manifest;
    expect(Object.keys(dependencies).filter((name) => !name.startsWith('@racho/'))).toEqual([]);
  });

  it('has every package in the table above', () => {
    const packages = members.map(({ path }) => path).filter((path) => /^(packages|apps)\//.test(path));
    expect(packages.sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });
});
