/** Pseudo-instructions and compressed ones. */
import { describe, expect, test } from 'vitest';
import { assemble } from '../assembler.ts';
import { code, errors } from '../testing/assembly.ts';

describe('pseudo-instructions', () => {
  test.each([
    ['nop', ['addi zero,zero,0']],
    ['li a0, -1', ['addi a0,zero,-1']],
    ['li a0, 0x800', ['lui a0,0x1', 'addiw a0,a0,-2048']],
    ['li a0, 0x7fffffff', ['lui a0,0x80000', 'addiw a0,a0,-1']],
    ['li a0, 0xfffffffffffff000', ['lui a0,0xfffff']],
    ['li a0, 1 << 40', ['addi a0,zero,1', 'slli a0,a0,0x28']],
    ['mv a0, a1', ['addi a0,a1,0']],
    ['not a0, a1', ['xori a0,a1,-1']],
    ['fmv.s fa0, fa1', ['fsgnj.s fa0,fa1,fa1']],
    ['fneg.d fa0, fa1', ['fsgnjn.d fa0,fa1,fa1']],
    ['fabs.d f10, f11', ['fsgnjx.d fa0,fa1,fa1']],
    ['fgt.s a0, fa1, fa2', ['flt.s a0,fa2,fa1']],
    ['fge.d a0, fa1, fa2', ['fle.d a0,fa2,fa1']],
    ['fmv.x.s a0, fa1', ['fmv.x.w a0,fa1']],
    ['fmul.d fa0, fa1, fa2, dyn', ['fmul.d fa0,fa1,fa2']],
    ['fmul.d fa0, fa1, fa2, rtz', ['fmul.d fa0,fa1,fa2,rtz']],
    ['fsrmi 1', ['csrrwi zero,frm,1']],
    ['fsflags a0', ['csrrw zero,fflags,a0']],
    ['fscsr a0, a1', ['csrrw a0,fcsr,a1']],
    ['fld fa0, ., t0', ['auipc t0,0x0', 'fld fa0,0(t0)']],
    ['fsw fa0, ., t0', ['auipc t0,0x0', 'fsw fa0,0(t0)']],
    ['neg a0, a1', ['sub a0,zero,a1']],
    ['negw a0, a1', ['subw a0,zero,a1']],
    ['sext.w a0, a1', ['addiw a0,a1,0']],
    ['zext.b a0, a1', ['andi a0,a1,255']],
    ['zext.w a0, a1', ['add.uw a0,a1,zero']],
    ['seqz a0, a1', ['sltiu a0,a1,1']],
    ['snez a0, a1', ['sltu a0,zero,a1']],
    ['sltz a0, a1', ['slt a0,a1,zero']],
    ['sgtz a0, a1', ['slt a0,zero,a1']],
    ['sgt a0, a1, a2', ['slt a0,a2,a1']],
    ['sgtu a0, a1, a2', ['sltu a0,a2,a1']],
    ['beqz a0, .', ['beq a0,zero,0x0']],
    ['bnez a0, .', ['bne a0,zero,0x0']],
    ['blez a0, .', ['bge zero,a0,0x0']],
    ['bgez a0, .', ['bge a0,zero,0x0']],
    ['bltz a0, .', ['blt a0,zero,0x0']],
    ['bgtz a0, .', ['blt zero,a0,0x0']],
    ['bgt a0, a1, .', ['blt a1,a0,0x0']],
    ['ble a0, a1, .', ['bge a1,a0,0x0']],
    ['bgtu a0, a1, .', ['bltu a1,a0,0x0']],
    ['bleu a0, a1, .', ['bgeu a1,a0,0x0']],
    ['j .', ['jal zero,0x0']],
    ['jal .', ['jal ra,0x0']],
    ['jr a0', ['jalr zero,0(a0)']],
    ['jr 4(a0)', ['jalr zero,4(a0)']],
    ['jalr a0', ['jalr ra,0(a0)']],
    ['jalr a1, a0', ['jalr a1,0(a0)']],
    ['jalr a1, a0, 4', ['jalr a1,4(a0)']],
    ['jalr a1, (a0)', ['jalr a1,0(a0)']],
    ['ret', ['jalr zero,0(ra)']],
    ['csrr a0, sstatus', ['csrrs a0,sstatus,zero']],
    ['csrw satp, a0', ['csrrw zero,satp,a0']],
    ['csrw 0x180, 3', ['csrrwi zero,satp,3']],
    ['csrs sie, a0', ['csrrs zero,sie,a0']],
    ['csrc sie, a0', ['csrrc zero,sie,a0']],
    ['csrwi sie, 31', ['csrrwi zero,sie,31']],
    ['csrsi sie, 2', ['csrrsi zero,sie,2']],
    ['csrci sie, 2', ['csrrci zero,sie,2']],
    ['rdtime a0', ['csrrs a0,time,zero']],
    ['rdcycle a0', ['csrrs a0,cycle,zero']],
    ['rdinstret a0', ['csrrs a0,instret,zero']],
    ['fence', ['fence iorw,iorw']],
    ['fence r, rw', ['fence r,rw']],
    ['sfence.vma', ['sfence.vma zero,zero']],
    ['sfence.vma a0', ['sfence.vma a0,zero']],
    ['add a0, a1, -5', ['addi a0,a1,-5']],
    ['sraw a0, a1, 5', ['sraiw a0,a1,0x5']],
    ['ror a0, a1, 63', ['rori a0,a1,0x3f']],
    ['rorw a0, a1, 31', ['roriw a0,a1,0x1f']],
    ['bclr a0, a1, 63', ['bclri a0,a1,0x3f']],
    ['bext a0, a1, 0', ['bexti a0,a1,0x0']],
    ['binv a0, a1, 1', ['binvi a0,a1,0x1']],
    ['bset a0, a1, 32', ['bseti a0,a1,0x20']],
    ['lui a0, -1', ['lui a0,0xfffff']],
    ['ld a0, (sp)', ['ld a0,0(sp)']],
    ['lr.w a0, 0(a1)', ['lr.w a0,(a1)']],
    ['amoadd.d.rl x1, x2, (x3)', ['amoadd.d.rl ra,sp,(gp)']],
    ['gate 1024', ['gate 1024']],
    ['mv fp, s0', ['addi s0,s0,0']],
  ])('%s', (source, wanted) => {
    expect(code(source, { base: 0n })).toEqual(wanted);
  });

  test('addresses relative to pc', () => {
    const source = [
      'la a0, x',
      'lla a0, x',
      'call x',
      'tail x',
      'lw a0, x',
      'sd a0, x, t0',
      '.zero 0xff8 - (. - _start)',
      'x: nop',
    ];
    expect(code(`_start: ${source.join('\n')}`, { base: 0x1000n }).slice(0, 12)).toEqual([
      ...['auipc a0,0x1', 'addi a0,a0,-8', 'auipc a0,0x1', 'addi a0,a0,-16'],
      ...['auipc ra,0x1', 'jalr ra,-24(ra)', 'auipc t1,0x1', 'jalr zero,-32(t1)'],
      ...['auipc a0,0x1', 'lw a0,-40(a0)', 'auipc t0,0x1', 'sd a0,-48(t0)'],
    ]);
  });

  test('%hi and %lo add up, also where the low half is negative', () => {
    expect(code('lui a0, %hi(0x12345fff)\naddi a0, a0, %lo(0x12345fff)\nsw a1, %lo(0x12345fff)(a0)')).toEqual([
      ...['lui a0,0x12346', 'addi a0,a0,-1', 'sw a1,-1(a0)'],
    ]);
    expect(code('lui a0, %hi(0x12345800)\naddi a0, a0, %lo(0x12345800)')).toEqual([
      'lui a0,0x12346',
      'addi a0,a0,-2048',
    ]);
    expect(code('lui a0, %hi(0x123457ff)\naddi a0, a0, %lo(0x123457ff)')).toEqual([
      'lui a0,0x12345',
      'addi a0,a0,2047',
    ]);
    expect(code('li a0, %lo(0x12345fff)')).toEqual(['addi a0,zero,-1']);
  });

  test('%pcrel_lo takes the offset of the %pcrel_hi that its label names', () => {
    const source =
      'nop\n1: auipc a0, %pcrel_hi(x)\nnop\nld a1, %pcrel_lo(1b)(a0)\nsd a1, %pcrel_lo(1b)(a0)\n.balign 8\nx: nop';
    expect(code(source, { base: 0n }).slice(1, 5)).toEqual([
      ...['auipc a0,0x0', 'addi zero,zero,0', 'ld a1,20(a0)', 'sd a1,20(a0)'],
    ]);
  });
});

