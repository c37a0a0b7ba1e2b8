import { Bytes } from '@racho/bytes';
import { wrap } from '@racho/bytes/raw';
import { PF, SHF, type ElfRequest } from '@racho/elf';
import { assemble } from '@racho/isa/assembler';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembled, prebuilt, run } from '../testing/run.ts';

const EXIT_7 = 'li a7, 93\nli a0, 7\necall\n';

/** What becomes of a program that is the only one. */
const runAlone = (bytes: Bytes, args: readonly string[] = []): ReturnType<typeof run> =>
  run([{ name: 'p', bytes, args }], 'quiet init=p cpu_limit=100', 20_000_000);

describe('a program', () => {
  it('runs from its entry, with zeroed memory behind its data', () => {
    expect(runAlone(assembled(EXIT_7)).status).toBe(7);
    const sum =
      'li t0, 0x11000\nld a0, 0(t0)\nli t1, 4080\nadd t1, t1, t0\nld t1, 0(t1)\nadd a0, a0, t1\nli a7, 93\necall';
    expect(runAlone(assembled(sum)).status).toBe(0);
  });

  it('finds argc and argv in a0 and a1, and on its stack as the System V ABI has them', () => {
    // argc * 16 + the first byte of argv[1], seen both ways; 1 is added if sp is not aligned to 16.
    const source = (argc: string, argv: string): string => `
      ${argc}
      ${argv}
      ld t0, 8(a1)
      lbu t0, 0(t0)
      slli a0, a0, 4
      add a0, a0, t0
      andi t0, sp, 15
      snez t0, t0
      add a0, a0, t0
      li a7, 93
      ecall`;
    for (const program of [source('', ''), source('ld a0, 0(sp)', 'addi a1, sp, 8')]) {
      expect(runAlone(assembled(program), ['\u0005x', 'two', '']).status).toBe(4 * 16 + 5);
    }
  });

  const refused: [name: string, bytes: () => Bytes, message: RegExp, args?: readonly string[]][] = [
    ['that is empty', () => Bytes.alloc(0), /./],
    ['that is no ELF', () => Bytes.fromText('#!/bin/sh\n'), /./],
    ['for Linux', () => assembled(EXIT_7, { osabi: 0 }), /no personality serves it: OS\/ABI 0/],
    [
      'with its entry in data',
      () => assembled(EXIT_7, { entry: 0x1_1000 }),
      /entry 0x11000 is in no executable segment/,
    ],
    [
      'with a segment without rights',
      () =>
        assembled(EXIT_7, {
          segments: [
            { sections: ['.text'], flags: PF.R | PF.X },
            { sections: ['.data'], flags: 0 },
          ],
        }),
      /nothing may be done with its segment at 0x11000/,
    ],
    ['with an odd entry', () => assembled(EXIT_7, { entry: 0x1_0001 }), /entry 0x10001 is odd/],
    ['with its entry nowhere', () => assembled(EXIT_7, { entry: 0x5_0000 }), /entry 0x50000 is in no executable/],
    ['in the first page', () => placed(0, 16), /at 0x0, but programs lie above the first page/],
    ['in the upper half', () => placed(-0x10_0000, 16), /0x|user/],
    ['that is bigger than a slot', () => placed(0x1_0000, 128 * 1024 + 1), /135168 bytes, more than the 131072/],
    ['with arguments that fill the stack', () => assembled(EXIT_7), /arguments do not fit/, ['x'.repeat(5000)]],
    ['with two segments in a page', () => sharing(), /share the page at 0x10000/],
  ];
  it.each(refused)('%s is refused with a message', (_name, bytes, message, args) => {
    const { output, status, panic } = runAlone(bytes(), args);
    expect(panic).toBeUndefined();
    expect(output).toMatch(/^\[ERROR\] \[kernel\] p: /);
    expect(output).toMatch(message);
    expect(status).toBe(126);
  });

  it('that is bigger than a slot runs where the command line has a bigger one', () => {
    const bytes = placed(0x1_0000, 1 << 20, EXIT_7);
    const { status } = run([{ name: 'p', bytes }], `quiet init=p slot=${1 << 20}`, 20_000_000);
    expect(status).toBe(7);
  });

  it('beyond the sixteenth is refused, and the sixteen run', () => {
    const modules = Array.from({ length: 17 }, (_, i) => ({ name: `p${i}`, bytes: assembled(EXIT_7) }));
    const { output, status } = run(modules);
    expect(output).toContain('[ERROR] [kernel] p16: no room: 16 programs are loaded already');
    expect(status).toBe(0);
  });

  it('with any damage does no harm to the kernel', () => {
    const whole = prebuilt('hello').bytes;
    const change = fc.record({ at: fc.nat(whole.length - 1), value: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), fc.nat(whole.length), (changes, length) => {
        const damaged = whole.slice(0, length % 3 === 0 ? length : whole.length);
        // Most of the changes go to where headers and code are.
        for (const { at, value } of changes) {
          const place = at % 2 === 0 ? at % 512 : at;
          if (place < damaged.length) damaged.set(place, value);
        }
        const { panic, reason } = runAlone(damaged);
        expect(panic).toBeUndefined();
        expect(reason).toBe('halt');
      }),
      { numRuns: 60 },
    );
  });

  it('of random instructions does no harm to the kernel', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: 4, maxLength: 64 }), (words) => {
        const { panic, reason } = runAlone(assembled(words.map((word) => `.word ${word}`).join('\n')));
        expect(panic).toBeUndefined();
        expect(reason).toBe('halt');
      }),
      { numRuns: 60 },
    );
  });
});

/** A program whose code takes `size` bytes at `address`. */
function placed(address: number, size: number, source = 'nop'): Bytes {
  const contents = Bytes.alloc(size);
  contents.copyFrom(wrap(assemble(source).sections.find(({ name }) => name === '.text')!.bytes));
  const section = { name: '.text', address, contents, flags: SHF.ALLOC | SHF.EXECINSTR };
  return assembled('nop', {
    entry: address,
    sections: [section],
    segments: [{ sections: ['.text'], flags: PF.R | PF.X }],
  });
}

/** Code and data in one page: legal in ELF, but a page has one set of rights. */
function sharing(): Bytes {
  const part = (name: string, address: number, flags: number): ElfRequest['sections'][number] => {
    return { name, address, contents: Bytes.alloc(16), flags: SHF.ALLOC | flags };
  };
  return assembled('nop', {
    sections: [part('.text', 0x1_0000, SHF.EXECINSTR), part('.data', 0x1_0100, SHF.WRITE)],
    segments: [
      { sections: ['.text'], flags: PF.R | PF.X, align: 16 },
      { sections: ['.data'], flags: PF.R | PF.W, align: 16 },
    ],
  });
}
