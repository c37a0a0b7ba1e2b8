/** Snapshots of a machine in files: compressed, and never half written. */
import { rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { fileError, readBytes } from './files.ts';

/** The largest memory and as much again for disks: what is larger was made to be. */
const SIZE_MAX = 4 * 2 ** 30;
/** Pages compress well at any level; a user waits for it. */
const LEVEL = 1;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The snapshot in a file, which may also be uncompressed. */
export async function readSnapshot(path: string): Promise<Uint8Array> {
  const bytes = await readBytes(path);
  if (!isGzip(bytes)) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: SIZE_MAX });
  } catch (error) {
    throw fileError('read', path, error, 'The file is damaged; take another snapshot.');
  }
}

/** Until all of it is written, the file is what it was. */
export async function writeSnapshot(path: string, snapshot: Uint8Array): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, await promisify(gzip)(snapshot, { level: LEVEL }));
    await rename(partial, path);
  } catch (error) {
    throw fileError('write', path, error);
  }
}
