/**
 * What a parsed ELF file is: plain frozen records. An address is a `number`, the sign-extended canonical address
 * (0xffff_ffff_ffff_f000 is -4096), a size or an offset a `number` of bytes.
 */
import type { Bytes } from '@racho/bytes';
import type { BINDINGS, KINDS } from './constants.ts';
import type { ElfError } from './error.ts';

/**
 * An ELF64 file for RISC-V whose header, tables and segments are sound. What the functions give is read from the file's
 * bytes when asked for; who changes those meanwhile gets the changed ones, never others.
 */
export interface Elf {
  /** One of `ET`. */
  readonly type: number;
  /** `EI_OSABI`, and what it says of itself in `EI_ABIVERSION`. */
  readonly osabi: number;
  readonly abiVersion: number;
  readonly entry: number;
  /** Bits of `EF_RISCV`. */
  readonly flags: number;
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];
  /** The notes of all NOTE segments, in order. */
  readonly notes: readonly Note[];
  /** The symbols of `.symtab` without the null symbol; none if it was stripped. */
  readonly symbols: () => readonly ElfSymbol[] | ElfError;
}

/** A program header: what a loader maps, or tells the loader something. */
export interface Segment {
  /** One of `PT`, or another number. */
  readonly type: number;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly virtualAddress: number;
  readonly physicalAddress: number;
  /** Where it begins in the file. */
  readonly offset: number;
  readonly fileSize: number;
  /** What is beyond `fileSize` of it is zero. */
  readonly memorySize: number;
  readonly align: number;
  /** A copy of its `fileSize` bytes. */
  readonly data: () => Bytes;
}

/** A section header: what linkers and debuggers look at. */
export interface Section {
  readonly name: string;
  /** One of `SHT`, or another number. */
  readonly type: number;
  /** Bits of `SHF`, and others. */
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly align: number;
  readonly entrySize: number;
  /** A copy of its bytes; none for NOBITS, whose `size` is in memory only. */
  readonly contents: () => Bytes;
}

/** A name for an address. */
export interface ElfSymbol {
  readonly name: string;
  readonly address: number;
  readonly size: number;
  readonly kind: (typeof KINDS)[number] | 'other';
  readonly binding: (typeof BINDINGS)[number] | 'other';
  /** The index of its section, or one of `SHN`. */
  readonly section: number;
}

/** A remark to the loader, such as for which system a program is. */
export interface Note {
  /** Who gave `type` its meaning. */
  readonly name: string;
  readonly type: number;
  readonly descriptor: Bytes;
}
