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
    [0x0805_853b, 'add.uw a0,a1,zero', 'zext.w a0,a1'],
    [0x0805_c53b, 'zext.h a0,a1', 'zext.h a0,a1'],
    [0x6055_d513, 'rori a0,a1,0x5', 'rori a0,a1,0x5'],
    [0x0855_951b, 'slli.uw a0,a1,0x5', 'slli.uw a0,a1,0x5'],
    [0x20c5_a53b, 'sh1add.uw a0,a1,a2', 'sh1add.uw a0,a1,a2'],
    [0x6b85_d513, 'rev8 a0,a1', 'rev8 a0,a1'],
    [0x2875_d513, 'orc.b a0,a1', 'orc.b a0,a1'],
    [0x0ec5_d533, 'czero.eqz a0,a1,a2', 'czero.eqz a0,a1,a2'],
    [0x0ec5_f533, 'czero.nez a0,a1,a2', 'czero.nez a0,a1,a2'],
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
    [0x0085_2507, 'flw fa0,8(a0)', 'flw fa0,8(a0)'],
    [0xfea1_3c27, 'fsd fa0,-8(sp)', 'fsd fa0,-8(sp)'],
    [0x00c5_f553, 'fadd.s fa0,fa1,fa2', 'fadd.s fa0,fa1,fa2'],
    [0x00c5_8553, 'fadd.s fa0,fa1,fa2,rne', 'fadd.s fa0,fa1,fa2,rne'],
    [0x6ac5_c543, 'fmadd.d fa0,fa1,fa2,fa3,rmm', 'fmadd.d fa0,fa1,fa2,fa3,rmm'],
    [0xc025_9553, 'fcvt.l.s a0,fa1,rtz', 'fcvt.l.s a0,fa1,rtz'],
    [0xd205_8553, 'fcvt.d.w fa0,a1', 'fcvt.d.w fa0,a1'],
    [0xd205_f553, 'fcvt.d.w fa0,a1,dyn', 'fcvt.d.w fa0,a1,dyn'],
    [0xe205_8553, 'fmv.x.d a0,fa1', 'fmv.x.d a0,fa1'],
    [0x20b5_8553, 'fsgnj.s fa0,fa1,fa1', 'fmv.s fa0,fa1'],
    [0x20c5_8553, 'fsgnj.s fa0,fa1,fa2', 'fsgnj.s fa0,fa1,fa2'],
    [0x22b5_9553, 'fsgnjn.d fa0,fa1,fa1', 'fneg.d fa0,fa1'],
    [0x22b5_a553, 'fsgnjx.d fa0,fa1,fa1', 'fabs.d fa0,fa1'],
    [0xa2c5_a553, 'feq.d a0,fa1,fa2', 'feq.d a0,fa1,fa2'],
    [0x0030_2573, 'csrrs a0,fcsr,zero', 'frcsr a0'],
    [0x0025_1073, 'csrrw zero,frm,a0', 'fsrm a0'],
    [0x0015_9573, 'csrrw a0,fflags,a1', 'fsflags a0,a1'],
    [0x0022_d573, 'csrrwi a0,frm,5', 'fsrmi a0,5'],
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

/** Two words of each form, with what GNU objdump 2.40 prints for them: immediates with bits in all places. */
test.each([
  [0x00e4, 'c.addi4spn s1,sp,76'],
  [0x1204, 'c.addi4spn s1,sp,288'],
  [0x4140, 'c.lw s0,4(a0)'],
  [0x5244, 'c.lw s1,36(a2)'],
  [0x6ffc, 'c.ld a5,216(a5)'],
  [0x6e94, 'c.ld a3,24(a3)'],
  [0xdbb8, 'c.sw a4,112(a5)'],
  [0xdb54, 'c.sw a3,52(a4)'],
  [0xfeac, 'c.sd a1,120(a3)'],
  [0xe108, 'c.sd a0,0(a0)'],
  [0x1489, 'c.addi s1,-30'],
  [0x0e11, 'c.addi t3,4'],
  [0x36dd, 'c.addiw a3,-9'],
  [0x3eed, 'c.addiw t4,-5'],
  [0x4399, 'c.li t2,6'],
  [0x5cdd, 'c.li s9,-9'],
  [0x611d, 'c.addi16sp sp,416'],
  [0x6115, 'c.addi16sp sp,288'],
  [0x6e69, 'c.lui t3,0x1a'],
  [0x73a5, 'c.lui t2,0xfffe9'],
  [0x8231, 'c.srli a2,0xc'],
  [0x9321, 'c.srli a4,0x28'],
  [0x8479, 'c.srai s0,0x1e'],
  [0x868d, 'c.srai a3,0x3'],
  [0x9b55, 'c.andi a4,-11'],
  [0x98c5, 'c.andi s1,-15'],
  [0x8c95, 'c.sub s1,a3'],
  [0x8c11, 'c.sub s0,a2'],
  [0x8eb1, 'c.xor a3,a2'],
  [0x8c29, 'c.xor s0,a0'],
  [0x8dc1, 'c.or a1,s0'],
  [0x8c5d, 'c.or s0,a5'],
  [0x8ced, 'c.and s1,a1'],
  [0x8cfd, 'c.and s1,a5'],
  [0x9e81, 'c.subw a3,s0'],
  [0x9e91, 'c.subw a3,a2'],
  [0x9c2d, 'c.addw s0,a1'],
  [0x9f35, 'c.addw a4,a3'],
  [0xbda9, 'c.j 0xfffffffffffffe5a'],
  [0xbbfd, 'c.j 0xfffffffffffffdfe'],
  [0xda09, 'c.beqz a2,0xffffffffffffff12'],
  [0xcdf1, 'c.beqz a1,0xdc'],
  [0xe955, 'c.bnez a0,0xb4'],
  [0xfced, 'c.bnez s1,0xfffffffffffffffa'],
  [0x02f6, 'c.slli t0,0x1d'],
  [0x18fe, 'c.slli a7,0x3f'],
  [0x5de2, 'c.lwsp s11,56(sp)'],
  [0x4d6e, 'c.lwsp s10,216(sp)'],
  [0x7b3e, 'c.ldsp s6,488(sp)'],
  [0x72c2, 'c.ldsp t0,48(sp)'],
  [0x8082, 'c.jr ra'],
  [0x8c02, 'c.jr s8'],
  [0x88d6, 'c.mv a7,s5'],
  [0x8412, 'c.mv s0,tp'],
  [0x9002, 'c.ebreak'],
  [0x9d82, 'c.jalr s11'],
  [0x9f02, 'c.jalr t5'],
  [0x9eea, 'c.add t4,s10'],
  [0x9dfa, 'c.add s11,t5'],
  [0xd852, 'c.swsp s4,48(sp)'],
  [0xdc2a, 'c.swsp a0,56(sp)'],
  [0xf566, 'c.sdsp s9,168(sp)'],
  [0xf5be, 'c.sdsp a5,232(sp)'],
])('compressed %i is %s', (half, text) => {
  expect(disassemble(half)).toBe(text);
  expect([...assemble(`.option rvc\n${text}`, { base: 0n }).sections[0]!.bytes]).toEqual([half & 0xff, half >>> 8]);
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
