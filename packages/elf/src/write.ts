/**
 * The writer. A file is laid out as linkers do it:
 *
 * file header | program headers | sections in the order given | .symtab .strtab .shstrtab | section headers
 */
import { Bytes } from '@racho/bytes';
import { BINDINGS, EM_RISCV, ET, KINDS, SHN, SHT, SIZE } from './constants.ts';
import { ElfError, fail } from './error.ts';
import { layOut, type Layout, type PlacedSection } from './layout.ts';
import { parseElf } from './parse.ts';
import type { ElfRequest, SymbolRequest } from './request.ts';

/**
 * Writes an ELF64 file for RISC-V. The same request gives the same bytes.
 *
 * Throws an `ElfError`: `E_ELF_LAYOUT` for what has no place in a file, or what `parseElf` says about the finished one.
 */
export function writeElf(request: ElfRequest): Bytes {
  const layout = layOut(request);
  const sections = [NULL_SECTION, ...layout.sections.map(headerOf)];
  const parts = layout.sections.map(({ offset, contents }) => ({ offset, contents }));
  let end = layout.end;
  const append = (section: Omit<SectionHeader, 'offset' | 'size'>, contents: Bytes): void => {
    const offset = aligned(end);
    sections.push({ ...section, offset, size: contents.length });
    parts.push({ offset, contents });
    end = offset + contents.length;
  };

  const wanted = request.symbols ?? [];
  if (wanted.length > 0) {
    const names = new StringTableBuilder();
    // `sh_info` is the index of the first symbol that is not local: those come first (gABI, chapter 4)
    const symbols = [...wanted].sort((a, b) => Number(isGlobal(a)) - Number(isGlobal(b)));
    const records = symbols.map((symbol) => symbolRecord(symbol, names, layout.sections));
    const info = 1 + symbols.filter((symbol) => !isGlobal(symbol)).length;
    const table = { type: SHT.SYMTAB, link: sections.length + 1, info, align: 8, entrySize: SIZE.SYMBOL };
    append({ ...ADDED, ...table, name: '.symtab' }, join([Bytes.alloc(SIZE.SYMBOL), ...records]));
    append({ ...ADDED, type: SHT.STRTAB, name: '.strtab' }, names.bytes());
  }
  const names = new StringTableBuilder();
  for (const { name } of sections) names.add(name);
  names.add('.shstrtab');
  append({ ...ADDED, type: SHT.STRTAB, name: '.shstrtab' }, names.bytes());

  const tableOffset = aligned(end);
  const file = Bytes.alloc(tableOffset + sections.length * SIZE.SECTION);
  file.copyFrom(fileHeader(request, tableOffset, sections.length));
  file.copyFrom(programHeaders(layout), SIZE.HEADER);
  for (const { offset, contents } of parts) if (contents.length > 0) file.copyFrom(contents, offset);
  file.copyFrom(join(sections.map((section) => sectionRecord(section, names))), tableOffset);

  const check = parseElf(file);
  if (check instanceof ElfError) throw check;
  return file;
}

interface SectionHeader extends Omit<PlacedSection, 'contents'> {
  readonly link: number;
  readonly info: number;
  readonly entrySize: number;
}

/** A section that the writer adds; it is not loaded. */
const ADDED = { flags: 0, address: 0, link: 0, info: 0, align: 1, entrySize: 0 } as const;
const NULL_SECTION: SectionHeader = { ...ADDED, name: '', type: SHT.NULL, align: 0, offset: 0, size: 0 };

function headerOf({ name, type, flags, address, align, offset, size }: PlacedSection): SectionHeader {
  return { name, type, flags, address, align, offset, size, link: 0, info: 0, entrySize: 0 };
}

