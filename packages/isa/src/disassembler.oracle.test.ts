/** Our disassembly against GNU objdump's: of random words of every row, and of a real firmware binary. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lengthOf } from './decoder.ts';
import { disassemble } from './disassembler.ts';
import type { DisassembleOptions } from './disassembler.ts';
import { compressed, instructions } from './table.ts';

/**
 * Everything in which we differ from GNU objdump 2.40 on purpose. A pair of texts matches if they are equal, or if the
 * rule's two patterns match them.
 */
const masked: readonly { readonly why: string; readonly ours: RegExp; readonly theirs: RegExp }[] = [
  {
    why: 'Words without a text are data to both, under other names. 0x0000 is c.unimp to objdump.',
    ours: /^\.(word|half) 0x/,
    theirs: /^\.[24]byte 0x|^c\.unimp$|^unimp$/,
  },
  { why: 'It prints reserved rounding modes.', ours: /^\.word 0x/, theirs: /^f[\w.]+ .*,unknown$/ },
  {
    why: 'It has no text for the rounding mode of a conversion that is always exact.',
    ours: /^fcvt\.d\.(s|wu?) .*,(rtz|rdn|rup|rmm|dyn)$/,
    theirs: /^\.4byte 0x/,
  },
  { why: 'Xracho is ours alone.', ours: /^gate -?\d+$/, theirs: /^\.4byte 0x/ },
  {
    why: 'Hints in C.NOP (imm ≠ 0) have no operand in the manual; objdump calls them c.addi x0.',
    ours: /^\.half 0x/,
    theirs: /^c\.addi x0,-?\d+$/,
  },
  {
    why: 'Its own name in the manual; objdump keeps c.addi without aliases.',
    ours: /^c\.nop$/,
    theirs: /^c\.addi x0,0$/,
  },
  { why: 'C.ADDI16SP by 0 is reserved; objdump prints it.', ours: /^\.half 0x6101$/, theirs: /^c\.addi16sp x2,0$/ },
  {
    why: 'RV128 names of hints: shifts by 0 are 64 there.',
    ours: /^c\.s(rl|ra|ll)i x\d+,0x0$/,
    theirs: /^c\.s(rl|ra|ll)i64 x\d+$/,
  },
  { why: 'objdump does not know the empty set in FENCE.', ours: /^fence (\w+,0|0,\w+)$/, theirs: /^fence .*unknown/ },
  { why: 'Zicond is younger than binutils 2.40.', ours: /^czero\./, theirs: /^\.4byte 0x/ },
  {
    why: 'It names RV32-only CSRs on RV64, too.',
    ours: /^csr\w+ .*0x[\da-f]+/,
    theirs: /^csr\w+ .*([a-z]\w*h|pmpcfg(1|3|5|7|9|11|13|15))(,|$)/,
  },
  {
    why: 'CSRs that binutils 2.40 predates.',
    ours: /^csr\w+ .*\b(ssp|jvt|scountinhibit|srmcfg|[sm]ireg[2-6]|m(cycle|instret)cfg|mn(scratch|epc|cause|status))\b/,
    theirs: /^csr\w+ .*\b0x[\da-f]+\b/,
  },
];

/** With aliases, GNU prints the forms with an immediate under the name of those without. */
const gnuAliasNames: Readonly<Record<string, string>> = {
  ...{ addi: 'add', xori: 'xor', ori: 'or', andi: 'and', slli: 'sll', srli: 'srl' },
  ...{ srai: 'sra', addiw: 'addw', slliw: 'sllw', srliw: 'srlw', sraiw: 'sraw' },
  ...{ rori: 'ror', roriw: 'rorw', bclri: 'bclr', bexti: 'bext', binvi: 'binv', bseti: 'bset' },
  ...{ csrrwi: 'csrrw', csrrsi: 'csrrs', csrrci: 'csrrc', csrwi: 'csrw', csrsi: 'csrs', csrci: 'csrc' },
};
const gnuAlias = (text: string): string => text.replace(/^\w+(?= )/, (name) => gnuAliasNames[name] ?? name);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'racho-isa-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The extensions that objdump is to know: it takes them from an object file, and assumes fewer for plain bytes. */
const march = 'rv64gc_zicsr_zifencei_zihintpause_zicbom_zicboz_svinval_zba_zbb_zbs';

