/** user_lib itself, by a test program in C that is built as the others are and run by QEMU. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'racho-library-'));
const elf = join(folder, 'library');
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  const { flags } = JSON.parse(readFileSync(join(root, 'prebuilt/manifest.json'), 'utf8')) as {
    flags: { compile: string; link: string };
  };
  const sources = ['lib/start.S', 'lib/note.S', 'lib/syscall.c', 'lib/print.c', 'lib/memory.c', 'tests/library.c'];
  const objects = sources.map((source, i) => {
    const object = join(folder, `${i}.o`);
    execFileSync('clang', [...flags.compile.split(' '), '-c', source, '-o', object], { cwd: root });
    return object;
  });
  execFileSync('ld.lld', [...flags.link.split(' '), '-o', elf, ...objects], { cwd: root });
});

function run(...args: string[]): { output: string; status: number | null; writes: number } {
  const { error, stdout, stderr, status } = spawnSync('qemu-riscv64', ['-strace', elf, ...args], { encoding: 'utf8' });
  if (error) throw error;
  return { output: stdout, status, writes: [...stderr.matchAll(/ write\(1,/g)].length };
}

test('formats; a call is one write', () => {
  expect(run('formats')).toEqual({
    output: [
      '',
      '0 2147483647 -2147483648',
      '0 4294967295',
      '0 fee1dead',
      '-1 9223372036854775807 -9223372036854775808',
      '18446744073709551615 ffffffffffffffff',
      'a%z',
      '[] [text]',
      '0xffffffffffffe000',
      '100%',
      'no end of line, until here',
      '',
    ].join('\n'),
    status: 0,
    writes: 12,
  });
});

test('formats that it does not know come out as they are, and one that is cut short ends there', () => {
  expect(run('unknown')).toMatchObject({ output: '%q|\n%lq|\n|\n|\na|\n', status: 0 });
});

test('a line of 256 bytes is one write, a longer one is two', () => {
  expect(run('long')).toEqual({ output: `${'x'.repeat(255)}\n${'x'.repeat(256)}\n`, status: 0, writes: 3 });
});

test('functions on memory', () => {
  expect(run('memory')).toMatchObject({ output: 'memory works\n', status: 0 });
});

test('panic and assert say where, in one line, and end with status 101', () => {
  expect(run('panic').output).toMatch(/^panic at tests\/library\.c:\d+: the answer is 42\n$/);
  expect(run('panic')).toMatchObject({ status: 101, writes: 1 });
  expect(run('assert').output).toMatch(/^panic at tests\/library\.c:\d+: assertion failed: 1 \+ 1 == 3\n$/);
});

test('the result of main is the exit status', () => {
  expect(run('?')).toMatchObject({ output: '', status: 7 });
});
