/** Linux's own header is the oracle for its error numbers. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ERRNO } from './index.ts';

test('the error numbers are those of asm-generic/errno.h', () => {
  const macros = execFileSync('clang', ['-E', '-dM', '-include', 'asm-generic/errno.h', '-x', 'c', '/dev/null'], {
    encoding: 'utf8',
  });
  const defined = new Map(
    [...macros.matchAll(/^#define (E[A-Z0-9]+) (\w+)$/gm)].map(([, name, value]) => [name, value]),
  );
  const number = (value: string | undefined): number => Number(defined.get(value) ?? value);
  expect(defined.size).toBeGreaterThan(100);
  expect(Object.fromEntries([...defined].map(([name, value]) => [name, number(value)]))).toEqual(ERRNO);
});
