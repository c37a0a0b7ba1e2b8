/** The reader: bytes of unknown origin in, a sound `Elf` or one clear error out. */
import type { Bytes } from '@racho/bytes';
import type { Elf } from './elf.ts';
import { ElfError } from './error.ts';
import { readHeader } from './header.ts';
import { readNotes } from './notes.ts';
import { readSections } from './sections.ts';
import { readSegments } from './segments.ts';
import { readSymbols } from './symbols.ts';

/**
 * Reads an ELF64 little-endian RISC-V file.
 *
 * A result that is not an `ElfError` has all its tables, segments and sections within the file; its LOAD segments fit their
 * alignment, do not wrap around and do not overlap. It takes time and memory linear in the file's size, whatever is in it.
 */
export function parseElf(bytes: Bytes): Elf | ElfError {
  return orError(() => {
    const header = readHeader(bytes);
    const segments = readSegments(bytes, header.segments);
    const sections = readSections(bytes, header);
    return Object.freeze({
      type: header.type,
      osabi: header.osabi,
      abiVersion: header.abiVersion,
      entry: header.entry,
      flags: header.flags,
      segments,
      sections,
      notes: readNotes(segments, bytes.length),
      symbols: () => orError(() => readSymbols(sections, bytes.length)),
    });
  });
}

function orError<Result>(read: () => Result): Result | ElfError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ElfError) return error;
    throw error;
  }
}
