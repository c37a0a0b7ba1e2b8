/** What is published can be used: every package of which no other party's is needed is packed, installed into empty projects, and its README's example runs. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync, type Format } from 'esbuild';
import ts from 'typescript';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Manifest, type Member, standalone, root, safeLib, withSiblings } from './workspace.ts';

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const work = mkdtempSync(join(tmpdir(), 'racho-packaging-'));
const together = join(work, 'together');
let packed: ReadonlyMap<string, Packed>;

function run(folder: string, command: string, ...args: string[]): string {
  // npm is a .cmd file on Windows, which only a shell can start.
  const shell = process.platform === 'win32' && command !== process.execPath;
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8', shell, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** An empty project with the tarballs of these packages installed, and nothing from anywhere else. */
function project(folder: string, packages: readonly Member[]): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
  const tarballs = packages.map(({ manifest }) => packed.get(manifest.name)!.filename);
  run(folder, 'npm', 'install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs);
}

function installed(folder: string, { manifest }: Member): string {
  return join(folder, 'node_modules', ...manifest.name.split('/'));
}

beforeAll(() => {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string };
  const filters = [...standalone, safeLib].map(({ manifest }) => `--filter=${manifest.name}`);
  const pack = ['pnpm', '-r', ...filters, 'pack', '--pack-destination', work, '--json'];
  const output = run(root, 'npm', 'exec', '--yes', `--package=${packageManager}`, '--', ...pack);
  packed = new Map((JSON.parse(output) as Packed[]).map((one) => [one.name, one]));
  project(together, standalone);
}, 300_000);

afterAll(() => rmSync(work, { recursive: true, force: true, maxRetries: 3 }));

const readmeOf = ({ folder }: Member): string =>
  readFileSync(join(folder, 'README.md'), 'utf8').replaceAll('\r\n', '\n');

/** The first block of a README in a language. */
function example(member: Member, language: 'ts' | 'jsonc' = 'ts'): string {
  const block = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm');
  return block.exec(readmeOf(member))?.[1] ?? '';
}

function runExample(folder: string, source: string): string {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  const file = join(folder, 'example.mjs');
  writeFileSync(file, outputText);
  return run(folder, process.execPath, file);
}

/** The subpaths that have code, with their files by condition. */
function subpaths(manifest: Manifest): [string, Readonly<Record<string, string>>][] {
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) =>
    typeof target === 'object' ? [[subpath, target]] : [],
  );
}

/** The packages of ours that a program imports. */
function importedBy(source: string): Member[] {
  const specifiers = ts.preProcessFile(source).importedFiles.map(({ fileName }) => fileName);
  return standalone.filter(({ manifest: { name } }) =>
    specifiers.some((specifier) => specifier === name || specifier.startsWith(`${name}/`)),
  );
}

