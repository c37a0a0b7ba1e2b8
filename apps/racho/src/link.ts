/** From an assembled program to a file: an ELF with symbols, or the bytes alone. */
import { Bytes } from '@racho/bytes';
import { wrap } from '@racho/bytes/raw';
import { PF, SHF, writeElf } from '@racho/elf';
import { assemble, type Placement, type Program, type ProgramSection } from '@racho/isa/assembler';
import { CliError } from './errors.ts';

const PAGE = 4096n;

/** `ELFOSABI_STANDALONE`: for no system that has a number; racho takes it for its own ABI. */
const STANDALONE = 255;

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly base: bigint;
}

/** Assembles with each change of rights at a page of its own, as rights are given by the page. */
export function assemblePaged({ file, text, base }: Source): Program {
  const sections: Record<string, Placement> = {};
  let cursor = base;
  let before: ProgramSection | undefined;
  for (const section of assemble(text, { file, base }).sections) {
    const align = before && rightsOf(before) !== rightsOf(section) ? PAGE : BigInt(section.align);
    const address = cursor + (-cursor & ((align > section.align ? align : BigInt(section.align)) - 1n));
    sections[section.name] = { address };
    cursor = address + BigInt(section.size);
    before = section;
  }
  return assemble(text, { file, base, sections });
}

function rightsOf({ flags }: ProgramSection): number {
  return PF.R | (flags.write ? PF.W : 0) | (flags.execute ? PF.X : 0);
}

/** An address as ELF files have it here: sign-extended. */
function signed(address: bigint): number {
  return Number(BigInt.asIntN(64, address));
}

/** Sections of the same rights, one after the other, are a segment. */
function segmentsOf(sections: readonly ProgramSection[]): { sections: string[]; flags: number }[] {
  const segments: { sections: string[]; flags: number }[] = [];
  for (const section of sections) {
    const flags = rightsOf(section);
    const last = segments.at(-1);
    if (last?.flags === flags) last.sections.push(section.name);
    else segments.push({ sections: [section.name], flags });
  }
  return segments;
}

export function toElf({ sections, symbols, entry }: Program): Bytes {
  return writeElf({
    entry: signed(entry ?? sections[0]?.address ?? 0n),
    osabi: STANDALONE,
    sections: sections.map(({ name, address, align, bytes, size, flags }) => ({
      name,
      contents: bytes.length === 0 && size > 0 ? { zeroes: size } : wrap(bytes),
      address: signed(address),
      flags: SHF.ALLOC | (flags.write ? SHF.WRITE : 0) | (flags.execute ? SHF.EXECINSTR : 0),
      align,
    })),
    segments: segmentsOf(sections),
    symbols: [...symbols].map(([name, { address, section, global }]) => ({
      name,
      address: signed(address),
      binding: global ? ('global' as const) : ('local' as const),
      ...(section === undefined ? {} : { section }),
    })),
  });
}

/** More than this between the first byte and the last is a mistake in the source. */
const FLAT_MAX = 2n ** 28n;

/** The image from its first byte to its last, with zeros in between; what is zero at the end is left out. */
export function toFlat({ sections }: Program): Bytes {
  const parts = sections.filter(({ bytes }) => bytes.length > 0);
  if (parts.length === 0) return Bytes.alloc(0);
  const start = parts.reduce((least, { address }) => (address < least ? address : least), parts[0]!.address);
  const end = parts.reduce(
    (most, { address, size }) => (address + BigInt(size) > most ? address + BigInt(size) : most),
    0n,
  );
  if (end - start > FLAT_MAX) {
    const message = `the sections lie from 0x${start.toString(16)} to 0x${end.toString(16)}, too far apart for one flat file`;
    throw new CliError('E_GUEST', message, 'Use --format elf.');
  }
  const image = Bytes.alloc(Number(end - start));
  for (const { address, bytes } of parts) image.copyFrom(wrap(bytes), Number(address - start));
  return image;
}
