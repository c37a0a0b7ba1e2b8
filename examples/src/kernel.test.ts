/** The kernel in a hundred lines keeps to the rules, and runs the prebuilt programs, good ones and bad ones. */
import { readFileSync } from 'node:fs';
import { Bytes } from '@racho/bytes';
import { Machine } from '@racho/machine';
import { boot, kernelImage } from '@racho/ostd/boot';
import { programUrl, type ProgramName } from '@racho/user';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { kernelMain } from './kernel.ts';
import { errorsOf } from './testing/lint.ts';

const source = readFileSync(new URL('kernel.ts', import.meta.url), 'utf8');

function run(
  files: readonly (readonly [name: string, bytes: Bytes])[],
  budget = 50_000_000,
): { output: string; status: number | undefined } {
  let output = '';
  const machine = new Machine({
    clock: 'deterministic',
    memory: 16 * 2 ** 20,
    kernel: kernelImage(),
    console: (bytes) => (output += Buffer.from(bytes).toString()),
  });
  const system = boot(machine, { kernel: kernelMain, modules: files.map(([name, bytes]) => ({ name, bytes })) });
  const { status } = system.step(budget);
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

// In the headers (System V ABI, chapter 4 and 5) a program says where it wants to be.
const WORDS = [
  0n,
  1n,
  0xfffn,
  0xffffn,
  2n ** 38n - 4096n,
  2n ** 38n,
  2n ** 52n,
  2n ** 53n - 1n,
  2n ** 63n,
  2n ** 64n - 4096n,
];
const HEADERS = 64 + 4 * 56;
it('runs or refuses whatever pretends to be a program', () => {
  const hello = Bytes.from(readFileSync(programUrl('hello')));
  const change = fc.tuple(fc.nat({ max: HEADERS / 8 - 1 }), fc.constantFrom(...WORDS));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const file = hello.slice();
      for (const [word, value] of changes) file.setU64(8 * word, value);
      expect(run([['broken', file]], 300_000).output).not.toContain('panic');
    }),
    { numRuns: 100 },
  );
});

it('refuses files that are no programs', () => {
  expect(run([['text', Bytes.fromText('not an ELF')]])).toEqual({ output: '', status: 127 });
});
