import { describe, expect, test } from 'vitest';
import { AsmError, assemble, formatDiagnostic, IsaError } from './assembler.ts';
import type { AssembleOptions, Program } from './assembler.ts';
import { disassemble } from './disassembler.ts';

/** The bytes of a section as hexadecimal. */
function hex(program: Program, name: string): string {
  const section = program.sections.find((candidate) => candidate.name === name)!;
  return Buffer.from(section.bytes).toString('hex');
}

const data = (source: string): string => hex(assemble(`.data\n${source}`), '.data');

/** The instructions of .text, disassembled. */
function code(source: string, options?: AssembleOptions): string[] {
  const section = assemble(source, options).sections.find(({ name }) => name === '.text')!;
  const view = new DataView(section.bytes.buffer);
  const texts: string[] = [];
  for (let offset = 0; offset < section.size;) {
    const half = view.getUint16(offset, true);
    const length = (half & 3) === 3 ? 4 : 2;
    const word = length === 4 ? view.getUint32(offset, true) : half;
    texts.push(disassemble(word, { pc: section.address + BigInt(offset), aliases: 'off' }));
    offset += length;
  }
  return texts;
}

/** `line:column: message` of every error. */
function errors(source: string, options?: AssembleOptions): string[] {
  try {
    assemble(source, options);
  } catch (error) {
    if (!(error instanceof AsmError)) throw error;
    return error.diagnostics.map(({ line, column, message }) => `${line}:${column}: ${message}`);
  }
  return [];
}

describe('data directives', () => {
  test.each([
    ['.byte 1, -1, 255, -128', '01ffff80'],
    ['.half 0x1234, -1', '3412ffff'],
    ['.short 1; .2byte 2', '01000200'],
    ['.word 0x12345678, -2', '78563412feffffff'],
    ['.long 1; .4byte 2', '0100000002000000'],
    ['.dword 0x123456789abcdef0', 'f0debc9a78563412'],
    ['.quad -1; .8byte 0xffffffffffffffff', 'ffffffffffffffffffffffffffffffff'],
    ['.ascii "ab", "c"', '616263'],
    ['.asciz "ab"', '616200'],
    ['.string "a", "b"', '61006200'],
    [String.raw`.ascii "\n\t\r\b\f\\\"\'"`, '0a090d080c5c2227'],
    [String.raw`.ascii "\0\101\x41\x4z"`, '004141047a'],
    ['.ascii "é€𝄞"', 'c3a9e282acf09d849e'],
    ['.ascii "# // /* ; :"', Buffer.from('# // /* ; :').toString('hex')],
    [".byte 'a', '\\n', '\"', '\\'', ';'", '610a22273b'],
    ['.zero 3', '000000'],
    ['.space 2, 0xaa', 'aaaa'],
    ['.skip 1', '00'],
    ['.fill 2, 2, 0x102', '02010201'],
    ['.fill 3, , 7', '070707'],
    ['.fill 2', '0000'],
    ['.fill 5, 3, 0x010203', '030201'.repeat(5)],
    ['.fill 0, 1, 5; .byte 1', '01'],
    ['.byte 1\n.align 2\n.byte 2', '0100000002'],
    ['.byte 1\n.p2align 1\n.byte 2', '010002'],
    ['.byte 1\n.balign 4, 0xff\n.byte 2', '01ffffff02'],
    ['.byte 1\n.balign 4, , 2\n.byte 2', '0102'],
    ['.byte 1\n.balign 4, 0, 3\n.byte 2', '0100000002'],
  ])('%s', (source, wanted) => {
    expect(data(source)).toBe(wanted);
  });

  test('refer to symbols before and behind, and to themselves', () => {
    const program = assemble('.data\n.dword a, b, b - a, . - a\na: .word 1\nb:', { base: 0x1000n });
    expect(hex(program, '.data').slice(0, 64)).toBe(
      ['2010000000000000', '2410000000000000', '0400000000000000', 'f8ffffffffffffff'].join(''),
    );
  });
});

