/** The code of a file: where it lies, what it is called, and each instruction of it. */
import type { Bytes } from '@racho/bytes';
import { type Elf, PT, SHF, SHT } from '@racho/elf';
import { disassemble, lengthOf } from '@racho/isa';
import { type Symbols, unsigned } from './symbols.ts';

/** A run of code. */
export interface Code {
  /** `.text`; a segment or a flat file has none of its own. */
  readonly name: string;
  readonly address: bigint;
  readonly bytes: Bytes;
}

export interface Line {
  readonly address: bigint;
  /** Names that stand before it. */
  readonly labels: readonly string[];
  /** The instruction's bytes as one number, as hexadecimal digits. */
  readonly word: string;
  readonly text: string;
}

/** The executable sections; of a file without sections, the executable segments. */
export function codeOf(elf: Elf): readonly Code[] {
  const sections = elf.sections.filter(({ flags, type }) => (flags & SHF.EXECINSTR) !== 0 && type !== SHT.NOBITS);
  if (sections.length > 0) {
    return sections.map(({ name, address, contents }) => ({ name, address: unsigned(address), bytes: contents() }));
  }
  return elf.segments
    .filter(({ type, executable }) => type === PT.LOAD && executable)
    .map(({ virtualAddress, data }, i) => ({ name: `segment ${i}`, address: unsigned(virtualAddress), bytes: data() }));
}

/** Instruction after instruction, without gaps: what is none is shown as data. */
export function* linesOf({ address, bytes }: Code, symbols: Symbols): Generator<Line> {
  for (let offset = 0; offset < bytes.length;) {
    const pc = BigInt.asUintN(64, address + BigInt(offset));
    const left = bytes.length - offset;
    const half = left >= 2 ? bytes.u16(offset) : undefined;
    const size = half === undefined ? 1 : Math.min(lengthOf(half), left === 3 ? 2 : left);
    const value = size === 1 ? bytes.at(offset) : size === 2 ? half! : bytes.u32(offset);
    const cut = half !== undefined && size < lengthOf(half);
    const word = value.toString(16).padStart(2 * size, '0');
    const text =
      size === 1 ? `.byte 0x${word}` : cut ? `.half 0x${word}` : disassemble(value, { pc, symbol: symbols.near });
    yield { address: pc, labels: symbols.at(pc), word, text };
    offset += size;
  }
}