function fileHeader(request: ElfRequest, sectionTable: number, sectionCount: number): Bytes {
  return Bytes.concat(
    Bytes.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1),
    pack(
      [1, request.osabi ?? 0],
      [8, 0],
      [2, request.type ?? ET.EXEC],
      [2, EM_RISCV],
      [4, 1],
      [8, request.entry],
      [8, request.segments.length > 0 ? SIZE.HEADER : 0],
      [8, sectionTable],
      [4, request.flags ?? 0],
      [2, SIZE.HEADER],
      [2, SIZE.SEGMENT],
      [2, request.segments.length],
      [2, SIZE.SECTION],
      [2, sectionCount],
      [2, sectionCount - 1],
    ),
  );
}

function programHeaders({ segments }: Layout): Bytes {
  return Bytes.concat(
    ...segments.map((segment) =>
      pack(
        [4, segment.type],
        [4, segment.flags],
        [8, segment.offset],
        [8, segment.virtualAddress],
        [8, segment.physicalAddress],
        [8, segment.fileSize],
        [8, segment.memorySize],
        [8, segment.align],
      ),
    ),
  );
}

function sectionRecord(section: SectionHeader, names: StringTableBuilder): Bytes {
  return pack(
    [4, names.add(section.name)],
    [4, section.type],
    [8, section.flags],
    [8, section.address],
    [8, section.offset],
    [8, section.size],
    [4, section.link],
    [4, section.info],
    [8, section.align],
    [8, section.entrySize],
  );
}

function symbolRecord(symbol: SymbolRequest, names: StringTableBuilder, sections: readonly PlacedSection[]): Bytes {
  const index = sections.findIndex(({ name }) => name === symbol.section);
  if (index < 0 && symbol.section !== undefined) {
    fail('E_ELF_LAYOUT', `symbol ${symbol.name} is in section ${symbol.section}, which is not there`);
  }
  const info = BINDINGS.indexOf(symbol.binding ?? 'global') * 16 + KINDS.indexOf(symbol.kind ?? 'none');
  return pack(
    [4, names.add(symbol.name)],
    [1, info],
    [1, 0],
    [2, index < 0 ? SHN.ABS : index + 1],
    [8, symbol.address],
    [8, symbol.size ?? 0],
  );
}

function isGlobal(symbol: SymbolRequest): boolean {
  return symbol.binding !== 'local';
}

/** The next multiple of 8, which is where tables of 64-bit records begin. */
function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

/** Numbers one after the other, little-endian, each of 1, 2, 4 or 8 bytes; only those of 8 may be below zero. */
function pack(...fields: readonly (readonly [width: 1 | 2 | 4 | 8, value: number])[]): Bytes {
  const bytes = Bytes.alloc(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) {
    const fits = Number.isSafeInteger(value) && (width === 8 || (value >= 0 && value < 2 ** (8 * width)));
    if (!fits) fail('E_ELF_LAYOUT', `${value} does not fit a field of ${8 * width} bits`);
    if (width === 8) bytes.setI53(at, value);
    else if (width === 4) bytes.setU32(at, value);
    else if (width === 2) bytes.setU16(at, value);
    else bytes.set(at, value);
    at += width;
  }
  return bytes;
}

/** `Bytes.concat`, which takes its parts as arguments, for lists that may be longer than an argument list. */
function join(parts: readonly Bytes[]): Bytes {
  const joined = Bytes.alloc(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.copyFrom(part, at);
    at += part.length;
  }
  return joined;
}

/** Names one after the other, each once, each ended by a NUL; the empty one first. */
class StringTableBuilder {
  readonly #offsets = new Map<string, number>([['', 0]]);
  readonly #names: Bytes[] = [Bytes.of(0)];
  #length = 1;

  /** The offset of `name`, which is added if it is new. */
  readonly add = (name: string): number => {
    const known = this.#offsets.get(name);
    if (known !== undefined) return known;
    if (name.includes('\0')) fail('E_ELF_LAYOUT', `a name contains a NUL: ${JSON.stringify(name)}`);
    const offset = this.#length;
    const bytes = Bytes.fromText(`${name}\0`);
    this.#offsets.set(name, offset);
    this.#names.push(bytes);
    this.#length += bytes.length;
    return offset;
  };

  readonly bytes = (): Bytes => join(this.#names);
}