/** objdump's texts by address, with runs of white space as one space and without its remarks behind `#`. */
function objdump(bytes: Uint8Array, base: bigint, options: readonly string[]): Map<bigint, string> {
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('words.bin'), bytes);
  execFileSync('riscv64-linux-gnu-as', [`-march=${march}`, '-o', path('empty.o')], { input: '' });
  const update = `--update-section=.text=${path('words.bin')}`;
  execFileSync('riscv64-linux-gnu-objcopy', [update, path('empty.o'), path('words.o')]);
  const adjust = `--adjust-vma=0x${base.toString(16)}`;
  const arguments_ = ['-D', '-z', '-j', '.text', adjust, ...options, path('words.o')];
  const output = execFileSync('riscv64-linux-gnu-objdump', arguments_, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const texts = new Map<bigint, string>();
  for (const line of output.split('\n')) {
    const [, address, text] = /^\s*([\da-f]+):\t[\da-f ]+\t(.*)$/.exec(line) ?? [];
    if (address !== undefined)
      texts.set(
        BigInt(`0x${address}`),
        text!
          .replace(/\s+#.*/, '')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      );
  }
  return texts;
}

interface Place {
  readonly pc: bigint;
  readonly word: number;
}

function placesOf(words: readonly number[], base: bigint): { places: Place[]; bytes: Uint8Array } {
  const places: Place[] = [];
  const bytes: number[] = [];
  for (const word of words) {
    places.push({ pc: base + BigInt(bytes.length), word });
    for (let index = 0; index < lengthOf(word); index++) bytes.push((word >>> (8 * index)) & 0xff);
  }
  return { places, bytes: Uint8Array.from(bytes) };
}

/** Lines in which the two differ. */
function differences(
  places: readonly Place[],
  theirs: ReadonlyMap<bigint, string>,
  options: DisassembleOptions,
  adapt: (text: string) => string = (text) => text,
): string[] {
  return places.flatMap(({ pc, word }) => {
    const our = adapt(disassemble(word, { ...options, pc }));
    const their = theirs.get(pc) ?? '(nothing)';
    if (our === their || masked.some(({ ours, theirs }) => ours.test(our) && theirs.test(their))) return [];
    return [`0x${word.toString(16)}: ours "${our}", objdump's "${their}"`];
  });
}

/** A repeatable sequence of 32-bit numbers (xorshift). */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}

function randomWords(rows: readonly { mask: number; match: number }[], each: number): number[] {
  const random = numbers(2024);
  return Array.from({ length: each }, () =>
    rows.map(({ mask, match }) => ((random.next().value & ~mask) | match) >>> 0),
  ).flat();
}

test('random words of every instruction and compressed form', () => {
  const base = 0x8020_0000n;
  const { places, bytes } = placesOf(randomWords([...instructions, ...compressed], 500), base);
  const theirs = objdump(bytes, base, ['-M', 'no-aliases,numeric']);
  expect(differences(places, theirs, { aliases: 'off', registers: 'numeric' })).toEqual([]);
});

test('every CSR number', () => {
  const csrrs = 0x0000_2573;
  const { places, bytes } = placesOf(
    Array.from({ length: 4096 }, (_, number) => (csrrs | (number << 20)) >>> 0),
    0n,
  );
  const theirs = objdump(bytes, 0n, ['-M', 'no-aliases']);
  expect(differences(places, theirs, { aliases: 'off' })).toEqual([]);
});

test('every half-word that is a compressed instruction to us is one to objdump, and the same', () => {
  // Those in the reserved places are Zcb's.
  const halves = Array.from({ length: 0x1_0000 }, (_, half) => half).filter((half) => (half & 3) !== 3);
  const { places, bytes } = placesOf(halves, 0n);
  const theirs = objdump(bytes, 0n, ['-M', 'no-aliases,numeric']);
  const lines = differences(places, theirs, { aliases: 'off', registers: 'numeric' });
  expect(lines).toEqual([]);
});

test('aliases', () => {
  const random = randomWords(instructions, 100);
  // Operands that aliases look for: x0, ra, 0, 1, -1, 255, and the counters' numbers.
  const near = instructions.flatMap(({ mask, match }) =>
    [0, 1, 10].flatMap((rd) =>
      [0, 1, 11].flatMap((rs1) =>
        [0, 1, 2, 0x0b, 0x0ff, 0xfff, 0xc00, 0xc01, 0xc02, 0x100, 0x833].map(
          (upper) => (match | (((rd << 7) | (rs1 << 15) | (upper << 20)) & ~mask)) >>> 0,
        ),
      ),
    ),
  );
  const { places, bytes } = placesOf([...random, ...near], 0x1_0000n);
  const theirs = objdump(bytes, 0x1_0000n, []);
  expect(differences(places, theirs, { aliases: 'on' }, gnuAlias)).toEqual([]);
});

test('the code of a real firmware', () => {
  const elf = '/usr/share/qemu/opensbi-riscv64-generic-fw_dynamic.elf';
  const base = 0x8000_0000n;
  const file = join(folder, 'text.bin');
  execFileSync('riscv64-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', elf, file]);
  const bytes = new Uint8Array(readFileSync(file));
  const theirs = objdump(bytes, base, ['-M', 'no-aliases,numeric']);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places: Place[] = [];
  for (let offset = 0; offset + 2 <= bytes.length;) {
    const half = view.getUint16(offset, true);
    const long = lengthOf(half) === 4 && offset + 4 <= bytes.length;
    places.push({ pc: base + BigInt(offset), word: long ? view.getUint32(offset, true) : half });
    offset += long ? 4 : 2;
  }
  expect(places.length).toBeGreaterThan(20_000);
  expect(differences(places, theirs, { aliases: 'off', registers: 'numeric' })).toEqual([]);
});
