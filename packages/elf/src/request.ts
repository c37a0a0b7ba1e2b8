/** What `writeElf` can be asked for. */
import type { Bytes } from '@racho/bytes';
import type { BINDINGS, KINDS } from './constants.ts';

/** A file to write. */
export interface ElfRequest {
  readonly entry: number;
  readonly sections: readonly SectionRequest[];
  readonly segments: readonly SegmentRequest[];
  readonly symbols?: readonly SymbolRequest[];
  /** One of `ET`; EXEC if left out. */
  readonly type?: number;
  /** Bits of `EF_RISCV`; 0 if left out. */
  readonly flags?: number;
  /** `EI_OSABI`; 0, System V, if left out. */
  readonly osabi?: number;
}

/** A section with contents, or with a size only (NOBITS: zero when loaded, nothing in the file). */
export interface SectionRequest {
  readonly name: string;
  readonly contents: Bytes | { readonly zeroes: number };
  /** Where it runs; 0 if left out, for what is not loaded. */
  readonly address?: number;
  /** Bits of `SHF`: whether it takes memory, and what may be done with that; none if left out. */
  readonly flags?: number;
  /** A power of two; 1 if left out. */
  readonly align?: number;
  /** One of `SHT`; PROGBITS or NOBITS by `contents` if left out. */
  readonly type?: number;
}

/** A segment over sections that follow each other in `ElfRequest.sections`. */
export interface SegmentRequest {
  /** Their names by ascending address, those with `zeroes` last; none for a segment that is only a remark. */
  readonly sections: readonly string[];
  /** What may be done with it: bits of `PF`. */
  readonly flags: number;
  /** Where it is loaded, if not where it runs. */
  readonly physicalAddress?: number;
  /** A power of two; a page of 4096 if left out. */
  readonly align?: number;
  /** One of `PT`; LOAD if left out. */
  readonly type?: number;
}

/** A name for an address. */
export interface SymbolRequest {
  readonly name: string;
  readonly address: number;
  readonly size?: number;
  /** `none` if left out. */
  readonly kind?: (typeof KINDS)[number];
  /** `global` if left out. */
  readonly binding?: (typeof BINDINGS)[number];
  /** The name of its section; left out for an absolute value, which belongs to none. */
  readonly section?: string;
}
