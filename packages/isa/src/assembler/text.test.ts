/** What stands in a line: data, expressions, labels, comments. */
import { describe, expect, test } from 'vitest';
import { assemble } from '../assembler.ts';
import { code, data, errors, hex } from '../testing/assembly.ts';

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
