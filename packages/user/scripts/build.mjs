/**
 * Builds the user programs: every programs/NAME.c with user_lib to NAME.elf, and a manifest of what was built with what.
 *
 *   node scripts/build.mjs [--out DIR]
 *
 * Without --out it writes prebuilt/. CLANG, LLD and OBJCOPY in the environment name other tools than clang, ld.lld and
 * llvm-objcopy. The same sources, flags and versions give the same bytes: no path of this machine, no time, no random
 * number goes into a file, and compilation is in one folder with relative names.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { parseArgs } from 'node:util';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const TOOLS = {
  compiler: process.env.CLANG ?? 'clang',
  linker: process.env.LLD ?? 'ld.lld',
  objcopy: process.env.OBJCOPY ?? 'llvm-objcopy',
};

const COMPILE = [
  ['--target=riscv64', '-march=rv64gc', '-mabi=lp64d', '-mcmodel=medany'],
  ['-mno-relax', '-msmall-data-limit=0'], // nothing is addressed relative to gp
  ['-std=c11', '-O2', '-g', '-Wall', '-Wextra', '-Werror'],
  ['-ffreestanding', '-nostdlibinc', '-Iinclude', '-fno-pic', '-fno-stack-protector'],
  ['-ffunction-sections', '-fdata-sections', '-fno-asynchronous-unwind-tables'],
  ['-ffile-compilation-dir=.', '-ffile-prefix-map=RESOURCE_DIR=clang'], // debug information without machine paths
].flat();
const LINK = ['-T', 'user.ld', '-z', 'max-page-size=4096', '--gc-sections', '--discard-locals', '--fatal-warnings'];
/** Clang 14 leaves a nameless symbol for each distance that its debug information is made of: most of the table. */
const OBJCOPY = ['--regex', '--strip-symbol=^$'];

/** @param {string} folder */
const list = (folder) => readdirSync(join(PACKAGE, folder)).sort();
const library = list('lib').map((name) => `lib/${name}`);
const programs = list('programs')
  .filter((name) => extname(name) === '.c')
  .map((name) => basename(name, '.c'));
const sources = [
  'user.ld',
  ...list('include/racho').map((name) => `include/racho/${name}`),
  ...library,
  ...list('programs').map((name) => `programs/${name}`),
].sort();

/** @param {string} tool @param {string[]} args */
function run(tool, args) {
  try {
    return execFileSync(tool, args, { cwd: PACKAGE, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(`${tool} is not installed (Debian 12: apt-get install clang lld llvm)`, { cause: error });
  }
}

/** @param {string} tool @param {RegExp} line - which line of `--version` has the version */
const version = (tool, line) =>
  run(tool, ['--version'])
    .split('\n')
    .map((text) => text.trim())
    .find((text) => line.test(text));

/** @param {string} path */
const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

const { values } = parseArgs({ options: { out: { type: 'string', default: join(PACKAGE, 'prebuilt') } } });
const out = resolve(values.out);
const objects = mkdtempSync(join(tmpdir(), 'racho-user-'));
try {
  mkdirSync(out, { recursive: true });
  const resources = run(TOOLS.compiler, ['-print-resource-dir']).trim();
  const flags = COMPILE.map((flag) => flag.replace('RESOURCE_DIR', resources));
  const compile = (source) => {
    const object = join(objects, `${source.replace('/', '-')}.o`);
    run(TOOLS.compiler, [...flags, '-c', source, '-o', object]);
    return object;
  };
  const shared = library.map(compile);
  for (const name of programs) {
    const elf = join(out, `${name}.elf`);
    run(TOOLS.linker, [...LINK, '-o', elf, ...shared, compile(`programs/${name}.c`)]);
    run(TOOLS.objcopy, [...OBJCOPY, elf]);
  }
  const manifest = {
    tools: {
      compiler: version(TOOLS.compiler, /clang version/),
      linker: version(TOOLS.linker, /LLD/),
      objcopy: version(TOOLS.objcopy, /version/),
    },
    flags: { compile: COMPILE.join(' '), link: LINK.join(' '), objcopy: OBJCOPY.join(' ') },
    programs: Object.fromEntries(
      programs.map((name) => {
        const path = join(out, `${name}.elf`);
        return [name, { size: readFileSync(path).length, sha256: sha256(path) }];
      }),
    ),
    sources: Object.fromEntries(sources.map((name) => [name, sha256(join(PACKAGE, name))])),
  };
  writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
} finally {
  rmSync(objects, { recursive: true });
}
