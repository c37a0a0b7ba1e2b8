/** GNU readelf and gdb as oracles: they must read what is written without a complaint, and real files as this package does. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bytes } from '@racho/bytes';
import { afterAll, describe, expect, test } from 'vitest';
import { ElfError, parseElf, PF, PT, SHF, SHT, writeElf, type Elf } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'racho-elf-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The lines that `readelf` prints; it prints its warnings among the errors. */
function readelf(path: string, ...options: string[]): string {
  const { error, stdout, stderr, status } = spawnSync('riscv64-linux-gnu-readelf', ['-W', ...options, path], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error) throw error;
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

const unsigned = (address: number): string => BigInt.asUintN(64, BigInt(address)).toString(16).padStart(16, '0');

describe('written files', () => {
  const path = join(folder, 'written.elf');
  const CODE = SHF.ALLOC | SHF.EXECINSTR;
  const bytes = writeElf({
    entry: 0x8020_0000,
    flags: 1,
    sections: [
      { name: '.text', address: 0x8020_0000, flags: CODE, align: 4, contents: Bytes.fromHex('13000000 67800000') },
      {
        name: '.note',
        type: SHT.NOTE,
        address: 0x8020_1000,
        flags: SHF.ALLOC,
        align: 4,
        contents: Bytes.fromHex('06000000 04000000 01000000 726163686f000000 01000000'),
      },
      { name: '.rodata', address: 0x8020_1018, flags: SHF.ALLOC, contents: Bytes.fromText('hello\0') },
      { name: '.data', address: 0x8020_2000, flags: SHF.ALLOC | SHF.WRITE, contents: Bytes.of(1, 2, 3) },
      { name: '.bss', address: 0x8020_2010, flags: SHF.ALLOC | SHF.WRITE, align: 16, contents: { zeroes: 0x1_0000 } },
      { name: '.trampoline', address: -4096, flags: CODE, align: 4, contents: Bytes.fromHex('73002010') },
      { name: '.comment', contents: Bytes.fromText('written\0') },
    ],
    segments: [
      { sections: ['.text'], flags: PF.R | PF.X },
      { sections: ['.note', '.rodata'], flags: PF.R },
      { sections: ['.data', '.bss'], flags: PF.R | PF.W },
      { sections: ['.trampoline'], flags: PF.R | PF.X, physicalAddress: 0x8021_3000 },
      { sections: ['.note'], flags: PF.R, type: PT.NOTE, align: 4 },
      { sections: [], flags: PF.R | PF.W, type: PT.GNU_STACK, align: 16 },
    ],
    symbols: [
      { name: '_start', address: 0x8020_0000, size: 4, kind: 'function', section: '.text' },
      { name: 'spin', address: 0x8020_0004, binding: 'local', section: '.text' },
      { name: '__restore', address: -4096, size: 4, kind: 'function', section: '.trampoline' },
      { name: 'greeting', address: 0x8020_1018, size: 6, kind: 'object', section: '.rodata' },
      { name: 'PAGE_SIZE', address: 4096 },
    ],
  });
  writeFileSync(path, Uint8Array.from(bytes));

  test('readelf finds all of it and nothing to complain about', () => {
    const output = readelf(path, '-a');
    expect(output).not.toMatch(/warning|error|corrupt|invalid/i);
    expect(output).toMatch(/Entry point address: +0x80200000/);
    expect(output).toMatch(/Flags: +0x1, RVC, soft-float ABI/);
    expect(output).toMatch(/LOAD +0x\w+ 0xfffffffffffff000 0x0000000080213000 0x000004 0x000004 R E 0x1000/);
    expect(output).toMatch(/LOAD +0x\w+ 0x0000000080202000 0x0000000080202000 0x000003 0x010010 RW {2}0x1000/);
    expect(output).toMatch(/02 +\.data \.bss/);
    expect(output).toMatch(/fffffffffffff000 +4 FUNC +GLOBAL DEFAULT +6 __restore/);
    expect(output).toMatch(/racho +0x00000004/);
  });

  test('gdb knows the symbols and disassembles at them', () => {
    const commands = [
      'info symbol 0xfffffffffffff000',
      'info symbol 0x80200005',
      'x/i __restore',
      'x/2i _start',
      'x/s &greeting',
    ];
    const output = execFileSync(
      'gdb-multiarch',
      ['-nx', '-batch', ...commands.flatMap((text) => ['-ex', text]), path],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    expect(
      output
        .replace(/[ \t]+/g, ' ')
        .trim()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      '__restore in section .trampoline',
      'spin + 1 in section .text',
      '0xfffffffffffff000 <__restore>: sret',
      '0x80200000 <_start>: nop',
      '0x80200004 <spin>: ret',
      '0x80201018 <greeting>: "hello"',
    ]);
  });
});

describe('real files', () => {
  const programs = fileURLToPath(new URL('../../user/prebuilt/', import.meta.url));
  const files = readdirSync(programs).filter((name) => name.endsWith('.elf'));

  function parsed(path: string): Elf {
    const elf = parseElf(Bytes.from(readFileSync(path)));
    if (elf instanceof ElfError) throw elf;
    return elf;
  }

  test.each(files)('%s: segments, sections and symbols as readelf lists them', (name) => {
    const path = join(programs, name);
    const elf = parsed(path);
    const hex = (value: number): string => value.toString(16).padStart(6, '0');

    const segments = [...readelf(path, '-l').matchAll(/^ {2}(?:LOAD|NOTE) +0x(\w+) 0x(\w+) 0x(\w+) 0x(\w+) 0x(\w+)/gm)];
    expect(
      elf.segments.map((s) => [
        hex(s.offset),
        unsigned(s.virtualAddress),
        unsigned(s.physicalAddress),
        hex(s.fileSize),
        hex(s.memorySize),
      ]),
    ).toEqual(segments.map((match) => match.slice(1, 6)));

    const sections = [...readelf(path, '-S').matchAll(/^ {2}\[ *\d+\] (\S*) +[A-Z]\S+ +(\w{16}) (\w{6}) (\w{6}) /gm)];
    expect(elf.sections.map((s) => [s.name, unsigned(s.address), hex(s.offset), hex(s.size)])).toEqual(
      sections.map((match) => match.slice(1, 5)),
    );

    const symbols = [
      ...readelf(path, '-s').matchAll(/^ +\d+: (\w{16}) +(\d+) (\w+) +(\w+) +\w+ +(\w+) ?(.*)$/gm),
    ].slice(1);
    const kinds: Record<string, string> = { NOTYPE: 'none', FUNC: 'function' };
    const found = elf.symbols();
    if (found instanceof ElfError) throw found;
    expect(found.map((s) => [unsigned(s.address), String(s.size), s.kind, s.binding, s.name])).toEqual(
      symbols.map(([, address, size, kind = '', binding = '', , symbol]) => [
        address,
        size,
        kinds[kind] ?? kind.toLowerCase(),
        binding.toLowerCase(),
        symbol,
      ]),
    );
  });

  test.each([
    ['x86_64', 'E_ELF_MACHINE'],
    ['aarch64', 'E_ELF_MACHINE'],
    ['riscv32', 'E_ELF_CLASS'],
    ['mips', 'E_ELF_CLASS'],
    ['mips64', 'E_ELF_ENDIANNESS'],
    ['powerpc64', 'E_ELF_ENDIANNESS'],
  ])('what clang compiles for %s is refused by %s', (target, code) => {
    const source = join(folder, 'empty.c');
    const object = join(folder, `${target}.o`);
    writeFileSync(source, 'int x;\n');
    execFileSync('clang', [`--target=${target}-unknown-none`, '-c', source, '-o', object]);
    expect(parseElf(Bytes.from(readFileSync(object)))).toMatchObject({ code });
  });
});
