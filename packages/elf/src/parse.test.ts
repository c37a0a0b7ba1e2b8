import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Bytes } from '@racho/bytes';
import { describe, expect, test } from 'vitest';
import { EF_RISCV, ElfError, ET, parseElf, PT, SHF, SHT, type Elf, type ElfErrorCode } from './index.ts';

const folder = new URL('../../user/prebuilt/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.elf'));
const read = (name: string): Bytes => Bytes.from(readFileSync(new URL(name, folder)));
const power = read('power_3.elf');

function parsed(bytes: Bytes): Elf {
  const elf = parseElf(bytes);
  if (elf instanceof ElfError) throw elf;
  return elf;
}

/** The error for `power` with changes made to it. */
function failure(change: (bytes: Bytes) => void): { code: ElfErrorCode; message: string } {
  const bytes = power.slice();
  change(bytes);
  const result = parseElf(bytes);
  if (!(result instanceof ElfError)) throw new Error('it was accepted');
  return { code: result.code, message: result.message };
}

/** The offset of program header `i` and of section header `i`. */
const segmentAt = (i: number): number => 64 + 56 * i;
const sectionAt = (i: number): number => (power.i53(40) ?? 0) + 64 * i;
const sectionNamed = (name: string): number =>
  sectionAt(parsed(power).sections.findIndex((section) => section.name === name));

