/** The format's own numbers, by the names of the System V gABI (chapters 4 and 5) and the RISC-V psABI (section 8). */

/** `e_type`: what the file is for. */
export const ET = { NONE: 0, REL: 1, EXEC: 2, DYN: 3, CORE: 4 } as const;

/** `e_machine` of RISC-V. */
export const EM_RISCV = 243;

/** Bits of `e_flags`: compressed instructions, and the floating-point ABI (0 is soft). */
export const EF_RISCV = { RVC: 1, FLOAT_ABI_SINGLE: 2, FLOAT_ABI_DOUBLE: 4 } as const;

/** `p_type`. */
export const PT = {
  NULL: 0,
  LOAD: 1,
  DYNAMIC: 2,
  INTERP: 3,
  NOTE: 4,
  PHDR: 6,
  TLS: 7,
  GNU_STACK: 0x6474_e551,
  GNU_RELRO: 0x6474_e552,
  RISCV_ATTRIBUTES: 0x7000_0003,
} as const;

/** Bits of `p_flags`. */
export const PF = { X: 1, W: 2, R: 4 } as const;

/** `sh_type`. */
export const SHT = {
  NULL: 0,
  PROGBITS: 1,
  SYMTAB: 2,
  STRTAB: 3,
  RELA: 4,
  NOTE: 7,
  NOBITS: 8,
  DYNSYM: 11,
} as const;

/** Bits of `sh_flags`. */
export const SHF = { WRITE: 1, ALLOC: 2, EXECINSTR: 4 } as const;

/** Section indices with a meaning of their own, in a symbol's `section`. */
export const SHN = { UNDEF: 0, ABS: 0xfff1, COMMON: 0xfff2, XINDEX: 0xffff } as const;

/** Sizes of the file's records in bytes. */
export const SIZE = { HEADER: 64, SEGMENT: 56, SECTION: 64, SYMBOL: 24, NOTE: 12 } as const;

/** What a symbol stands for: the low four bits of `st_info`, by number. */
export const KINDS = ['none', 'object', 'function', 'section', 'file', 'common', 'tls'] as const;

/** How far a symbol is seen: the high four bits of `st_info`, by number. */
export const BINDINGS = ['local', 'global', 'weak'] as const;

// `as const` is a promise of the types only; this one keeps at run time too.
for (const table of [ET, EF_RISCV, PT, PF, SHT, SHF, SHN, SIZE, KINDS, BINDINGS]) Object.freeze(table);
