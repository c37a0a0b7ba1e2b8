/** Macros, repetitions and sections. */
import { describe, expect, test } from 'vitest';
import { AsmError, assemble, IsaError, type AssembleOptions } from '../assembler.ts';
import { code, data, errors, hex } from '../testing/assembly.ts';

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