describe('a real file', () => {
  const elf = parsed(power);

  test('header', () => {
    const { RVC, FLOAT_ABI_DOUBLE } = EF_RISCV;
    expect(elf).toMatchObject({
      type: ET.EXEC,
      osabi: 0,
      abiVersion: 0,
      entry: 0x10000,
      flags: RVC | FLOAT_ABI_DOUBLE,
    });
  });

  test('segments: code, constants, data, and a note', () => {
    const rights = elf.segments.map((segment) => ({
      type: segment.type,
      rights: `${segment.readable ? 'r' : '-'}${segment.writable ? 'w' : '-'}${segment.executable ? 'x' : '-'}`,
      address: segment.virtualAddress,
    }));
    expect(rights).toEqual([
      { type: PT.LOAD, rights: 'r-x', address: 0x10000 },
      { type: PT.LOAD, rights: 'r--', address: 0x11000 },
      { type: PT.LOAD, rights: 'rw-', address: 0x12000 },
      { type: PT.NOTE, rights: 'r--', address: 0x11000 },
    ]);
    const [text, , data] = elf.segments;
    expect(text?.data().equals(power.slice(text.offset, text.offset + text.fileSize))).toBe(true);
    expect(data).toMatchObject({ fileSize: 0, memorySize: 800 });
    expect(data?.data().length).toBe(0);
  });

  test('sections', () => {
    const named = new Map(elf.sections.map((section) => [section.name, section]));
    expect(elf.sections[0]).toMatchObject({ name: '', type: SHT.NULL, size: 0 });
    expect(named.get('.text')).toMatchObject({
      type: SHT.PROGBITS,
      flags: SHF.ALLOC | SHF.EXECINSTR,
      address: 0x10000,
    });
    expect(named.get('.bss')).toMatchObject({ type: SHT.NOBITS, flags: SHF.ALLOC | SHF.WRITE, size: 800 });
    expect(named.get('.bss')?.contents().length).toBe(0);
    expect(named.get('.comment')?.contents().toText()).toContain('clang version');
    expect(named.has('.debug_info')).toBe(true);
  });

  test('symbols', () => {
    const symbols = elf.symbols();
    if (symbols instanceof ElfError) throw symbols;
    const named = new Map(symbols.map((symbol) => [symbol.name, symbol]));
    const text = elf.sections.findIndex(({ name }) => name === '.text');
    expect(named.get('_start')).toMatchObject({ address: 0x10000, kind: 'function', binding: 'global', section: text });
    expect(named.get('run_power.recent')).toMatchObject({ size: 800, kind: 'object', binding: 'local' });
    expect(named.get('power_3.c')).toMatchObject({ kind: 'file', binding: 'local' });
  });

  test('notes', () => {
    expect(elf.notes.map(({ name, type, descriptor }) => [name, type, descriptor.toHex()])).toEqual([
      ['racho', 1, '01000000'],
    ]);
  });

  test('nothing of it can be changed', () => {
    for (const part of [elf, elf.segments, elf.segments[0], elf.sections, elf.sections[1], elf.notes, elf.notes[0]]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    elf.segments[0]?.data().fill(0);
    expect(elf.segments[0]?.data().at(0)).not.toBe(0);
  });

  test.each(files)('%s', (name) => {
    expect(parsed(read(name)).notes).toHaveLength(1);
  });
});

describe('refused', () => {
  test.each<[string, (bytes: Bytes) => void, ElfErrorCode, RegExp]>([
    ['another magic', (b) => b.set(1, 0x46), 'E_ELF_MAGIC', /begins with 7f464c46/],
    ['32-bit', (b) => b.set(4, 1), 'E_ELF_CLASS', /EI_CLASS is 1 \(32-bit\), not 2/],
    ['class 9', (b) => b.set(4, 9), 'E_ELF_CLASS', /EI_CLASS is 9, not 2/],
    ['big-endian', (b) => b.set(5, 2), 'E_ELF_ENDIANNESS', /EI_DATA is 2 \(big-endian\), not 1/],
    ['EI_VERSION 0', (b) => b.set(6, 0), 'E_ELF_VERSION', /EI_VERSION is 0, not 1/],
    ['e_version 2', (b) => b.setU32(20, 2), 'E_ELF_VERSION', /e_version is 2, not 1/],
    ['x86-64', (b) => b.setU16(18, 62), 'E_ELF_MACHINE', /e_machine is 62 \(x86-64\), not 243/],
    ['no machine', (b) => b.setU16(18, 0), 'E_ELF_MACHINE', /e_machine is 0, not 243/],
    ['a short header', (b) => b.setU16(52, 52), 'E_ELF_HEADER', /e_ehsize is 52, less than 64/],
    ['program headers of 32-bit size', (b) => b.setU16(54, 32), 'E_ELF_HEADER', /program header has 32 bytes, not 56/],
    ['section headers of 32-bit size', (b) => b.setU16(58, 40), 'E_ELF_HEADER', /section header has 40 bytes, not 64/],
    ['65535 segments', (b) => b.setU16(56, 0xffff), 'E_ELF_HEADER', /extended numbering/],
    ['65534 segments', (b) => b.setU16(56, 0xfffe), 'E_ELF_RANGE', /65534 program headers takes 3669904 bytes at 0x40/],
    ['65535 sections', (b) => b.setU16(60, 0xffff), 'E_ELF_RANGE', /65535 section headers takes 4194240 bytes/],
    ['no sections, but a table', (b) => b.setU16(60, 0), 'E_ELF_HEADER', /e_shnum is 0 with e_shoff/],
    ['names in no section', (b) => b.setU16(62, 99), 'E_ELF_HEADER', /e_shstrndx is 99/],
    ['names by extension', (b) => b.setU16(62, 0xffff), 'E_ELF_HEADER', /e_shstrndx is 0xffff/],
    ['a table behind the end', (b) => b.setI53(40, b.length - 64), 'E_ELF_RANGE', /table of \d+ section headers takes/],
    ['a table nowhere', (b) => b.setU64(32, 1n << 63n), 'E_ELF_ADDRESS', /e_phoff 0x8000000000000000 is more than/],
    ['an entry nowhere', (b) => b.setU64(24, 1n << 62n), 'E_ELF_ADDRESS', /e_entry 0x4000000000000000 is not a canon/],
  ])('%s', (_, change, code, message) => {
    const result = failure(change);
    expect(result.code).toBe(code);
    expect(result.message).toMatch(message);
  });

  test.each<[string, (bytes: Bytes, at: number) => void, ElfErrorCode, RegExp]>([
    ['beyond the file', (b, at) => b.setI53(at + 8, 0x10000), 'E_ELF_RANGE', /segment 1 takes \d+ bytes at 0x10000/],
    ['larger than the file', (b, at) => b.setI53(at + 32, 1e9), 'E_ELF_RANGE', /segment 1 takes 1000000000 bytes/],
    [
      'an absurd size',
      (b, at) => b.setU64(at + 32, 2n ** 64n - 1n),
      'E_ELF_ADDRESS',
      /file size of segment 1 0xffffffff/,
    ],
    [
      'an absurd offset',
      (b, at) => b.setU64(at + 8, 2n ** 53n),
      'E_ELF_ADDRESS',
      /offset of segment 1 0x20000000000000 /,
    ],
    [
      'less memory than file',
      (b, at) => b.setI53(at + 40, 3),
      'E_ELF_SEGMENT',
      /bytes in the file, but only 3 in memory/,
    ],
    [
      'alignment 3',
      (b, at) => b.setI53(at + 48, 3),
      'E_ELF_SEGMENT',
      /the alignment of segment 1, 3, is no power of two/,
    ],
    ['alignment 2^52 + 1', (b, at) => b.setI53(at + 48, 2 ** 52 + 1), 'E_ELF_SEGMENT', /no power of two/],
    [
      'not congruent',
      (b, at) => b.setI53(at + 16, 0x11010),
      'E_ELF_SEGMENT',
      /0x11010 in memory and 0x2000 in the file/,
    ],
    ['memory of the next', (b, at) => b.setI53(at + 40, 0x1001), 'E_ELF_OVERLAP', /0x11000 \.\. 0x12000 and 0x12000/],
    ['the same memory', (b, at) => b.setI53(at + 16, 0x10000), 'E_ELF_OVERLAP', /LOAD segments overlap/],
    [
      'a vast memory size',
      (b, at) => b.setI53(at + 40, 2 ** 53 - 1),
      'E_ELF_ADDRESS',
      /over the end .* 0x11000 \+ 0x1f/,
    ],
    [
      'over the end',
      (b, at) => [[16, -4096] as const, [40, 4097] as const].forEach(([field, value]) => b.setI53(at + field, value)),
      'E_ELF_ADDRESS',
      /0xfffffffffffff000 \+ 0x1001/,
    ],
    [
      'no address',
      (b, at) => b.setU64(at + 16, 1n << 60n),
      'E_ELF_ADDRESS',
      /the address of segment 1 0x1000000000000000/,
    ],
    [
      'no physical address',
      (b, at) => b.setU64(at + 24, 1n << 60n),
      'E_ELF_ADDRESS',
      /the physical address of segment 1/,
    ],
  ])('a LOAD segment with %s', (_, change, code, message) => {
    const result = failure((bytes) => change(bytes, segmentAt(1)));
    expect(result.message).toMatch(message);
    expect(result.code).toBe(code);
  });

  test('a section outside the file, without or with a wrong name', () => {
    const at = sectionNamed('.comment');
    expect(failure((b) => b.setI53(at + 24, b.length)).message).toMatch(/^section \d+ takes \d+ bytes at/);
    expect(failure((b) => b.setU32(at, 0xffff)).message).toMatch(
      /the name of section \d+ is at 65535 of a table of \d+/,
    );
    expect(failure((b) => b.setI53(sectionNamed('.shstrtab') + 32, 4)).code).toBe('E_ELF_STRING');
    const names = parsed(power).sections.at(-2);
    expect(failure((b) => b.fill(0x61, names?.offset, b.length - 64)).code).toMatch(/^E_ELF_/);
  });

  test('notes that are cut or run over', () => {
    const note = segmentAt(3);
    const { offset } = parsed(power).segments[3] ?? { offset: NaN };
    expect(failure((b) => b.setI53(note + 32, 20)).message).toMatch(
      /a name of 6 and a descriptor of 4 bytes, more than its seg/,
    );
    expect(failure((b) => b.setI53(note + 32, 25)).message).toMatch(/^1 bytes after the last note/);
    expect(failure((b) => b.setU32(offset, 0xffff_ffff)).code).toBe('E_ELF_NOTE');
    expect(failure((b) => b.setU32(offset + 4, 0xffff_ffff)).code).toBe('E_ELF_NOTE');
  });

  test('every truncation, with a message', () => {
    for (let length = 0; length < power.length; length += length < 400 ? 1 : 97) {
      const result = parseElf(power.slice(0, length));
      expect(result).toBeInstanceOf(ElfError);
      if (result instanceof ElfError) expect(result.code).toMatch(length < 64 ? /TRUNCATED/ : /RANGE/);
    }
  });

  test('other files', () => {
    const code = (bytes: Bytes): unknown => Reflect.get(parseElf(bytes), 'code');
    expect(code(Bytes.alloc(0))).toBe('E_ELF_TRUNCATED');
    expect(code(Bytes.fromText('#!'))).toBe('E_ELF_TRUNCATED');
    expect(code(Bytes.fromText('#!/bin/sh\n'))).toBe('E_ELF_MAGIC');
    expect(code(Bytes.alloc(1000))).toBe('E_ELF_MAGIC');
  });
});

describe('symbols', () => {
  const table = sectionNamed('.symtab');
  const symbols = (change: (bytes: Bytes) => void): ReturnType<Elf['symbols']> => {
    const bytes = power.slice();
    change(bytes);
    return parsed(bytes).symbols();
  };

  test('a stripped file has none', () => {
    expect(symbols((b) => b.setU32(table + 4, SHT.PROGBITS))).toEqual([]);
  });

  test.each<[string, (bytes: Bytes) => void, ElfErrorCode]>([
    ['another entry size', (b) => b.setI53(table + 56, 16), 'E_ELF_SYMBOL'],
    ['a part of an entry', (b) => b.setI53(table + 32, 25), 'E_ELF_SYMBOL'],
    ['names in a section of another type', (b) => b.setU32(table + 40, 1), 'E_ELF_STRING'],
    ['names in no section', (b) => b.setU32(table + 40, 1000), 'E_ELF_STRING'],
    ['a name outside', (b) => b.setU32((b.i53(table + 24) ?? 0) + 24, 1e6), 'E_ELF_STRING'],
    ['no address', (b) => b.setU64((b.i53(table + 24) ?? 0) + 24 + 8, 1n << 60n), 'E_ELF_ADDRESS'],
  ])('%s is an error, but the file can be loaded', (_, change, code) => {
    const result = symbols(change);
    expect(result).toBeInstanceOf(ElfError);
    expect(result).toMatchObject({ code });
  });
});

describe('crafted to cost much', () => {
  /** A file of `size` bytes: a header, one table of `count` sections whose names all begin in one string of the rest. */
  function longNames(count: number, size: number): Bytes {
    const bytes = Bytes.alloc(size);
    bytes.copyFrom(power, 0, 0, 64);
    bytes.setU16(56, 0);
    bytes.setI53(40, 64);
    bytes.setU16(60, count);
    bytes.setU16(62, 1);
    bytes.fill(0x61, 64 + 64 * count, size - 1);
    for (let i = 0; i < count; i++) bytes.setU32(64 + 64 * i + 4, i === 1 ? SHT.STRTAB : SHT.NOBITS);
    bytes.setI53(64 + 64 + 24, 64 + 64 * count);
    bytes.setI53(64 + 64 + 32, size - 64 - 64 * count);
    return bytes;
  }

  test('10000 names of 1 MB each', () => {
    expect(parseElf(longNames(10_000, 1_700_000))).toMatchObject({
      code: 'E_ELF_STRING',
      message: expect.stringContaining('more than 16 times the file') as string,
    });
    expect(parseElf(longNames(10, 1_700_000))).not.toBeInstanceOf(ElfError);
  });

  test('60000 NOTE segments of 4 MB each', () => {
    const bytes = Bytes.alloc(8_000_000);
    bytes.copyFrom(power, 0, 0, 64);
    bytes.setI53(40, 0);
    bytes.setU16(60, 0);
    bytes.setU16(62, 0);
    bytes.setU16(56, 60_000);
    for (let at = 64; at < 64 + 56 * 60_000; at += 56) {
      bytes.setU32(at, PT.NOTE);
      bytes.setI53(at + 8, 4_000_000);
      bytes.setI53(at + 32, 4_000_000);
    }
    expect(parseElf(bytes)).toMatchObject({
      code: 'E_ELF_NOTE',
      message: 'the NOTE segments have 240000000000 bytes together, the file only 8000000',
    });
  });
});

test('whatever is changed in a real file, the result is sound or an error, and asking it for anything is safe', () => {
  const headers = fc.nat(64 + 4 * 56 - 1);
  const tables = fc.nat(power.length - sectionAt(0) - 1).map((at) => sectionAt(0) + at);
  const place = fc.oneof(headers, headers, tables, fc.nat(power.length - 1));
  const value = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 0x7f, 0x80, 0xff), fc.nat(255));
  const width = fc.constantFrom(1, 1, 2, 4, 8);
  const changes = fc.array(fc.tuple(place, value, width), { minLength: 1, maxLength: 6 });
  let accepted = 0;
  fc.assert(
    fc.property(changes, fc.option(fc.nat(power.length)), (edits, length) => {
      const bytes = power.slice(0, length ?? power.length);
      for (const [at, byte, count] of edits) {
        if (at + count <= bytes.length) bytes.fill(byte, at, at + count);
      }
      const elf = parseElf(bytes);
      if (elf instanceof ElfError) {
        expect(elf.code).toMatch(/^E_ELF_[A-Z]+$/);
        return;
      }
      accepted++;
      for (const segment of elf.segments) {
        if (segment.type !== PT.NULL) expect(segment.data().length).toBe(segment.fileSize);
        if (segment.type === PT.LOAD) expect(segment.memorySize).toBeGreaterThanOrEqual(segment.fileSize);
      }
      for (const section of elf.sections) expect(section.contents().length).toBeLessThanOrEqual(bytes.length);
      const symbols = elf.symbols();
      if (!(symbols instanceof ElfError))
        for (const { address } of symbols) expect(Number.isSafeInteger(address)).toBe(true);
    }),
    { numRuns: 4000 },
  );
  expect(accepted).toBeGreaterThan(50); // the mutations reach behind the first check
});