describe('expressions', () => {
  const value = (expression: string, before = ''): bigint => {
    const bytes = Buffer.from(data(`${before}\n.dword ${expression}`), 'hex');
    return bytes.readBigInt64LE(bytes.length - 8);
  };

  test.each([
    ['1 + 2 * 3', 7n],
    ['(1 + 2) * 3', 9n],
    ['10 - 3 - 2', 5n],
    ['100 / 7 % 4', 2n],
    ['-7 / 2', -3n],
    ['-7 % 2', -1n],
    ['1 << 4 + 1', 17n], // as GNU as has it
    ['1 + 1 << 4', 17n],
    ['2 * 1 << 3', 16n],
    ['6 | 1 + 8', 15n],
    ['0xf0 & 0x3c ^ 1', 0x31n],
    ['~0', -1n],
    ['- - 3', 3n],
    ['-~3', 4n],
    ['+5', 5n],
    ['!0 + !7', 1n],
    ['-1 >> 60', 15n], // zeros come in
    ['1 << 63', -(1n << 63n)],
    ['0xffffffffffffffff', -1n],
    ['0x8000000000000000 - 1', (1n << 63n) - 1n],
    ['0b101 + 017 + 0X1F + 0B1', 52n],
    ["'a' + 1", 98n],
  ])('%s', (expression, wanted) => {
    expect(value(expression)).toBe(wanted);
  });

  test('see constants, also those defined later', () => {
    expect(value('A + 1', '.equ A, B * 2\n.equ B, 21')).toBe(43n);
    expect(value('A', 'A = 5')).toBe(5n);
    expect(value('A', '.set A, 1\n.set A, A + 1')).toBe(2n);
  });

  test('take the value that a variable has where they stand', () => {
    expect(data('.set i, 1\n.byte i\n.set i, i + 1\n.byte i\n.set i, 9')).toBe('0102');
  });

  test('distances between labels are numbers before the layout, too', () => {
    expect(data('a: .word 1, 2\nb: .space b - a, 1\n.byte (b - a) / 4')).toBe(
      '0100000002000000' + '01'.repeat(8) + '02',
    );
  });
});

describe('labels', () => {
  test('numeric ones count from where they are used', () => {
    expect(code('1: j 1b\nj 1f\n1: j 1b\n01: j 1b\n2: j 2b', { base: 0n })).toEqual([
      'jal zero,0x0',
      'jal zero,0x8',
      'jal zero,0x8',
      'jal zero,0xc',
      'jal zero,0x10',
    ]);
  });

  test('several in one place, with dots and dollars, and directly before a statement', () => {
    const { symbols } = assemble('a: .Lb: c$: nop\nd:nop', { base: 0x100n });
    expect([...symbols].map(([name, { address }]) => [name, address])).toEqual([
      ['a', 0x100n],
      ['.Lb', 0x100n],
      ['c$', 0x100n],
      ['d', 0x104n],
    ]);
  });

  test('symbols tell section and binding; constants have no section', () => {
    const { symbols } = assemble('.globl _start, K\n.equ K, -1\n_start: nop\n.data\nx: .byte 0\ny = x + 1');
    expect(symbols.get('_start')).toEqual({ address: 0x8000_0000n, section: '.text', global: true });
    expect(symbols.get('K')).toEqual({ address: (1n << 64n) - 1n, global: true });
    expect(symbols.get('x')).toEqual({ address: 0x8000_0004n, section: '.data', global: false });
    expect(symbols.get('y')).toEqual({ address: 0x8000_0005n, section: '.data', global: false });
  });

  test('_start is the entry', () => {
    expect(assemble('nop\n_start: nop', { base: 0n }).entry).toBe(4n);
    expect(assemble('nop').entry).toBeUndefined();
    expect(Object.keys(assemble('nop'))).not.toContain('entry');
  });
});

describe('comments and statements', () => {
  test('comments of all kinds, over lines, keep line numbers', () => {
    const source = '# one\nnop // two\n/* three\nfour */ nop /* five */ ; nop # six\nbad';
    expect(errors(source)).toEqual(['5:1: unknown instruction "bad"']);
    expect(code(source.replace('bad', ''))).toHaveLength(3);
  });

  test('semicolons separate; empty statements are fine', () => {
    expect(code('nop;; nop ;\n;\n\n\r\nnop\r\n')).toHaveLength(3);
  });

  test('an empty source is an empty program', () => {
    expect(assemble('')).toEqual({ sections: [], symbols: new Map() });
    expect(assemble('# nothing\n.data\n.text')).toMatchObject({ sections: [] });
  });
});

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

