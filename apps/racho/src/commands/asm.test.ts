import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { racho } from '../testing/process.ts';
import { badElfs, programPath, scratchFolder } from '../testing/guests.ts';

const files = scratchFolder();
const SOURCE = `
.globl _start
_start:
  li a0, 7
  call square
  ebreak
square:
  mul a0, a0, a0
  ret
.data
word: .word 0x12345678
.bss
room: .space 64
`;
const source = files.write('square.S', SOURCE);

describe('asm', () => {
  it('writes an ELF that disasm shows, with symbols', async () => {
    const elf = files.path('square.elf');
    expect(await racho(['asm', source, '-o', elf])).toEqual({ status: 0, stdout: '', stderr: '' });
    const { stdout } = await racho(['disasm', elf]);
    expect(stdout).toMatch(/^\.text: 0x80000000, \d+ bytes\n\n0000000080000000 <_start>:\n +80000000: {2}/);
    expect(stdout).toMatch(/<square>:\n.*mul\ta0,a0,a0\n.*ret\n/);
  });

  it('gives each kind of section a page of its own', async () => {
    const { stdout } = await racho(['asm', source, '-o', files.path('a.elf'), '--base', '0x10000', '--json']);
    const { sections, symbols, entry } = JSON.parse(stdout) as {
      entry: string;
      sections: { name: string; address: string }[];
      symbols: Record<string, string>;
    };
    expect(entry).toBe('0x10000');
    expect(sections.map(({ name, address }) => [name, address])).toEqual([
      ['.text', '0x10000'],
      ['.data', '0x11000'],
      ['.bss', '0x11004'],
    ]);
    expect(symbols).toMatchObject({ word: '0x11000', room: '0x11004' });
  });

  it('writes the bytes alone, to a file or to stdout', async () => {
    const bin = files.path('square.bin');
    await racho(['asm', source, '--format', 'bin', '-o', bin]);
    const bytes = readFileSync(bin);
    expect(bytes.readUInt32LE(bytes.length - 4)).toBe(0x12345678);
    const { stdout } = await racho(['disasm', bin, '--base', '0x80000000']);
    expect(stdout).toMatch(/^code: 0x80000000, \d+ bytes\n +80000000: .*li\ta0,7\n/);
    const piped = await racho(['asm', files.write('x.S', '.ascii "text"'), '--format', 'bin', '-o', '-']);
    expect(piped.stdout).toBe('text');
  });

  it('lists what came out', async () => {
    const { stdout } = await racho(['asm', source, '-o', files.path('b.elf'), '--listing']);
    expect(stdout).toContain('<square>:');
  });

  it('shows every error with its place, and writes nothing', async () => {
    const bad = files.write('bad.S', '  li a0, 1\n  frobnicate a0\n  addi a0\n');
    const { status, stderr } = await racho(['asm', bad, '-o', files.path('none.elf')]);
    expect(status).toBe(1);
    expect(stderr).toContain(`${bad}:2:3: `);
    expect(stderr).toContain(`${bad}:3:`);
    expect(stderr).toContain('2 errors');
    expect(() => readFileSync(files.path('none.elf'))).toThrow();
  });

  it('refuses to mix a file and words on stdout', async () => {
    for (const option of ['--json', '--listing']) {
      const { status, stderr } = await racho(['asm', source, '-o', '-', option]);
      expect(status).toBe(2);
      expect(stderr).toContain('[E_CONFLICT]');
    }
  });

  it('says that it cannot write', async () => {
    const { status, stderr } = await racho(['asm', source, '-o', files.path('no/such/folder')]);
    expect(status).toBe(2);
    expect(stderr).toContain('cannot write');
  });
});

describe('disasm', () => {
  it('has the same in --json', async () => {
    const { stdout } = await racho(['disasm', '--json', programPath('hello')]);
    const { sections } = JSON.parse(stdout) as {
      sections: { name: string; instructions: { address: string; labels: string[]; word: string; text: string }[] }[];
    };
    expect(sections.map(({ name }) => name)).toEqual(['.text']);
    expect(sections[0]!.instructions[0]).toMatchObject({ address: '0x10000', labels: ['_start'] });
    const names = sections[0]!.instructions.flatMap(({ labels }) => labels);
    expect(names).toContain('main');
  });

  it('shows as data what is no instruction, down to the last byte', async () => {
    const odd = files.write('odd.bin', Uint8Array.of(0x00, 0x00, 0x13, 0x05, 0x00, 0x00, 0x73, 0x00, 0x00));
    const { stdout } = await racho(['disasm', odd, '--base', '4096']);
    const texts = stdout.trimEnd().split('\n').slice(1).map((line) => line.slice(29)); // prettier-ignore
    expect(texts).toEqual(['.half\t0x0', 'li\ta0,0', '.half\t0x0073', '.byte\t0x00']);
  });

  it('asks for --base where a file is no ELF', async () => {
    const { status, stderr } = await racho(['disasm', files.write('raw.bin', new Uint8Array(100))]);
    expect(status).toBe(1);
    expect(stderr).toContain('--base ADDRESS');
  });

  it.each(badElfs)('refuses %s', async (_what, bytes, message) => {
    const { status, stdout, stderr } = await racho(['disasm', files.write('bad.elf', bytes)]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
