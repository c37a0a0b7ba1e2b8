/** The kernel in a hundred lines keeps to the rules, and runs the prebuilt programs, good ones and bad ones. */
import { readFileSync } from 'node:fs';
import { Bytes } from '@racho/bytes';
import { Machine } from '@racho/machine';
import { boot, kernelImage } from '@racho/ostd/boot';
import { programUrl, type ProgramName } from '@racho/user';
import { expect, it } from 'vitest';
import { kernelMain } from './kernel.ts';
import { errorsOf } from './testing/lint.ts';

const source = readFileSync(new URL('kernel.ts', import.meta.url), 'utf8');

function run(files: readonly (readonly [name: string, bytes: Bytes])[]): {
  output: string;
  status: number | undefined;
} {
  let output = '';
  const machine = new Machine({
    clock: 'deterministic',
    memory: 16 * 2 ** 20,
    kernel: kernelImage(),
    console: (bytes) => (output += Buffer.from(bytes).toString()),
  });
  const system = boot(machine, { kernel: kernelMain, modules: files.map(([name, bytes]) => ({ name, bytes })) });
  const { status } = system.step(50_000_000);
  return { output, status };
}

const program = (name: ProgramName): [string, Bytes] => [name, Bytes.from(readFileSync(programUrl(name)))];

it('has a hundred lines at most', () => {
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(100);
});

it('keeps to the rules of the safe tier', async () => {
  expect(await errorsOf('src/kernel.ts')).toBe('');
});

it('loads a program, prints what it writes, and ends with its status', () => {
  expect(run([program('hello')])).toEqual({ output: 'Hello, world!\n', status: 0 });
});

it('runs programs side by side', () => {
  const { output, status } = run([program('power_3'), program('power_5')]);
  expect(output).toContain('Test power_3 OK!');
  expect(output).toContain('Test power_5 OK!');
  expect(output.indexOf('power_5 [')).toBeLessThan(output.lastIndexOf('power_3 [')); // neither waits for the other's end
  expect(status).toBe(0);
});

it('ends programs that misbehave, and the others go on', () => {
  const { output } = run([program('store_readonly'), program('bad_pointer'), program('hello')]);
  expect(output).toContain('store_readonly: store-page-fault');
  expect(output).toContain('Hello, world!');
});

it('refuses files that are no programs', () => {
  expect(run([['text', Bytes.fromText('not an ELF')]])).toEqual({ output: '', status: 127 });
});
