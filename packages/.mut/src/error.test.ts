import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MachineError } from './error.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const codes = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, code]) => code!).sort();

test('every code has its row in docs/machine.md', () => {
  const declared = codes(read('error.ts'), /\| '(E_\w+)'/g);
  expect(declared).toContain('E_CONFIG');
  expect(codes(read('../../../docs/machine.md'), /^\| `(E_\w+)`/gm)).toEqual(declared);
});

test('an error says what it is', () => {
  const error = new MachineError('E_CONFIG', 'no');
  expect([error.name, error.code, error.message]).toEqual(['MachineError', 'E_CONFIG', 'no']);
});