it('installs all packages together, with nothing else', () => {
  const lock = JSON.parse(readFileSync(join(together, 'package-lock.json'), 'utf8')) as { packages: object };
  const names = Object.keys(lock.packages).filter((path) => path !== '').map((path) => path.replace(/^node_modules\//, '')); // prettier-ignore
  expect(names.sort()).toEqual(standalone.map(({ manifest }) => manifest.name).sort());
});

// Several installations each: long on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

describe.each(standalone.map((member) => [member.manifest.name, member] as const))('%s', (name, member) => {
  const manifest = (): Manifest =>
    JSON.parse(readFileSync(join(installed(together, member), 'package.json'), 'utf8')) as Manifest;

  it('packs its code, README and licence, no test, and no map to what is not packed', () => {
    const paths = packed.get(name)!.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    expect(paths.filter((path) => /\.test\.|(^|\/)src\/|tsconfig|vitest|scratch|\.d\.ts\.map$/.test(path))).toEqual([]);
  });

  it('resolves as published, not to sources or the workspace', () => {
    const { exports, dependencies } = manifest();
    expect(JSON.stringify({ exports, dependencies })).not.toMatch(/@racho\/source|workspace:|catalog:/);
  });

  it('has code and types where each subpath says', () => {
    const missing = subpaths(manifest()).flatMap(([subpath, target]) =>
      ['types', 'default']
        .filter((kind) => !existsSync(join(installed(together, member), target[kind] ?? 'nowhere')))
        .map((kind) => `${subpath}: ${kind}`),
    );
    expect(missing).toEqual([]);
  });

  it('can be imported by each subpath, alone with the siblings that it declares', () => {
    const folder = join(work, name.replace('/', '-'));
    project(folder, withSiblings(member));
    const specifiers = subpaths(manifest()).map(([subpath]) => `${name}${subpath.slice(1)}`);
    const script = specifiers.map((specifier) => `await import('${specifier}');`).join('\n');
    writeFileSync(join(folder, 'import.mjs'), `${script}\nconsole.log('imported');\n`);
    expect(run(folder, process.execPath, 'import.mjs')).toBe('imported\n');
  });

  it('runs its example, beside the packages that it shows together', () => {
    const source = example(member);
    expect(importedBy(source)).not.toEqual([]);
    const folder = join(work, `${name.replace('/', '-')}-example`);
    project(folder, [...new Set([member, ...importedBy(source)].flatMap(withSiblings))]);
    expect(runExample(folder, source)).not.toBe('');
  });
});

describe('@racho/safe-lib, alone, with the options of its README', () => {
  const folder = join(work, 'safe-lib');
  beforeAll(() => {
    project(folder, [safeLib]);
    writeFileSync(join(folder, 'tsconfig.json'), example(safeLib, 'jsonc'));
  }, 300_000);

  /** The errors in a program that is the project's only one. */
  function errorsIn(source: string): string[] {
    const file = join(folder, 'program.ts');
    writeFileSync(file, source);
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
    const { options, errors } = ts.getParsedCommandLineOfConfigFile(join(folder, 'tsconfig.json'), {}, host)!;
    const program = ts.createProgram([file], options);
    const found = [...errors, ...ts.getPreEmitDiagnostics(program)];
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  }

  it('compiles its example', () => {
    expect(example(safeLib).split('\n').length).toBeGreaterThan(5);
    expect(errorsIn(example(safeLib))).toEqual([]);
  });

  const [list = ''] = /^`Date`[^:]*(?=: to code that is$)/m.exec(readmeOf(safeLib)) ?? [];
  const names = [...list.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);

  it.each([...names, 'globalThis.process', 'Math.random', 'JSON.parse', 'Object.prototype', "new Error('').stack"])(
    'has no %s',
    (name) => {
      const found = errorsIn(`export const x: unknown = ${name};\n`);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(/Cannot find name|does not exist|only refers to a type|has no index signature/);
    },
  );

  it('says what has no names', () => {
    expect(names.length).toBeGreaterThan(10);
  });
});

it('makes the interpreter when the machine is built, not at each start', () => {
  const [machine] = standalone.filter(({ manifest }) => manifest.name === '@racho/machine');
  const dist = join(installed(together, machine!), 'dist');
  const code = readdirSync(dist).filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(dist, file), 'utf8')); // prettier-ignore
  // The first bytes of a WebAssembly module.
  expect(code.join('')).toContain('AGFzbQEAAAA');
});

describe('what is imported after @racho/ostd/harden runs in a hardened realm', () => {
  const probe = 'export const frozen = Object.isFrozen(Array.prototype);\n';
  const app = `import '@racho/ostd/harden';\nimport { frozen } from './probe.mjs';\nconsole.log(frozen);\n`;

  it('in Node', () => {
    writeFileSync(join(together, 'probe.mjs'), probe);
    writeFileSync(join(together, 'app.mjs'), app);
    expect(run(together, process.execPath, 'app.mjs')).toBe('true\n');
  });

  it('in a bundle, which leaves out modules without side effects', async () => {
    const lib = { entry: join(together, 'app.mjs'), formats: ['es' as const], fileName: 'bundle' };
    await build({ root: together, logLevel: 'error', configFile: false, build: { lib, minify: false } });
    expect(run(together, process.execPath, join('dist', 'bundle.js'))).toBe('true\n');
  });
});