describe('compressed instructions', () => {
  test('are for .option rvc', () => {
    expect(code('.option rvc\nc.nop\nc.addi a0, 1\nc.lwsp a0, 4(sp)')).toEqual([
      'c.nop',
      'c.addi a0,1',
      'c.lwsp a0,4(sp)',
    ]);
    expect(errors('c.nop')).toEqual(['1:1: c.nop is a compressed instruction: it needs .option rvc']);
    expect(errors('.option rvc\n.option norvc\nc.nop')).toHaveLength(1);
    expect(errors('.option push\n.option rvc\nc.nop\n.option pop\nc.nop')).toEqual([expect.stringMatching(/^5:1: /)]);
    expect(errors('.option pop')).toEqual(['1:1: .option pop without a push']);
  });

  test('nothing is compressed by itself', () => {
    expect(assemble('.option rvc\naddi a0, a0, 1\nret').sections[0]!.size).toBe(8);
  });

  test('code is padded with NOPs', () => {
    expect(code('.option rvc\nc.nop\n.balign 16\nret')).toEqual([
      ...['c.nop', 'c.nop', 'addi zero,zero,0', 'addi zero,zero,0', 'addi zero,zero,0', 'jalr zero,0(ra)'],
    ]);
  });

  test.each([
    ['c.addi4spn a0, a1, 4', '2:16: this operand must be sp'],
    ['c.and a0, t0', "2:11: c.and can't use this register"],
    ['c.lw t0, 0(a0)', "2:6: c.lw can't use this register"],
    ['c.lw a0, 128(a0)', '2:10: 128 does not fit: c.lw takes 0 to 124, in steps of 4'],
    ['c.lw a0, 2(a0)', '2:10: 2 does not fit: c.lw takes 0 to 124, in steps of 4'],
    ['c.li a0, 32', '2:10: 32 does not fit: c.li takes -32 to 31'],
    ['c.lui a0, 0x40', "2:11: 0x40 does not fit: c.lui takes 20 bits of the value's upper part"],
    ['c.lwsp zero, 0(sp)', '2:1: c.lwsp with imm = 0, rd = 0 is a reserved encoding or another instruction.'],
    ['c.beqz a0, . + 256', '2:12: 0x80000100 is 256 bytes away: c.beqz reaches -256 to 254, in steps of 2'],
  ])('%s is refused', (source, wanted) => {
    expect(errors(`.option rvc\n${source}`)).toEqual([wanted]);
  });
});
