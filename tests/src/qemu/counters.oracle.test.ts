/** The count of retired instructions, compared with QEMU. */
import { test } from 'vitest';
import { compareWithQemu } from './compare.ts';
import { integerCase } from './integer.ts';
import { maskCountingOutcome, qemuCountingOptions } from './masks.ts';
import { calls, Cause } from './status.ts';

test('minstret counts the instructions that it counts in QEMU', async () => {
  const generate = integerCase('C');
  const counting = { qemuOptions: qemuCountingOptions, mask: maskCountingOutcome };
  const causes = [...calls, Cause.loadAccess, Cause.storeAccess];
  await compareWithQemu({ name: 'counters', cases: 2000, generate, ...counting }, causes);
});
