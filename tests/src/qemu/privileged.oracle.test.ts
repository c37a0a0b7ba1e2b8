/** CSRs, privileges and illegal instructions, compared with QEMU. */
import { expect, test } from 'vitest';
import { compareWithQemu } from './compare.ts';
import { csrCase } from './csr.ts';
import { privilegedCase, waitCase } from './privileged.ts';
import { calls, Cause } from './status.ts';
import { longWordCase, SHORT_WORD_CASES, shortWordCase } from './words.ts';

test('accesses to CSRs at every privilege do what they do in QEMU', async () => {
  await compareWithQemu({ name: 'CSRs', cases: 4000, generate: csrCase }, [...calls, Cause.illegal]);
});

test('programs move between the privileges as in QEMU', async () => {
  await compareWithQemu({ name: 'privileges', cases: 4000, generate: privilegedCase }, [
    ...calls,
    Cause.illegal,
    Cause.breakpoint,
  ]);
});

test('WFI goes on or traps as in QEMU', async () => {
  await compareWithQemu({ name: 'WFI', cases: 500, generate: waitCase }, [...calls, Cause.illegal]);
});

test('random 32-bit words are the instructions that they are in QEMU', async () => {
  await compareWithQemu({ name: '32-bit words', cases: 2000, generate: longWordCase }, [...calls, Cause.illegal]);
});

test('all 16-bit words are the instructions that they are in QEMU', async () => {
  expect(SHORT_WORD_CASES).toBe(3072);
  const suite = { name: '16-bit words', cases: SHORT_WORD_CASES, generate: shortWordCase };
  await compareWithQemu(suite, [...calls, Cause.illegal, Cause.breakpoint]);
});
