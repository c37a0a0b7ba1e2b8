/** The symbol table (gABI, chapter 4): names for addresses, for debuggers and for people. */
import { BINDINGS, KINDS, SHT, SIZE } from './constants.ts';
import type { ElfSymbol, Section } from './elf.ts';
import { fail } from './error.ts';
import { address, size } from './reader.ts';
import { linkedStrings } from './sections.ts';

/** Reads `.symtab`; a stripped file has none. `fileSize` bounds the work. */
export function readSymbols(sections: readonly Section[], fileSize: number): readonly ElfSymbol[] {
  const section = sections.find(({ type }) => type === SHT.SYMTAB);
  if (section === undefined) return Object.freeze([]);
  if (section.entrySize !== SIZE.SYMBOL || section.size % SIZE.SYMBOL !== 0) {
    const found = `${section.size} bytes in entries of ${section.entrySize}`;
    fail('E_ELF_SYMBOL', `the symbol table ${section.name} has ${found}; an entry has ${SIZE.SYMBOL}`);
  }
  const names = linkedStrings(section, sections, fileSize);
  const bytes = section.contents();
  const symbols: ElfSymbol[] = [];
  for (let at: number = SIZE.SYMBOL; at < bytes.length; at += SIZE.SYMBOL) {
    const what = `symbol ${at / SIZE.SYMBOL}`;
    const info = bytes.at(at + 4);
    symbols.push(
      Object.freeze({
        name: names.at(bytes.u32(at), what),
        address: address(bytes, at + 8, `the value of ${what}`),
        size: size(bytes, at + 16, `the size of ${what}`),
        kind: KINDS[info & 15] ?? 'other',
        binding: BINDINGS[info >> 4] ?? 'other',
        section: bytes.u16(at + 6),
      }),
    );
  }
  return Object.freeze(symbols);
}
