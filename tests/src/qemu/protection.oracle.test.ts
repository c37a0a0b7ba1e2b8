/** Physical memory protection, compared with QEMU. */
import { test } from 'vitest';
import { compareWithQemu } from './compare.ts';
import { lockCase, protectionCase } from './protection.ts';
import { calls, Cause } from './status.ts';

const access = [Cause.loadAccess, Cause.storeAccess];

test('PMP entries of every mode permit and deny what they do in QEMU', async () => {
  await compareWithQemu({ name: 'protection', cases: 4000, generate: protectionCase }, [
    ...[...calls, ...access],
    Cause.fetchAccess,
  ]);
});

test('locked PMP entries stay as they are, and bind M-mode, as in QEMU', async () => {
  for (let i = 0; i < 8; i++) {
    await compareWithQemu({ name: `locks ${i}`, cases: 60, generate: lockCase }, [Cause.callFromM, Cause.storeAccess]);
  }
});
