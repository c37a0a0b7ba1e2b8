/** Files named on the command line, with what can be wrong with them said in words. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { CliError } from './errors.ts';

/** Larger than the largest machine's memory is of no use to any guest. */
const SIZE_MAX = 2 ** 30;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its symbolic links form a loop',
  ENOSPC: 'no space is left',
  EROFS: 'the file system is read-only',
};

export function fileError(action: string, path: string, error: unknown, remedy = 'Check the path.'): CliError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new CliError('E_FILE', `cannot ${action} "${path}": ${reason}`, remedy, { cause: error });
}

/** The whole of a file. */
export async function readBytes(path: string): Promise<Uint8Array> {
  let size: number;
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    size = status.size;
  } catch (error) {
    throw fileError('read', path, error);
  }
  if (size > SIZE_MAX) {
    const message = `"${path}" has ${size} bytes; at most ${SIZE_MAX} can be used`;
    throw new CliError('E_FILE_TOO_LARGE', message, 'Is it the file that you meant?');
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw fileError('read', path, error);
  }
}

export async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path));
}

export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (error) {
    throw fileError('write', path, error);
  }
}
