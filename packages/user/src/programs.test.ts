import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { programs, programUrl } from './index.ts';

const root = new URL('..', import.meta.url);

/** What scripts/build.mjs writes. */
interface Manifest {
  readonly tools: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, string>>;
  readonly programs: Readonly<Record<string, { readonly size: number; readonly sha256: string }>>;
  readonly sources: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync(new URL('prebuilt/manifest.json', root), 'utf8')) as Manifest;

const sha256 = (path: string | URL): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const list = (folder: string): string[] => readdirSync(new URL(folder, root)).map((name) => `${folder}${name}`);
const names = programs.map(({ name }) => name);

describe('the committed ELF files', () => {
  test.each(names)('%s is the one that the manifest names', (name) => {
    const bytes = readFileSync(programUrl(name));
    expect(manifest.programs[name]).toEqual({ size: bytes.length, sha256: sha256(programUrl(name)) });
    expect(bytes.length).toBeLessThan(64 * 1024); // a program's slot has 128 KiB, and debug information is not loaded
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('\x7fELF');
  });

  test('are these and no others', () => {
    const files = [...names.map((name) => `prebuilt/${name}.elf`), 'prebuilt/manifest.json'];
    expect(list('prebuilt/').sort()).toEqual(files.sort());
    expect(Object.keys(manifest.programs).sort()).toEqual([...names].sort());
  });

  test('were built from the sources as they are; if not: pnpm --filter @racho/user rebuild:elfs', () => {
    const sources = ['user.ld', ...list('include/racho/'), ...list('lib/'), ...list('programs/')];
    expect(Object.keys(manifest.sources).sort()).toEqual(sources.sort());
    for (const source of sources)
      expect([source, manifest.sources[source]]).toEqual([source, sha256(new URL(source, root))]);
  });

  test.each(names)('%s holds no path of the machine that built it', (name) => {
    expect(readFileSync(programUrl(name), 'latin1')).not.toMatch(/\/(usr|home|root|tmp|work|mnt|opt|Users|var)\//);
  });
});

test('the header with the numbers of the calls is what @racho/abi says', () => {
  const script = fileURLToPath(new URL('scripts/syscalls-header.mjs', root));
  const run = spawnSync(process.execPath, ['--conditions=@racho/source', '--import', 'tsx', script, '--check'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
});

test('each program has a source, and says on top what it does', () => {
  const sources = list('programs/').filter((path) => path.endsWith('.c'));
  expect(sources.sort()).toEqual(names.map((name) => `programs/${name}.c`).sort());
  for (const source of sources) expect(readFileSync(new URL(source, root), 'utf8')).toMatch(/^\/\* \S/);
});

test('the table cannot be changed', () => {
  expect(Object.isFrozen(programs)).toBe(true);
  for (const program of programs) expect(Object.isFrozen(program) && Object.isFrozen(program.args)).toBe(true);
});
