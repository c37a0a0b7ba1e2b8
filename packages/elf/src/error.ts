/** The one error of this package: returned by `parseElf` for a file that is wrong, thrown by `writeElf` for a wrong request. */

/** What is wrong; the message has the values. */
export type ElfErrorCode =
  | 'E_ELF_TRUNCATED' // shorter than the file header
  | 'E_ELF_MAGIC' // not an ELF file
  | 'E_ELF_CLASS' // not 64-bit
  | 'E_ELF_ENDIANNESS' // not little-endian
  | 'E_ELF_VERSION' // a version of the format that does not exist
  | 'E_ELF_MACHINE' // not for RISC-V
  | 'E_ELF_HEADER' // a size or a count in the file header that cannot be
  | 'E_ELF_RANGE' // a table, a segment or a section reaches outside the file
  | 'E_ELF_ADDRESS' // an address or a size is not representable, or runs over the end of the address space
  | 'E_ELF_SEGMENT' // a segment's sizes or alignment contradict each other
  | 'E_ELF_OVERLAP' // two LOAD segments claim the same address
  | 'E_ELF_STRING' // a name is outside its table, without an end, or the names together are absurdly long
  | 'E_ELF_SYMBOL' // the symbol table is malformed
  | 'E_ELF_NOTE' // a note is malformed
  | 'E_ELF_LAYOUT'; // `writeElf` was asked for what no file can have

/** An ELF file, or a request to write one, that is wrong. */
export class ElfError extends Error {
  override readonly name = 'ElfError';
  readonly code: ElfErrorCode;

  constructor(code: ElfErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Leaves the parser or the writer; `parseElf` turns it into its result. */
export function fail(code: ElfErrorCode, message: string): never {
  throw new ElfError(code, message);
}

/** A number as the manual writes it: an address below zero is the upper half of the address space. */
export function hex(value: number): string {
  return `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
}
Object.freeze(ElfError);
