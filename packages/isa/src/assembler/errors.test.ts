/** What is wrong is said, with its place and a remedy; and nothing else than that is thrown. */
import { describe, expect, test } from 'vitest';
import { AsmError, assemble, formatDiagnostic, IsaError } from '../assembler.ts';
import { code, errors } from '../testing/assembly.ts';

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
