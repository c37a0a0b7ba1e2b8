import fc from 'fast-check';
import { Bytes } from '@racho/bytes';
import { describe, expect, test } from 'vitest';
import {
  BINDINGS,
  ElfError,
  ET,
  KINDS,
  parseElf,
  PF,
  PT,
  SHF,
  SHN,
  SHT,
  writeElf,
  type Elf,
  type ElfErrorCode,
  type ElfRequest,
  type SectionRequest,
} from './index.ts';

function parsed(bytes: Bytes): Elf {
  const elf = parseElf(bytes);
  if (elf instanceof ElfError) throw elf;
  return elf;
}

function failure(request: ElfRequest): { code: ElfErrorCode; message: string } {
  try {
    writeElf(request);
  } catch (error) {
    if (error instanceof ElfError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it was written');
}

const CODE = SHF.ALLOC | SHF.EXECINSTR;
const DATA = SHF.ALLOC | SHF.WRITE;

/** A kernel's image in small: a trampoline that runs elsewhere than it is loaded. */
const image: ElfRequest = {
  entry: 0x8020_0000,
  flags: 1,
  sections: [
    { name: '.text', address: 0x8020_0000, flags: CODE, align: 4, contents: Bytes.fromHex('13000000 67800000') },
    { name: '.rodata', address: 0x8020_1000, flags: SHF.ALLOC, contents: Bytes.fromText('hello') },
    { name: '.data', address: 0x8020_2000, flags: DATA, contents: Bytes.of(1, 2, 3) },
    { name: '.bss', address: 0x8020_2010, flags: DATA, align: 16, contents: { zeroes: 0x1_0000 } },
    { name: '.trampoline', address: -4096, flags: CODE, align: 4096, contents: Bytes.fromHex('67800000') },
    { name: '.comment', contents: Bytes.fromText('written') },
  ],
  segments: [
    { sections: ['.text'], flags: PF.R | PF.X },
    { sections: ['.rodata'], flags: PF.R },
    { sections: ['.data', '.bss'], flags: PF.R | PF.W },
    { sections: ['.trampoline'], flags: PF.R | PF.X, physicalAddress: 0x8021_3000 },
  ],
  symbols: [
    { name: '_start', address: 0x8020_0000, size: 8, kind: 'function', section: '.text' },
    { name: 'loop', address: 0x8020_0004, binding: 'local', section: '.text' },
    { name: '__alltraps', address: -4096, size: 4, kind: 'function', section: '.trampoline' },
    { name: 'PAGE_SIZE', address: 4096 },
  ],
};

describe('an image', () => {
  const bytes = writeElf(image);
  const elf = parsed(bytes);

  test('header', () => {
    expect(elf).toMatchObject({ type: ET.EXEC, entry: 0x8020_0000, flags: 1, osabi: 0 });
  });

  test('segments have their sections, zeroes only in memory, and their own load address', () => {
    const fields = elf.segments.map((s) => [
      s.virtualAddress,
      s.physicalAddress,
      s.fileSize,
      s.memorySize,
      s.offset % 4096,
    ]);
    expect(fields).toEqual([
      [0x8020_0000, 0x8020_0000, 8, 8, 0],
      [0x8020_1000, 0x8020_1000, 5, 5, 0],
      [0x8020_2000, 0x8020_2000, 3, 0x1_0010, 0],
      [-4096, 0x8021_3000, 4, 4, 0],
    ]);
    expect(elf.segments.map((s) => s.data().toHex())).toEqual(['1300000067800000', '68656c6c6f', '010203', '67800000']);
    expect(elf.segments.map((s) => [s.readable, s.writable, s.executable])).toEqual([
      [true, false, true],
      [true, false, false],
      [true, true, false],
      [true, false, true],
    ]);
  });

  test('sections', () => {
    const names = image.sections.map(({ name }) => name);
    expect(elf.sections.map(({ name }) => name)).toEqual(['', ...names, '.symtab', '.strtab', '.shstrtab']);
    expect(elf.sections[4]).toMatchObject({ type: SHT.NOBITS, address: 0x8020_2010, size: 0x1_0000, align: 16 });
    expect(elf.sections[6]?.contents().toText()).toBe('written');
  });

  test('symbols, local ones first, as sh_info says', () => {
    expect(elf.symbols()).toEqual([
      { name: 'loop', address: 0x8020_0004, size: 0, kind: 'none', binding: 'local', section: 1 },
      { name: '_start', address: 0x8020_0000, size: 8, kind: 'function', binding: 'global', section: 1 },
      { name: '__alltraps', address: -4096, size: 4, kind: 'function', binding: 'global', section: 5 },
      { name: 'PAGE_SIZE', address: 4096, size: 0, kind: 'none', binding: 'global', section: SHN.ABS },
    ]);
    expect(elf.sections.find(({ name }) => name === '.symtab')?.info).toBe(2);
  });

  test('the same request gives the same bytes', () => {
    expect(writeElf(image).equals(bytes)).toBe(true);
  });
});

test('a file of nothing', () => {
  const elf = parsed(writeElf({ entry: 0, sections: [], segments: [], type: ET.REL, osabi: 255 }));
  expect(elf).toMatchObject({ type: ET.REL, osabi: 255, segments: [], notes: [] });
  expect(elf.sections.map(({ name }) => name)).toEqual(['', '.shstrtab']);
  expect(elf.symbols()).toEqual([]);
});

test('notes and segments without sections', () => {
  const note = Bytes.fromHex('06000000 04000000 01000000 726163686f000000 01000000');
  const elf = parsed(
    writeElf({
      entry: 0x1_0000,
      sections: [{ name: '.note', type: SHT.NOTE, address: 0x1_0004, flags: SHF.ALLOC, align: 4, contents: note }],
      segments: [
        { sections: ['.note'], flags: PF.R },
        { sections: ['.note'], flags: PF.R, type: PT.NOTE, align: 4 },
        { sections: [], flags: PF.R | PF.W, type: PT.GNU_STACK, align: 16 },
      ],
    }),
  );
  expect(elf.notes.map(({ name, type, descriptor }) => [name, type, descriptor.toHex()])).toEqual([
    ['racho', 1, '01000000'],
  ]);
  expect(elf.segments[2]).toMatchObject({ type: PT.GNU_STACK, memorySize: 0, align: 16 });
});

test('what is written is read', () => {
  const page = 4096;
  const section = fc.record({
    contents: fc.uint8Array({ maxLength: 300 }).map((values) => Bytes.from(values)),
    zeroes: fc.nat(10_000),
    gap: fc.nat(40),
    pages: fc.nat(2),
    align: fc.constantFrom(1, 2, 8, 64, page),
    flags: fc.nat(7),
  });
  const symbol = fc.record({
    name: fc.string(),
    address: fc.maxSafeInteger(),
    size: fc.nat(),
    kind: fc.constantFrom(...KINDS),
    binding: fc.constantFrom(...BINDINGS),
  });
  fc.assert(
    fc.property(
      fc.array(section, { maxLength: 6 }),
      fc.array(symbol, { maxLength: 8 }),
      fc.maxSafeInteger(),
      (parts, drawn, entry) => {
        const symbols = drawn.map((one) => ({ ...one, name: one.name.replaceAll('\0', '') }));
        let address = -(2 ** 38);
        const sections: SectionRequest[] = [];
        for (const [i, part] of parts.entries()) {
          address = Math.ceil((address + part.pages * page) / page) * page;
          const first = { name: `.text${i}`, address, contents: part.contents, flags: SHF.ALLOC };
          const behind = Math.ceil((address + part.contents.length + part.gap) / part.align) * part.align;
          const second = { name: `.bss${i}`, address: behind, contents: { zeroes: part.zeroes }, align: part.align };
          sections.push(first, second);
          address = behind + part.zeroes;
        }
        const segments = parts.map(({ flags }, i) => ({ sections: [`.text${i}`, `.bss${i}`], flags }));
        const elf = parsed(writeElf({ entry, sections, segments, symbols }));

        expect(elf.entry).toBe(entry);
        for (const [i, { contents, zeroes, flags }] of parts.entries()) {
          const [text, bss] = sections.slice(2 * i);
          const segment = elf.segments[i];
          const [from, to] = [text?.address ?? 0, (bss?.address ?? 0) + zeroes];
          expect(segment).toMatchObject({ virtualAddress: from, physicalAddress: from, memorySize: to - from });
          expect(segment?.data().equals(contents)).toBe(true);
          expect([segment?.readable, segment?.writable, segment?.executable]).toEqual(
            [4, 2, 1].map((bit) => (flags & bit) !== 0),
          );
          expect(elf.sections[2 * i + 1]?.contents().equals(contents)).toBe(true);
        }
        const order = [...symbols].sort((a, b) => Number(a.binding !== 'local') - Number(b.binding !== 'local'));
        expect(elf.symbols()).toEqual(order.map((one) => ({ ...one, section: SHN.ABS })));
      },
    ),
    { numRuns: 100 },
  );
});

test('more symbols than a call has arguments', () => {
  const symbols = Array.from({ length: 150_000 }, (_, i) => ({ name: `symbol_${i}`, address: i }));
  const read = parsed(writeElf({ entry: 0, sections: [], segments: [], symbols })).symbols();
  expect(read).toHaveLength(150_000);
});

describe('refused', () => {
  const text: SectionRequest = { name: '.text', address: 0x1000, contents: Bytes.alloc(16) };
  const data: SectionRequest = { name: '.data', address: 0x1020, contents: Bytes.alloc(16) };
  const file = (sections: readonly SectionRequest[], change: Partial<ElfRequest> = {}): ElfRequest => ({
    entry: 0,
    sections,
    segments: [{ sections: sections.map(({ name }) => name), flags: PF.R }],
    ...change,
  });

  test.each<[string, ElfRequest, ElfErrorCode, RegExp]>([
    ['two sections of a name', file([text, text]), 'E_ELF_LAYOUT', /two sections \.text/],
    [
      'a section of no segment',
      file([], { segments: [{ sections: ['.x'], flags: 4 }] }),
      'E_ELF_LAYOUT',
      /wants section \.x/,
    ],
    [
      'a section in two LOAD segments',
      file([text], { segments: [1, 2].map(() => ({ sections: ['.text'], flags: 4 })) }),
      'E_ELF_LAYOUT',
      /section \.text is in 2 LOAD segments/,
    ],
    ['sections in the wrong order', file([data, text]), 'E_ELF_LAYOUT', /section \.text has no place after/],
    [
      'sections that overlap',
      file([text, { ...data, address: 0x1008 }]),
      'E_ELF_LAYOUT',
      /section \.data has no place/,
    ],
    [
      'zeroes that overlap',
      file([text, { name: '.bss', address: 0x1008, contents: { zeroes: 4 } }]),
      'E_ELF_LAYOUT',
      /section \.bss at 0x1008 does not follow/,
    ],
    [
      'a section that is not aligned',
      file([{ ...text, align: 4096, address: 0x1004 }]),
      'E_ELF_LAYOUT',
      /0x1004 is not aligned/,
    ],
    [
      'an alignment of 3',
      file([{ ...text, align: 3 }]),
      'E_ELF_LAYOUT',
      /the alignment of \.text is 3, no power of two/,
    ],
    ['an alignment of 0', file([{ ...text, align: 0 }]), 'E_ELF_LAYOUT', /is 0, no power of two/],
    [
      'a segment alignment of NaN',
      file([text], { segments: [{ sections: ['.text'], flags: 4, align: NaN }] }),
      'E_ELF_LAYOUT',
      /the alignment of a segment is NaN/,
    ],
    [
      'half an address',
      file([{ ...text, address: 0.5 }]),
      'E_ELF_LAYOUT',
      /the address of \.text is 0\.5, no safe integer/,
    ],
    ['an address beyond 2^53', file([{ ...text, address: 2 ** 53 }]), 'E_ELF_LAYOUT', /no safe integer/],
    ['a gap of gigabytes', file([text, { ...data, address: 2 ** 32 }]), 'E_ELF_LAYOUT', /give it its own segment/],
    [
      'less than nothing',
      file([{ name: '.bss', contents: { zeroes: -1 } }]),
      'E_ELF_LAYOUT',
      /size of \.bss is -1, below zero/,
    ],
    ['half an entry', file([], { entry: 0.5 }), 'E_ELF_LAYOUT', /0\.5 does not fit a field of 64 bits/],
    ['flags of 33 bits', file([], { flags: 2 ** 32 }), 'E_ELF_LAYOUT', /4294967296 does not fit a field of 32 bits/],
    ['a type below zero', file([], { type: -1 }), 'E_ELF_LAYOUT', /-1 does not fit a field of 16 bits/],
    ['an OS/ABI of 256', file([], { osabi: 256 }), 'E_ELF_LAYOUT', /256 does not fit a field of 8 bits/],
    ['a NUL in a name', file([{ ...text, name: 'a\0b' }]), 'E_ELF_LAYOUT', /a name contains a NUL: "a\\u0000b"/],
    [
      'a symbol in no section',
      file([text], { symbols: [{ name: 'main', address: 0, section: '.txet' }] }),
      'E_ELF_LAYOUT',
      /symbol main is in section \.txet/,
    ],
    [
      'segments that overlap in memory',
      {
        entry: 0,
        sections: [text, { ...data, address: 0x1008 }],
        segments: ['.text', '.data'].map((name) => ({ sections: [name], flags: 4 })),
      },
      'E_ELF_OVERLAP',
      /0x1000 \.\. 0x100f and 0x1008 \.\. 0x1017/,
    ],
    ['a segment over the end', file([{ ...text, address: -8 }]), 'E_ELF_ADDRESS', /0xfffffffffffffff8 \+ 0x10/],
  ])('%s', (_, request, code, message) => {
    const result = failure(request);
    expect(result.message).toMatch(message);
    expect(result.code).toBe(code);
  });
});