describe('macros and repetitions', () => {
  test('arguments by place, by name and by default', () => {
    const macro = '.macro save reg, slot=2, base=sp\nsd \\reg, \\slot*8(\\base)\n.endm\n';
    expect(code(`${macro}save a0\nsave a1, 3\nsave base=a0, reg=a2\nsave a3, (1 + 1), a1`)).toEqual([
      ...['sd a0,16(sp)', 'sd a1,24(sp)', 'sd a2,16(a0)', 'sd a3,16(a1)'],
    ]);
  });

  test('names that end inside a word, and a number for each expansion', () => {
    const source = '.macro m n\nlabel_\\n\\()_x\\@: mv x\\n, zero\n.endm\nm 5\nm 6';
    expect([...assemble(source).symbols.keys()]).toEqual(['label_5_x0', 'label_6_x1']);
  });

  test('the rest of the arguments', () => {
    expect(data('.macro m first, rest:vararg\n.byte \\first\n.word \\rest\n.endm\nm 1, 2, 3')).toBe(
      '010200000003000000',
    );
  });

  test('strings lose their quotes', () => {
    expect(data('.macro m text\n.asciz "<\\text>"\n.endm\nm "a, b"')).toBe(Buffer.from('<a, b>\0').toString('hex'));
  });

  test('parameters separated by spaces', () => {
    expect(data('.macro m a b\n.byte \\b, \\a\n.endm\nm 1, 2')).toBe('0201');
  });

  test('macros use macros and hold repetitions', () => {
    const source = '.macro one n\n.byte \\n\n.endm\n.macro all n\n.rept 2\none \\n\n.endr\n.endm\nall 7';
    expect(data(source)).toBe('0707');
  });

  test('.rept with a counter, nested', () => {
    const source = '.set i, 0\n.rept 2\n.rept 2\n.byte i\n.set i, i + 1\n.endr\n.byte 0xff\n.endr';
    expect(data(source)).toBe('0001ff0203ff');
    expect(data('.byte 9\n.rept 0\n.byte 1\n.endr')).toBe('09');
  });

  test('.irp', () => {
    expect(code('.irp r, a0, s1\nmv \\r, zero\n.endr')).toEqual(['addi a0,zero,0', 'addi s1,zero,0']);
  });

  test('.altmacro: an argument that is a computed number', () => {
    const macro = '.macro SAVE n\nsd x\\n, \\n*8(sp)\n.endm\n.set n, 5\n';
    const saves = '.rept 2\nSAVE %n\n.set n, n + 1\n.endr';
    expect(code(`.altmacro\n${macro}${saves}\nSAVE %(n * 2)`)).toEqual([
      'sd t0,40(sp)',
      'sd t1,48(sp)',
      'sd a4,112(sp)',
    ]);
    expect(errors(`.altmacro\n.noaltmacro\n${macro}${saves}`)).toHaveLength(2);
    expect(errors(`.altmacro\n${macro}SAVE %m`)).toEqual(['6:1: "m" is not defined; did you mean "n"?']);
  });

  test.each([
    ['.macro m\nnop', '1:1: this .macro does not end: .endm is missing'],
    ['.rept 2\nnop', '1:1: this .rept does not end: .endr is missing'],
    ['.endm', '1:1: .endm without a block that it ends'],
    ['.macro\n.endm', '1:1: .macro needs a name'],
    ['.macro m 1x\n.endm', '1:1: "1x" is no parameter; write name, name=default or name:req'],
    ['.macro m\n.endm\n.macro m\n.endm', '3:1: macro m is defined twice'],
    ['.macro m a:req\n.endm\nm', '3:1: macro m needs the argument a'],
    ['.macro m a\n.endm\nm 1, 2', '3:1: macro m takes 1 arguments, not 2'],
    ['.rept -1\n.endr', "1:1: can't repeat 0 lines -1 times"],
    ['.rept 1 << 40\nnop\n.endr', "1:1: can't repeat 1 lines 1099511627776 times"],
    ['.rept x\n.endr', '1:7: "x" is not defined'],
    ['.irp\n.endr', '1:1: .irp needs a name, then its values'],
  ])('%j', (source, wanted) => {
    expect(errors(source)).toEqual([wanted]);
  });

  test('errors in expansions tell where they come from', () => {
    const source = '.macro inner x\n  addi \\x, \\x\n.endm\n.macro outer x\n  inner \\x\n.endm\n\touter a0';
    try {
      assemble(source, { file: 'k.s' });
      expect.unreachable();
    } catch (error) {
      expect((error as AsmError).message).toBe(
        [
          'k.s:2:3: addi takes "rd, rs1, imm"',
          '  addi a0, a0',
          '  ^',
          'k.s:5: in the expansion of macro inner here',
          'k.s:7: in the expansion of macro outer here',
        ].join('\n'),
      );
    }
  });

  test('endless recursion ends', () => {
    expect(errors('.macro m\nm\n.endm\nm')).toEqual(['2:1: expansions are nested more than 100 deep']);
    expect(errors('.macro m\nm\nm\n.endm\nm').length).toBeLessThanOrEqual(101);
  });
});

