/** That a difference is found, and told. */
import { expect, test } from 'vitest';
import { compareWithQemu } from './compare.ts';
import { randomRegisters } from './integer.ts';

test('where the machines differ, the report has the case, its code and both values', async () => {
  // QEMU has no event counters here, and ours read as zero: see `masks.ts`.
  const generate = (random: Parameters<typeof randomRegisters>[0], index: number) => ({
    body: index === 1 ? ['li a0, 1', 'csrr a0, mhpmcounter3'] : ['li a0, 1'],
    registers: randomRegisters(random),
    csrs: { mstatus: 3n << 11n },
    pokes: [],
  });
  const failure = await compareWithQemu({ name: 'controls', cases: 3, generate }, []).catch(String);
  expect(failure).toContain('1 of 3 cases of controls differ');
  expect(failure).toMatch(/case 1\nx1=0x/);
  expect(failure).toContain('csrr a0,mhpmcounter3');
  expect(failure).toContain('x10: 0x0, QEMU 0x1');
  expect(failure).toMatch(/trap 0: cause 0xb .* QEMU cause 0x2 /);
});