/** Runs a file as a script, whose variables are the global object's. */
const IN_SCRIPT = 'try { require("node:vm").runInThisContext(require("node:fs").readFileSync(process.argv[1], "utf8")) } catch (error) { console.log(error.code) }'; // prettier-ignore

// esbuild's own default writes a script for Node that is not strict, where `this` of a function may be the global object.
describe('ostd runs in', () => {
  const app = `
import { Machine } from '@racho/machine';
import { power } from '@racho/ostd';
import { boot, kernelImage } from '@racho/ostd/boot';
const machine = new Machine({ kernel: kernelImage() });
console.log(boot(machine, { kernel: () => power.shutdown(3) }).step(1_000_000).status);
`;

  it.each<[Format, 'module' | 'script', string, string]>([
    ['esm', 'module', '', '3'],
    ['esm', 'script', '"use strict";', 'E_SLOPPY'],
    ['cjs', 'script', '', 'E_SLOPPY'],
    ['iife', 'script', '', 'E_SLOPPY'],
    ['iife', 'script', '"use strict";', '3'],
  ])('a bundle (%s) that is a %s and begins with %j: %s', (format, as, js, printed) => {
    writeFileSync(join(together, 'boots.mjs'), app);
    for (const minify of [true, false]) {
      const outfile = join(together, 'boots.out.mjs');
      const options = { bundle: true, platform: 'browser', format, banner: { js }, minify } as const;
      buildSync({ ...options, entryPoints: [join(together, 'boots.mjs')], absWorkingDir: together, outfile });
      const how = as === 'module' ? [outfile] : ['-e', IN_SCRIPT, outfile];
      expect(run(together, process.execPath, ...how)).toBe(`${printed}\n`);
    }
  });
});

// What a kernel does as its modules are loaded comes before ostd, where none of them imports it.
it('is refused in a script before a kernel that an app imports ahead of ostd has run', () => {
  writeFileSync(join(together, 'kernel.mjs'), `console.log('the kernel runs');\nexport const kernel = () => 1;\n`);
  const app = `import '@racho/ostd/harden';\nimport { kernel } from './kernel.mjs';\nimport { boot } from '@racho/ostd/boot';\nboot(kernel);\n`;
  writeFileSync(join(together, 'early.mjs'), app);
  const outfile = join(together, 'early.out.mjs');
  const options = { bundle: true, platform: 'node', format: 'esm', banner: { js: '"use strict";' } } as const;
  buildSync({ ...options, entryPoints: [join(together, 'early.mjs')], absWorkingDir: together, outfile });
  expect(run(together, process.execPath, '-e', IN_SCRIPT, outfile)).toBe('E_SLOPPY\n');
});

describe('the racho executable', () => {
  const racho = standalone.find(({ manifest }) => manifest.bin !== undefined)!;
  const bin = (...args: string[]): string =>
    run(together, process.execPath, join(installed(together, racho), racho.manifest.bin!['racho']!), ...args);

  it('is put on the path, under its version', () => {
    expect(run(together, 'npm', 'exec', '--offline', '--', 'racho', '--version')).toBe(
      `racho ${racho.manifest.version}\n`,
    );
  });

  it('assembles, and disassembles what it assembled', () => {
    writeFileSync(join(together, 'two.S'), '.globl _start\n_start:\n  li a0, 7\n  ebreak\n');
    bin('asm', 'two.S', '-o', 'two.elf');
    expect(bin('disasm', 'two.elf')).toMatch(/<_start>:[\s\S]*li\s+a0,7[\s\S]*ebreak/);
  });
});