describe('sections', () => {
  const placed = (source: string, options?: AssembleOptions): unknown[] =>
    assemble(source, options).sections.map(({ name, address, loadAddress, size, flags: { write, execute } }) => {
      const rights = `${execute ? 'x' : ''}${write ? 'w' : ''}`;
      return [name, address, loadAddress, size, rights];
    });

  test('follow each other from base: code, constants, data, bss', () => {
    const source = '.bss\n.zero 8\n.data\n.dword 1\n.rodata\n.byte 1\n.text\nnop\n.section .text.init\nnop';
    expect(placed(source, { base: 0x1000n })).toEqual([
      ['.text', 0x1000n, 0x1000n, 4, 'x'],
      ['.text.init', 0x1004n, 0x1004n, 4, 'x'],
      ['.rodata', 0x1008n, 0x1008n, 1, ''],
      ['.data', 0x1009n, 0x1009n, 8, 'w'],
      ['.bss', 0x1011n, 0x1011n, 8, 'w'],
    ]);
  });

  test('keep their alignment', () => {
    expect(placed('nop\n.data\n.align 3\n.byte 1\n.bss\n.balign 4096\n.zero 1', { base: 0x1004n })).toEqual([
      ['.text', 0x1004n, 0x1004n, 4, 'x'],
      ['.data', 0x1008n, 0x1008n, 1, 'w'],
      ['.bss', 0x2000n, 0x2000n, 1, 'w'],
    ]);
  });

  test('have the flags they are given', () => {
    const source =
      '.section .a, "ax", @progbits\nnop\n.section .b, "aw"\n.byte 1\n.section .c, "aw", @nobits\n.zero 5\n.section "d e"\n.byte 1';
    const { sections } = assemble(source);
    expect(sections.map(({ name, flags, bytes, size }) => [name, flags, bytes.length, size])).toEqual([
      ['.a', { write: false, execute: true }, 4, 4],
      ['d e', { write: false, execute: false }, 1, 1],
      ['.b', { write: true, execute: false }, 1, 1],
      ['.c', { write: true, execute: false }, 0, 5],
    ]);
  });

  test('go where they are placed, with symbols there', () => {
    const source =
      'nop\n.section .trampoline, "ax"\n.align 12\n__alltraps: nop\nj __alltraps\n.data\n.dword __alltraps';
    const address = 0xffff_ffff_ffff_f000n;
    const options = { base: 0x8020_0000n, sections: { '.trampoline': { address, load: 'following' } } } as const;
    expect(placed(source, options)).toEqual([
      ['.text', 0x8020_0000n, 0x8020_0000n, 4, 'x'],
      ['.trampoline', address, 0x8020_1000n, 8, 'x'],
      ['.data', 0x8020_1008n, 0x8020_1008n, 8, 'w'],
    ]);
    const program = assemble(source, options);
    expect(program.symbols.get('__alltraps')?.address).toBe(address);
    expect(hex(program, '.data')).toBe('00f0ffffffffffff');
    expect(hex(program, '.trampoline')).toBe('130000006ff0dfff');
  });

  test('with a placement alone they take no room among the others', () => {
    const source = 'nop\n.section .vectors, "ax"\nnop\n.data\n.byte 1';
    expect(placed(source, { base: 0x1000n, sections: { '.vectors': { address: 0x100n } } })).toEqual([
      ['.text', 0x1000n, 0x1000n, 4, 'x'],
      ['.vectors', 0x100n, 0x100n, 4, 'x'],
      ['.data', 0x1004n, 0x1004n, 1, 'w'],
    ]);
    expect(placed(source, { base: 0x1000n, sections: { '.vectors': { address: 0x100n, load: 0x5000n } } })[1]).toEqual(
      ['.vectors', 0x100n, 0x5000n, 4, 'x'], // prettier-ignore
    );
  });

  test.each([
    ['overlap', { '.data': { address: 0x8000_0000n } }, 'Sections .text and .data overlap at 0x80000000'],
    ['misaligned', { '.data': { address: 0x1002n } }, "section .data won't do: it must be a multiple of 4"],
    ['misaligned load', { '.data': { address: 0x1004n, load: 1n } }, 'The load address 0x1 of section .data'],
    ['beyond the end', { '.data': { address: (1n << 64n) - 4n } }, 'leave room for 8 bytes'],
    ['negative', { '.data': { address: -4096n } }, "won't do"],
    ['absent', { '.dat': { address: 0n } }, 'Section .dat is placed, but source.s has no such section'],
  ])('placement refused: %s', (_, sections, message) => {
    const source = 'nop\n.data\n.align 2\n.dword 1';
    expect(() => assemble(source, { sections })).toThrow(IsaError);
    expect(() => assemble(source, { sections })).toThrow(message);
  });

  test.each([
    ['.bss\n.word 0\n.byte 1', '3:7: section .bss has no bytes in the image: only zeros can stand in it'],
    ['.section', '1:9: .section needs a section name'],
    ['.section .x, ax', '1:14: section flags are a string, such as "ax"'],
    ['.section .x, "q"', '1:14: unknown section flags "q"; known are a, w and x'],
    ['.section .text, "aw"', '1:10: section .text has other flags already'],
    ['.text 1', '1:7: .text takes at most 0 operands'],
  ])('%j', (source, wanted) => {
    expect(errors(source)).toEqual([wanted]);
  });
});

