/** Where results go is looked at before they are made. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BenchError } from './error.ts';
import { checkWritable } from './output.ts';

const folder = mkdtempSync(join(tmpdir(), 'racho-bench-output-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a file may be new, and keeps what it has', () => {
  const file = join(folder, 'page.md');
  checkWritable(file);
  writeFileSync(file, 'before');
  checkWritable(file);
  expect(readFileSync(file, 'utf8')).toBe('before');
});

test.each([['missing', 'page.md'], []])('what cannot be written is told of', (...parts) => {
  const check = (): void => {
    checkWritable(join(folder, ...parts));
  };
  expect(check).toThrow(BenchError);
  expect(check).toThrow(/cannot write to .*: E(NOENT|ISDIR)/);
});
