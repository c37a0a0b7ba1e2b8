import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble } from './assembler.ts';
import { lengthOf } from './decoder.ts';
import { disassemble } from './disassembler.ts';
import type { DisassembleOptions } from './disassembler.ts';
import { compressed, instructions } from './table.ts';

describe('32-bit instructions', () => {
  test.each([
    [0x0000_0013, 'addi zero,zero,0', 'nop'],
    [0x0050_0513, 'addi a0,zero,5', 'li a0,5'],
    [0x0005_8513, 'addi a0,a1,0', 'mv a0,a1'],
    [0xfff5_c513, 'xori a0,a1,-1', 'not a0,a1'],
    [0x40b0_0533, 'sub a0,zero,a1', 'neg a0,a1'],
    [0x0005_851b, 'addiw a0,a1,0', 'sext.w a0,a1'],
    [0x0ff5_f513, 'andi a0,a1,255', 'zext.b a0,a1'],
    [0x0015_b513, 'sltiu a0,a1,1', 'seqz a0,a1'],
    [0x03f5_9513, 'slli a0,a1,0x3f', 'slli a0,a1,0x3f'],
    [0xffff_f537, 'lui a0,0xfffff', 'lui a0,0xfffff'],
    [0x0000_1517, 'auipc a0,0x1', 'auipc a0,0x1'],
    [0xff01_3083, 'ld ra,-16(sp)', 'ld ra,-16(sp)'],
    [0x0011_3423, 'sd ra,8(sp)', 'sd ra,8(sp)'],
    [0x0000_8067, 'jalr zero,0(ra)', 'ret'],
    [0x0005_0067, 'jalr zero,0(a0)', 'jr a0'],
    [0x0085_0067, 'jalr zero,8(a0)', 'jr 8(a0)'],
    [0x0005_00e7, 'jalr ra,0(a0)', 'jalr a0'],
    [0x0080_006f, 'jal zero,0x8', 'j 0x8'],
    [0x0080_00ef, 'jal ra,0x8', 'jal 0x8'],
    [0xfe05_0ee3, 'beq a0,zero,0xfffffffffffffffc', 'beqz a0,0xfffffffffffffffc'],
    [0x00a0_5463, 'bge zero,a0,0x8', 'blez a0,0x8'],
    [0x1000_2573, 'csrrs a0,sstatus,zero', 'csrr a0,sstatus'],
    [0x1805_1073, 'csrrw zero,satp,a0', 'csrw satp,a0'],
    [0x1001_7073, 'csrrci zero,sstatus,2', 'csrci sstatus,2'],
    [0x8000_2573, 'csrrs a0,0x800,zero', 'csrr a0,0x800'],
    [0xc010_2573, 'csrrs a0,time,zero', 'rdtime a0'],
    [0x0ff0_000f, 'fence iorw,iorw', 'fence'],
    [0x0310_000f, 'fence rw,w', 'fence rw,w'],
    [0x0000_000f, 'fence 0,0', 'fence 0,0'],
    [0x8330_000f, 'fence.tso', 'fence.tso'],
    [0x0100_000f, 'pause', 'pause'],
    [0xc000_1073, 'unimp', 'unimp'],
    [0x1200_0073, 'sfence.vma zero,zero', 'sfence.vma'],
    [0x1205_0073, 'sfence.vma a0,zero', 'sfence.vma a0'],
    [0x06c5_a52f, 'amoadd.w.aqrl a0,a2,(a1)', 'amoadd.w.aqrl a0,a2,(a1)'],
    [0x1405_b52f, 'lr.d.aq a0,(a1)', 'lr.d.aq a0,(a1)'],
    [0x1a05_b52f, 'sc.d.rl a0,zero,(a1)', 'sc.d.rl a0,zero,(a1)'],
    [0x0070_000b, 'gate 7', 'gate 7'],
    [0x3020_0073, 'mret', 'mret'],
  ])('0x%s', (word, plain, friendly) => {
    expect(disassemble(word, { aliases: 'off' })).toBe(plain);
    expect(disassemble(word)).toBe(friendly);
  });
});

test.each([
  [0x1141, 'c.addi sp,-16'],
  [0x7139, 'c.addi16sp sp,-64'],
  [0x0808, 'c.addi4spn a0,sp,16'],
  [0x757d, 'c.lui a0,0xfffff'],
  [0x60a2, 'c.ldsp ra,8(sp)'],
  [0xc10c, 'c.sw a1,0(a0)'],
  [0x8082, 'c.jr ra'],
  [0xbffd, 'c.j 0xfffffffffffffffe'],
  [0x050e, 'c.slli a0,0x3'],
  [0x0001, 'c.nop'],
])('compressed 0x%s keeps its name with aliases', (half, text) => {
  expect(disassemble(half)).toBe(text);
  expect(disassemble(half, { aliases: 'off' })).toBe(text);
  expect(disassemble(0xabcd_0000 | half)).toBe(text);
});