describe('errors', () => {
  test.each([
    ['  adi a0, a0, 1', '1:3: unknown instruction "adi"; did you mean "addi"?'],
    ['frobnicate a0', '1:1: unknown instruction "frobnicate"'],
    ['.wrod 1', '1:1: unknown directive ".wrod"; did you mean ".word"?'],
    ['amoadd.w.qa a0, a1, (a2)', '1:1: unknown instruction "amoadd.w.qa"; did you mean "amoadd.w"?'],
    ['add.aq a0, a1, a2', '1:1: unknown instruction "add.aq"; did you mean "add.uw"?'],
    ['addi a0, a1', '1:1: addi takes "rd, rs1, imm"'],
    ['ret a0', '1:1: ret takes no operands'],
    ['add a0, a1', '1:1: add takes "rd, rs1, rs2" or "rd, rs1, imm"'],
    ['add a0, a1, a9', '1:13: "a9" is not defined'],
    ['addi a0, a9, 1', '1:10: expected a register, not a9'],
    ['fadd.s fa0, a1, fa2', '1:13: expected a floating-point register, not a1'],
    ['fadd.s fa0, fa1, fa2, up', '1:23: expected a rounding mode, not up'],
    ['fmv.x.d fa0, fa1', '1:9: expected a register, not fa0'],
    ['addi a0, a1 a2, 1', '1:13: unexpected "a2"'],
    ['addi a0, , 1', '1:13: expected a register'],
    ['addi a0, a1, a2', '1:14: expected an expression, not the register a2'],
    ['addi a0, a1, 1 2', '1:16: unexpected "2"'],
    ['addi a0, a1, 2048', '1:14: 2048 does not fit: addi takes -2048 to 2047'],
    ['li a0, nowhere', '1:8: "nowhere" is not defined'],
    ['li a0,', '1:7: expected an expression'],
    ['li a0, x\nx: nop', '1:8: "x" is not defined'],
    ['x: li a0, x', '1:11: this must be a number that is known here, but it depends on where a section will lie'],
    ['lw a0, 5(b1)', '1:9: unexpected "("'],
    ['sw a0, sym', '1:8: expected an address such as 8(sp)'],
    ['lw zero, sym', '1:4: x0 can hold no address'],
    ['lr.w a0, 4(a1)', '1:10: this instruction takes no offset'],
    ['lui a0, 0x100000', "1:9: 0x100000 does not fit: lui takes 20 bits of the value's upper part"],
    ['slli a0, a0, 64', '1:14: 64 does not fit: slli takes 0 to 63'],
    ['slliw a0, a0, 32', '1:15: 32 does not fit: slliw takes 0 to 31'],
    ['csrwi sie, 32', '1:12: 32 does not fit: csrrwi takes 0 to 31'],
    ['csrr a0, 4096', '1:10: 4096 does not fit: csrrs takes 0 to 4095'],
    ['csrr a0, stauts', '1:10: "stauts" is not defined'],
    ['fence wr, r', '1:7: "wr" is not defined'],
    ['beq a0, a1, . + 4096', '1:13: 0x80001000 is 4096 bytes away: beq reaches -4096 to 4094, in steps of 2'],
    ['beq a0, a1, . + 3', '1:13: 0x80000003 is 3 bytes away: beq reaches -4096 to 4094, in steps of 2'],
    ['j 0', '1:3: 0x0 is -2147483648 bytes away: jal reaches -1048576 to 1048574, in steps of 2'],
    [
      'la a0, 1 << 32',
      '1:8: 0x100000000, seen from 0x80000000, is out of reach: lui and auipc reach 2 GiB in either direction; load the address from a .dword instead',
    ],
    ['lui a0, %hi(_start)\n_start: nop', expect.stringMatching(/^1:9: 0x80000004 is out of reach/)],
    ['lui a0, %high(1)', '1:9: unknown modifier %high'],
    ['lui a0, %hi 1', '1:13: expected "(", not "1"'],
    ['x: addi a0, a0, %pcrel_lo(x)', '1:17: %pcrel_lo wants the label of an instruction with %pcrel_hi'],
    ['.dword %pcrel_hi(0)', '1:8: %pcrel_hi stands for an operand of an instruction'],
    ['j 1b', '1:3: no label 1: before this'],
    ['j 1f', '1:3: no label 1: after this'],
    ['j strat\nstart: nop', '1:3: "strat" is not defined; did you mean "start"?'],
    ['x: nop\n x: nop', '2:2: "x" is defined twice: in line 1 already'],
    ['x: nop\n.equ x, 1', '2:6: "x" is defined twice: in line 1 already'],
    ['"x": nop', '1:1: ""x"" can\'t be a label'],
    ['5 = 3', "1:1: can't assign to 5"],
    ['+', '1:1: expected an instruction, not +'],
    ['.equ x', '1:7: .equ needs a value'],
    ['.equ 5, 1', '1:6: expected a symbol, not 5'],
    [
      '.equ x, y\n.equ y, x\n.data\n.word x',
      expect.stringMatching(/nested too deeply, or a symbol is defined by itself/),
    ],
    ['.globl', '1:7: .globl needs a symbol'],
    ['.globl 5', '1:8: expected a symbol, not 5'],
    ['.byte', '1:6: .byte needs a value'],
    ['.byte 256', '1:7: 256 does not fit in 1 byte'],
    ['.half -32769', '1:7: -32769 does not fit in 2 bytes'],
    ['.word 1 << 32', '1:7: 4294967296 does not fit in 4 bytes'],
    ['.dword 0x10000000000000000', '1:8: 0x10000000000000000 does not fit in 64 bits'],
    ['.byte 1,, 2', '1:12: .byte needs a value'],
    ['.byte 08', '1:7: "08" starts with 0 but is no octal number'],
    ['.byte 1 / 0', '1:9: division by zero'],
    ['.byte 1 % 0', '1:9: division by zero'],
    ['.byte 1 << 64', '1:9: shift by 64'],
    ['.byte (1', '1:9: expected ")"'],
    ['.byte (1]', '1:9: unexpected "]"'],
    ['.byte 1 +', '1:10: expected an expression'],
    ['.byte "a"', '1:7: expected an expression, not "a"'],
    ['.ascii a', '1:8: expected a string in double quotes'],
    ['.ascii "a" "b"', '1:12: unexpected ""b""'],
    ['.ascii "a', '1:8: this string does not end'],
    [String.raw`.ascii "a\q"`, String.raw`1:10: unknown escape "\q" in a string`],
    ['.space -1', "1:8: a size can't be -1"],
    ['.space 1 << 31', '1:1: section .text grows beyond 268435456 bytes'],
    ['.space x', '1:8: "x" is not defined'],
    ['.fill 1, 9, 0', '1:10: .fill values have at most 8 bytes, not 9'],
    ['.fill 1, 2, 3, 4', '1:16: .fill takes at most 3 operands'],
    ['.align 17', '1:8: 2^17 is too large an alignment'],
    ['.balign 3', '1:9: 3 is no alignment: it must be a power of two up to 65536'],
    ['.option rvx', '1:9: unknown option "rvx"; known are rvc, norvc, push, pop'],
    ['.byte 1; nop', '1:10: an instruction at an odd address: .balign 4 goes before it'],
    ['nop `', '1:5: unexpected "`"'],
    [`.byte ${'('.repeat(1000)}1${')'.repeat(1000)}`, expect.stringMatching(/nested too deeply/)],
    [`.byte ${'-'.repeat(1000)}1`, expect.stringMatching(/nested too deeply/)],
  ])('%j', (source, wanted) => {
    expect(errors(source)).toEqual(source.startsWith('.equ x, y') ? expect.arrayContaining([wanted]) : [wanted]);
  });

  test('are collected, in the order of the source', () => {
    expect(errors('bad1\nnop; bad2; bad3\nnop\n  addi a0')).toEqual([
      '1:1: unknown instruction "bad1"',
      '2:6: unknown instruction "bad2"',
      '2:12: unknown instruction "bad3"',
      '4:3: addi takes "rd, rs1, imm"',
    ]);
    expect(errors('j a\nj b\n.byte 256')).toHaveLength(3);
  });

  test('show the line with a caret, below tabs too', () => {
    expect(() => assemble('\tnop\n\taddi\ta0, a1, 5000 # far', { file: 'boot.s' })).toThrow(
      ['boot.s:2:15: 5000 does not fit: addi takes -2048 to 2047', '\taddi\ta0, a1, 5000', '\t    \t        ^'].join(
        '\n',
      ),
    );
    const diagnostic = { file: 'f', line: 3, column: 1, message: 'm', source: 's', notes: ['n'] };
    expect(formatDiagnostic(diagnostic)).toBe('f:3:1: m\ns\n^\nn');
  });

  test('have a code, and one class for all of the package', () => {
    try {
      assemble('bad');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(IsaError);
      expect(error).toMatchObject({ name: 'AsmError', code: 'E_ASSEMBLY' });
    }
  });

  test('stop at a hundred', () => {
    expect(errors('bad\n'.repeat(1000)).length).toBe(100);
  });
});

test('directives for linkers and debuggers are accepted', () => {
  expect(
    code('.file "x.c"\n.type f, @function\nf: ret\n.size f, . - f\n.attribute arch, "rv64i"\n.ident "x"'),
  ).toHaveLength(1);
});

test('any text at all assembles or gives an AsmError', async () => {
  const fc = await import('fast-check');
  const pieces = fc.constantFrom(
    ...[
      'addi',
      'a0',
      ',',
      ' ',
      '\n',
      '.macro',
      '.endm',
      '.rept',
      '\\',
      '(',
      ')',
      '%',
      'hi',
      '"',
      "'",
      ':',
      '1',
      '1f',
      ';',
    ],
    ...[
      '.equ',
      '.set',
      'x',
      '=',
      '.',
      '-',
      '<<',
      '.align',
      '.section',
      '.irp',
      '.endr',
      '/*',
      '*/',
      '#',
      '0x',
      'la',
      'li',
    ],
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((list) => list.join(' ')),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(text, (source) => {
      try {
        assemble(source);
      } catch (error) {
        expect(error).toBeInstanceOf(AsmError);
      }
    }),
    { numRuns: 2000 },
  );
});
