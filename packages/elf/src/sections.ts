/** Section headers (gABI, chapter 4). */
import { Bytes } from '@racho/bytes';
import { SHT, SIZE } from './constants.ts';
import type { Section } from './elf.ts';
import { fail } from './error.ts';
import type { Header } from './header.ts';
import { address, size, StringTable, within } from './reader.ts';

/** Reads all section headers, the null section (index 0) included, so that indices are the file's. */
export function readSections(bytes: Bytes, { sections, namesIndex }: Header): readonly Section[] {
  const recordAt = (index: number): number => sections.offset + index * SIZE.SECTION;
  const names = new StringTable(
    namesIndex === 0 ? Bytes.alloc(0) : readSection(bytes, recordAt(namesIndex), 'the section of names').contents(),
    bytes.length,
  );
  return Object.freeze(
    Array.from({ length: sections.count }, (_, i) => {
      const what = `section ${i}`;
      const name = namesIndex === 0 ? '' : names.at(bytes.u32(recordAt(i)), what);
      return Object.freeze({ name, ...readSection(bytes, recordAt(i), what) });
    }),
  );
}

function readSection(bytes: Bytes, at: number, what: string): Omit<Section, 'name'> {
  const type = bytes.u32(at + 4);
  const offset = size(bytes, at + 24, `the offset of ${what}`);
  const length = size(bytes, at + 32, `the size of ${what}`);
  const inFile = type !== SHT.NOBITS && type !== SHT.NULL;
  if (inFile) within(bytes, offset, length, what);
  return {
    type,
    flags: size(bytes, at + 8, `the flags of ${what}`),
    address: address(bytes, at + 16, `the address of ${what}`),
    offset,
    size: length,
    link: bytes.u32(at + 40),
    info: bytes.u32(at + 44),
    align: size(bytes, at + 48, `the alignment of ${what}`),
    entrySize: size(bytes, at + 56, `the entry size of ${what}`),
    contents: () => (inFile ? bytes.slice(offset, offset + length) : Bytes.alloc(0)),
  };
}

/** The string table that `section` names by its `link`. */
export function linkedStrings(section: Section, sections: readonly Section[], fileSize: number): StringTable {
  const table = sections.at(section.link);
  if (table?.type !== SHT.STRTAB) {
    fail('E_ELF_STRING', `section ${section.name} has its names in section ${section.link}, which is no string table`);
  }
  return new StringTable(table.contents(), fileSize);
}