test('words that no text can stand for are data', () => {
  expect(disassemble(0xffff_ffff)).toBe('.word 0xffffffff');
  expect(disassemble(-1)).toBe('.word 0xffffffff');
  expect(disassemble(0)).toBe('.half 0x0');
  expect(disassemble(0xffff_2005)).toBe('.half 0x2005');
  // Instructions, but with reserved bits set or a hint in them.
  expect(disassemble(0x0ff0_808f)).toBe('.word 0xff0808f');
  expect(disassemble(0xf330_000f)).toBe('.word 0xf330000f');
  expect(disassemble(0x0010_100f)).toBe('.word 0x10100f');
  expect(disassemble(0x0009)).toBe('.half 0x9');
});

test('branch targets are addresses, with their names where known', () => {
  const pc = 0xffff_ffff_ffff_f000n;
  expect(disassemble(0x0080_006f, { pc })).toBe('j 0xfffffffffffff008');
  expect(disassemble(0xffdf_f06f, { pc: 0n })).toBe('j 0xfffffffffffffffc');
  const symbol = (address: bigint): string | undefined => (address === 0x8000_0008n ? 'main' : undefined);
  expect(disassemble(0x0080_00ef, { pc: 0x8000_0000n, symbol })).toBe('jal 0x80000008 <main>');
  expect(disassemble(0x00c0_00ef, { pc: 0x8000_0000n, symbol })).toBe('jal 0x8000000c');
  expect(disassemble(0xa001, { pc: 0x8000_0008n, symbol })).toBe('c.j 0x80000008 <main>');
});

test('numeric register names', () => {
  expect(disassemble(0xff01_3083, { registers: 'numeric' })).toBe('ld x1,-16(x2)');
  expect(disassemble(0x60a2, { registers: 'numeric' })).toBe('c.ldsp x1,8(x2)');
});

describe('assembles back to the same bytes', () => {
  const base = 0x8020_0000n;

  function roundTrip(words: readonly number[], options: DisassembleOptions): void {
    const bytes: number[] = [];
    const lines = ['.option rvc'];
    for (const word of words) {
      lines.push(disassemble(word, { ...options, pc: base + BigInt(bytes.length) }));
      for (let byte = 0; byte < lengthOf(word); byte++) bytes.push((word >>> (8 * byte)) & 0xff);
    }
    const program = assemble(lines.join('\n'), { base });
    expect([...program.sections[0]!.bytes]).toEqual(bytes);
  }

  const bits = fc.nat(0xffff_ffff);
  const fromRow = fc
    .tuple(fc.constantFrom(...instructions, ...compressed), bits)
    .map(([row, random]) => ((random & ~row.mask) | row.match) >>> 0);
  const words = fc.array(fc.oneof({ weight: 9, arbitrary: fromRow }, bits), { minLength: 1, maxLength: 200 });

  test.each([
    ['on', 'abi'],
    ['off', 'abi'],
    ['on', 'numeric'],
    ['off', 'numeric'],
  ] as const)('aliases %s, registers %s', (aliases, registers) => {
    fc.assert(fc.property(words, (list) => roundTrip(list, { aliases, registers })));
  });

  test('all half-words', () => {
    const halves = Array.from({ length: 0x1_0000 }, (_, half) => half).filter((half) => (half & 3) !== 3);
    for (let start = 0; start < halves.length; start += 4096) roundTrip(halves.slice(start, start + 4096), {});
  });

  test('words near every alias', () => {
    // Registers, immediates and CSRs that aliases look for, in all combinations.
    const list: number[] = [];
    for (const { mask, match } of instructions) {
      for (const rd of [0, 1, 10]) {
        for (const rs1 of [0, 1, 11]) {
          for (const upper of [0, 1, 2, 0x0ff, 0xfff, 0xc00, 0xc01, 0x833, 0x010, 0x00b, 0x100]) {
            list.push((match | (((rd << 7) | (rs1 << 15) | (upper << 20)) & ~mask)) >>> 0);
          }
        }
      }
    }
    for (const aliases of ['on', 'off'] as const) roundTrip(list, { aliases });
  });
});
