/** SV39 and SV48, compared with QEMU. */
import { test } from 'vitest';
import { compareWithQemu } from './compare.ts';
import { pagingCase } from './paging.ts';
import { calls, Cause } from './status.ts';

test('accesses through page tables go where they go in QEMU, or fault as there', async () => {
  const pageFaults = [Cause.fetchPage, Cause.loadPage, Cause.storePage];
  const others = [Cause.loadAccess, Cause.storeAccess, Cause.loadMisaligned, Cause.storeMisaligned];
  await compareWithQemu({ name: 'paging', cases: 6000, generate: pagingCase }, [...calls, ...pageFaults, ...others]);
});
