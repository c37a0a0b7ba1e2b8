/** ELF files named on the command line. */
import type { Bytes } from '@racho/bytes';
import { wrap } from '@racho/bytes/raw';
import { type Elf, ElfError, parseElf } from '@racho/elf';
import { CliError } from './errors.ts';
import { readBytes } from './files.ts';

export const isElf = (bytes: Uint8Array): boolean => !(parseElf(wrap(bytes)) instanceof ElfError);

/**
 * Reads a file that must be an RV64 ELF.
 *
 * @param remedy - what to say if it is no ELF at all
 */
export async function readElf(path: string, remedy: string): Promise<{ elf: Elf; bytes: Bytes }> {
  const bytes = wrap(await readBytes(path));
  const elf = parseElf(bytes);
  if (!(elf instanceof ElfError)) return { elf, bytes };
  const advice =
    elf.code === 'E_ELF_MAGIC' ? remedy : 'Build it for RV64, little-endian; then compare the file with its source.';
  throw new CliError('E_GUEST', `"${path}": ${elf.message} (${elf.code})`, advice);
}
