/** Ordinary instructions of each extension, compared with QEMU. */
import { test } from 'vitest';
import { codeChangeCase } from './code-changes.ts';
import { compareWithQemu } from './compare.ts';
import { floatCase } from './float.ts';
import { cacheCase, integerCase } from './integer.ts';
import { calls, Cause } from './status.ts';

const access = [Cause.loadAccess, Cause.storeAccess];

test.each([
  ['I', access],
  ['M', []],
  ['A', [...access, Cause.loadMisaligned, Cause.storeMisaligned]],
  ['C', access],
  ['Zba', []],
  ['Zbb', []],
  ['Zbs', []],
  ['Zicond', []],
] as const)('random sequences of %s leave the same state as in QEMU', async (extension, causes) => {
  const suite = { name: extension, cases: 3000, generate: integerCase(extension) };
  await compareWithQemu(suite, [...calls, ...causes]);
});

test.each(['Zicbom', 'Zicboz'] as const)(
  'random sequences of %s leave the same state as in QEMU',
  async (extension) => {
    const suite = { name: extension, cases: 1000, generate: cacheCase(extension) };
    await compareWithQemu(suite, [...calls, Cause.illegal]);
  },
);

test.each(['F', 'D', 'Zcd'] as const)('random sequences of %s leave the same state as in QEMU', async (extension) => {
  const suite = { name: extension, cases: 3000, generate: floatCase(extension) };
  await compareWithQemu(suite, [...calls, ...access, Cause.illegal]);
});

test('code that changes itself is executed as it was changed, as in QEMU', async () => {
  await compareWithQemu({ name: 'Zifencei', cases: 1000, generate: codeChangeCase }, calls);
});
