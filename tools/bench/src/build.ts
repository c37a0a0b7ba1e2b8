/** Builds programs by clang and lld for the places where they run. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from './error.ts';

/** `user`: a process of racho or of Linux on RISC-V; `bare`: M-mode of the `virt` machine; `native`: a process of
 * this computer; `pc`: a PC of 32 bits, for emulators of those. */
export type Target = 'user' | 'bare' | 'native' | 'pc';

/** The package's folder. */
export const folder: string = fileURLToPath(new URL('..', import.meta.url));
/** What is built and installed, which git ignores. */
export const cache: string = join(folder, '../../.cache/bench');

const COMMON = [
  ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-ffreestanding', '-nostdlib', '-static', '-fuse-ld=lld'],
  // No loop becomes a call of a library that some have and others have not.
  ['-fno-builtin', '-fno-math-errno', '-fno-pic', '-fno-stack-protector', '-fno-asynchronous-unwind-tables'],
  // Multiply-adds are fused where a program says so, or results would differ.
  ['-ffp-contract=off', '-Ishim'],
].flat();
const RISCV = [
  ['--target=riscv64', '-march=rv64gc', '-mabi=lp64d', '-mcmodel=medany', '-nostdlibinc'],
  ['-mno-relax', '-msmall-data-limit=0'], // nothing is addressed relative to gp
].flat();

/** Per target: flags, and what belongs to the program. */
const targets: Readonly<Record<Target, { readonly flags: readonly string[]; readonly sources: readonly string[] }>> = {
  user: { flags: [...RISCV, '-Wl,-T,shim/user.ld'], sources: ['shim/user.c', 'shim/note.S'] },
  bare: { flags: [...RISCV, '-Wl,-T,shim/bare.ld'], sources: ['shim/bare.c'] },
  native: { flags: ['--target=x86_64-linux-gnu'], sources: ['shim/user.c'] },
  pc: {
    flags: ['--target=i386-elf', '-march=pentium4', '-mfpmath=sse', '-nostdlibinc', '-Wl,-T,shim/pc.ld'],
    sources: ['shim/pc.c'],
  },
};

function clang(args: readonly string[]): string {
  try {
    return execFileSync('clang', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: string };
    if (code === 'ENOENT')
      throw new BenchError('E_TOOL', 'clang is not installed (Debian 12: apt-get install clang lld)');
    throw new BenchError('E_TOOL', `clang ${args.join(' ')} failed:\n${stderr ?? String(error)}`);
  }
}

/** A digest of all that a program is made of. Made once: nobody edits while it is measured. */
let sources: string | undefined;
function sourcesDigest(): string {
  if (sources !== undefined) return sources;
  const hash = createHash('sha256').update(clang(['--version']));
  for (const part of ['shim', 'programs']) {
    for (const name of readdirSync(join(folder, part)).sort())
      hash.update(name).update(readFileSync(join(folder, part, name)));
  }
  return (sources = hash.digest('hex'));
}

/** Compiles what is not yet in the cache; gives the path of the file. */
function compiled(name: string, args: readonly string[]): string {
  const digest = createHash('sha256').update(sourcesDigest()).update(args.join('\0')).digest('hex').slice(0, 12);
  const file = join(cache, digest, name);
  if (existsSync(file)) return file;
  mkdirSync(join(cache, digest), { recursive: true });
  const partial = `${file}.${process.pid}`;
  clang([...args, '-o', partial]);
  renameSync(partial, file);
  return file;
}

/** The program for a target, which does its work `size` times. */
export function build(name: string, target: Target, size: number): string {
  const { flags, sources: shim } = targets[target];
  return compiled(`${name}.${target}`, [...COMMON, ...flags, `-DSIZE=${size}`, `programs/${name}.c`, ...shim]);
}

/** The program that measures another process. */
export function buildMeasure(): string {
  return compiled('measure', ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', 'shim/measure.c']);
}
