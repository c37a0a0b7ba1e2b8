import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readBytes, writeBytes } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'racho-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads what it wrote', async () => {
  const path = join(folder, 'a.bin');
  await writeBytes(path, Uint8Array.of(1, 2, 3));
  expect([...(await readBytes(path))]).toEqual([1, 2, 3]);
});

it('says that a file is missing', async () => {
  await expect(readBytes(join(folder, 'none'))).rejects.toMatchObject({ code: 'E_FILE', status: 2 });
  await expect(readBytes(join(folder, 'none'))).rejects.toThrow('there is no such file');
});

it('says that a folder is one', async () => {
  await expect(readBytes(folder)).rejects.toThrow('it is a directory');
  // Windows calls it a matter of permission.
  await expect(writeBytes(folder, Uint8Array.of())).rejects.toThrow(/it is a directory|permission denied/);
});

it('says that a folder on the way is none', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(readBytes(join(folder, 'file', 'x'))).rejects.toMatchObject({ code: 'E_FILE' });
});

it('refuses a file that is too large before it reads it', async () => {
  const path = join(folder, 'sparse');
  writeFileSync(path, '');
  truncateSync(path, 2 ** 30 + 1);
  await expect(readBytes(path)).rejects.toMatchObject({ code: 'E_FILE_TOO_LARGE', status: 1 });
});
