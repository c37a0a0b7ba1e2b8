/** ELF64 for RISC-V: a reader that trusts nothing, and a writer whose files debuggers accept. */
export { BINDINGS, EF_RISCV, EM_RISCV, ET, KINDS, PF, PT, SHF, SHN, SHT } from './constants.ts';
export type { Elf, ElfSymbol, Note, Section, Segment } from './elf.ts';
export { ElfError, type ElfErrorCode } from './error.ts';
export { parseElf } from './parse.ts';
export type { ElfRequest, SectionRequest, SegmentRequest, SymbolRequest } from './request.ts';
export { writeElf } from './write.ts';
