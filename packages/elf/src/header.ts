/** The file header (gABI, chapter 4): is this an ELF64 file for RISC-V, and where are its tables? */
import type { Bytes } from '@racho/bytes';
import { EM_RISCV, SHN, SIZE } from './constants.ts';
import { fail } from './error.ts';
import { address, size, within } from './reader.ts';

/** Where a table is: `count` records from `offset`. */
export interface Table {
  readonly offset: number;
  readonly count: number;
}

/** What the file header says. */
export interface Header {
  readonly type: number;
  readonly osabi: number;
  readonly abiVersion: number;
  readonly entry: number;
  readonly flags: number;
  readonly segments: Table;
  readonly sections: Table;
  /** The index of the section with the sections' names; 0 if they have none. */
  readonly namesIndex: number;
}

/** Machines that people have around, for the message. */
const MACHINES: ReadonlyMap<number, string> = new Map([
  [3, 'x86'],
  [8, 'MIPS'],
  [20, 'PowerPC'],
  [21, 'PowerPC 64'],
  [22, 'S/390'],
  [40, 'ARM'],
  [62, 'x86-64'],
  [183, 'AArch64'],
  [258, 'LoongArch'],
]);

/** Reads and checks the header of `bytes`. */
export function readHeader(bytes: Bytes): Header {
  identify(bytes);
  const headerSize = bytes.u16(52);
  if (headerSize < SIZE.HEADER) fail('E_ELF_HEADER', `e_ehsize is ${headerSize}, less than ${SIZE.HEADER}`);

  const segments = { offset: size(bytes, 32, 'e_phoff'), count: bytes.u16(56) };
  const sections = { offset: size(bytes, 40, 'e_shoff'), count: bytes.u16(60) };
  const namesIndex = bytes.u16(62);
  // Beyond 65534 segments or 65279 sections the counts are elsewhere (gABI: PN_XNUM, SHN_XINDEX): no program has them.
  if (segments.count === 0xffff) fail('E_ELF_HEADER', 'e_phnum is 0xffff: extended numbering is not supported');
  if (namesIndex === SHN.XINDEX) fail('E_ELF_HEADER', 'e_shstrndx is 0xffff: extended numbering is not supported');
  if (sections.count === 0 && sections.offset !== 0) {
    fail('E_ELF_HEADER', `e_shnum is 0 with e_shoff ${sections.offset}: extended numbering is not supported`);
  }
  if (namesIndex !== 0 && namesIndex >= sections.count) {
    fail('E_ELF_HEADER', `e_shstrndx is ${namesIndex}, but there are ${sections.count} sections`);
  }
  checkTable(bytes, 'program header', segments, bytes.u16(54), SIZE.SEGMENT);
  checkTable(bytes, 'section header', sections, bytes.u16(58), SIZE.SECTION);

  return {
    type: bytes.u16(16),
    osabi: bytes.at(7),
    abiVersion: bytes.at(8),
    entry: address(bytes, 24, 'e_entry'),
    flags: bytes.u32(48),
    segments,
    sections,
    namesIndex,
  };
}

function identify(bytes: Bytes): void {
  const magic = bytes.slice(0, Math.min(4, bytes.length)).toHex();
  if (bytes.length >= 4 && magic !== '7f454c46') fail('E_ELF_MAGIC', `not an ELF file: it begins with ${magic}`);
  if (bytes.length < SIZE.HEADER) {
    fail('E_ELF_TRUNCATED', `${bytes.length} bytes are no ELF file: its header alone takes ${SIZE.HEADER}`);
  }
  const bits = bytes.at(4);
  if (bits !== 2)
    fail('E_ELF_CLASS', `not a 64-bit ELF file: EI_CLASS is ${bits}${bits === 1 ? ' (32-bit)' : ''}, not 2`);
  const order = bytes.at(5);
  if (order !== 1) {
    fail('E_ELF_ENDIANNESS', `not little-endian: EI_DATA is ${order}${order === 2 ? ' (big-endian)' : ''}, not 1`);
  }
  if (bytes.at(6) !== 1) fail('E_ELF_VERSION', `EI_VERSION is ${bytes.at(6)}, not 1`);
  if (bytes.u32(20) !== 1) fail('E_ELF_VERSION', `e_version is ${bytes.u32(20)}, not 1`);
  const machine = bytes.u16(18);
  if (machine !== EM_RISCV) {
    const name = MACHINES.get(machine);
    fail(
      'E_ELF_MACHINE',
      `not for RISC-V: e_machine is ${machine}${name === undefined ? '' : ` (${name})`}, not ${EM_RISCV}`,
    );
  }
}

function checkTable(bytes: Bytes, what: string, table: Table, recordSize: number, expected: number): void {
  if (table.count === 0) return;
  if (recordSize !== expected) fail('E_ELF_HEADER', `a ${what} has ${recordSize} bytes, not ${expected}`);
  within(bytes, table.offset, table.count * expected, `the table of ${table.count} ${what}s`);
}
