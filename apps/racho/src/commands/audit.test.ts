/** `racho audit`: its exit statuses. That this repository is clean is tested in `tests/`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { racho } from '../testing/process.ts';

const empty = mkdtempSync(join(tmpdir(), 'racho-audit-'));
afterAll(() => {
  rmSync(empty, { recursive: true });
});

it('ends with 2 at a folder that nothing describes, and says what is missing', async () => {
  const { status, stdout, stderr } = await racho(['audit', empty]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('framekernel-audit.json');
});

it('ends with 2 at two folders', async () => {
  expect((await racho(['audit', 'a', 'b'])).status).toBe(2);
});

it('ends with 2 where it cannot write, and says what to do about that', async () => {
  const { status, stderr } = await racho(['audit', empty, '--sarif', join(empty, 'gone', 'audit.sarif')]);
  expect(status).toBe(2);
  expect(stderr).toContain('Name a file that can be written');
});
