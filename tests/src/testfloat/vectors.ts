/** Berkeley TestFloat's cases with SoftFloat's results for RISC-V, from the sources that QEMU carries. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guestPath } from '../guests.ts';

/** Bytes of a record: three operands, the result, the flags. */
export const RECORD_BYTES = 40;

const LEVEL = 1;
/** Of SoftFloat's files those that are of no use for F and D, most of which need types that we do not define. */
const FOREIGN = /f16|F16|extF80|ExtF80|[fF]128|256|[a-z]M\.c$/;

/** Compiles `vectors.c` with both libraries, into a folder of its own; gives the program's path. */
export function buildVectors(): string {
  const folder = mkdtempSync(join(tmpdir(), 'racho-testfloat-'));
  const softfloat = guestPath('testfloat', 'tests/fp/berkeley-softfloat-3');
  const testfloat = guestPath('testfloat', 'tests/fp/berkeley-testfloat-3');
  const list = (path: string, chosen: (name: string) => boolean): string[] =>
    readdirSync(path)
      .filter((name) => name.endsWith('.c') && chosen(name))
      .map((name) => join(path, name));
  const sources = [
    ...list(join(softfloat, 'source'), (name) => !FOREIGN.test(name)),
    ...list(join(softfloat, 'source/RISCV'), (name) => !FOREIGN.test(name)),
    ...list(join(testfloat, 'source'), (name) => /^(genCases_(common|[fiu]+(32|64))|random)\.c$/.test(name)),
    fileURLToPath(new URL('vectors.c', import.meta.url)),
  ];
  const program = join(folder, 'vectors');
  const include = [
    join(softfloat, 'build/Linux-x86_64-GCC'),
    join(softfloat, 'source/RISCV'),
    join(softfloat, 'source/include'),
    join(testfloat, 'source'),
  ].map((path) => `-I${path}`);
  const defines = ['-DSOFTFLOAT_FAST_INT64', '-DINLINE_LEVEL=5', '-DFLOAT64'];
  execFileSync('clang', ['-O2', '-w', ...defines, ...include, ...sources, '-o', program]);
  return program;
}

/**
 * Records of `operation` (SoftFloat's name, or `f32` and `f64` for operands alone) in rounding mode `mode`,
 * each `stride`-th of all.
 */
export function vectorsOf(program: string, operation: string, mode: number, stride = 1): Uint8Array {
  const args = [operation, mode, LEVEL, stride].map(String);
  return execFileSync(program, args, { maxBuffer: 2 ** 30 });
}
