/** `racho asm FILE`: assembles a source. */
import { basename, extname } from 'node:path';
import { viewOf, wrap } from '@racho/bytes/raw';
import { AsmError, assemble, type Program } from '@racho/isa/assembler';
import type { Command } from '../command.ts';
import { CliError, EXIT } from '../errors.ts';
import { readText, writeBytes } from '../files.ts';
import { assemblePaged, type Source, toElf, toFlat } from '../link.ts';
import { hex, writeListing } from '../listing.ts';
import { namesOf, type Symbols } from '../symbols.ts';

/** Where RAM begins, and the machine starts what is loaded there. */
const RAM = 0x8000_0000n;

export const asm: Command = {
  name: 'asm',
  summary: 'assemble a source to an ELF or a flat file',
  details: `FILE is GNU-like assembly for RV64. Without -o the result is written to the working folder, under the source's name
with .elf or .bin. In an ELF each kind of section begins on a page of its own; in a flat file they follow one another.`,
  operands: [{ name: 'FILE', need: 'required', summary: 'the source' }],
  options: ['output', 'format', 'base', 'listing'],
  afterFirstOperand: 'ours',
  json: [
    { name: 'output', type: 'string', meaning: 'the file written' },
    { name: 'entry', type: 'string', meaning: 'the address of `_start`, `0x…`; absent if there is none' },
    { name: 'sections', type: 'array', meaning: 'of `{ name, address, size }`' },
    { name: 'symbols', type: 'object', meaning: 'addresses by name' },
  ],
  examples: [
    'racho asm boot.S',
    'racho asm hello.S --base 0x10000 -o hello.elf',
    'racho asm boot.S --format bin -o - | xxd',
  ],
  run: async ({ operands: [path = ''], values, out }) => {
    const format = values.format ?? 'elf';
    const output = values.output ?? `${basename(path, extname(path))}.${format}`;
    if (output === '-' && (values.json || values.listing)) {
      throw new CliError('E_CONFLICT', '-o - and --json or --listing both want stdout', 'Name a file with -o.');
    }
    const source = { file: path, text: await readText(path), base: values.base ?? RAM };
    const program = assembled(source, format);
    const bytes = viewOf(format === 'elf' ? toElf(program) : toFlat(program));
    if (output === '-') out.write(bytes);
    else await writeBytes(output, bytes);
    if (values.json) out.line(JSON.stringify(asData(program, output)));
    else if (values.listing) await writeListing(out, codeIn(program), symbolsIn(program));
    return EXIT.ok;
  },
};

function assembled(source: Source, format: 'elf' | 'bin'): Program {
  try {
    return format === 'elf' ? assemblePaged(source) : assemble(source.text, source);
  } catch (error) {
    if (!(error instanceof AsmError)) throw error;
    const count = error.diagnostics.length;
    const remedy = `${count} error${count === 1 ? '' : 's'}; nothing was written.`;
    throw new CliError('E_GUEST', error.message, remedy, { cause: error });
  }
}

function codeIn({ sections }: Program): { name: string; address: bigint; bytes: ReturnType<typeof wrap> }[] {
  return sections
    .filter(({ flags }) => flags.execute)
    .map(({ name, address, bytes }) => ({ name, address, bytes: wrap(bytes) }));
}

function symbolsIn({ symbols }: Program): Symbols {
  const labels = [...symbols].filter(([, { section }]) => section !== undefined);
  return namesOf(labels.map(([name, { address }]) => ({ name, start: address, size: 0n })));
}

function asData({ entry, sections, symbols }: Program, output: string): object {
  return {
    output,
    ...(entry === undefined ? {} : { entry: hex(entry) }),
    sections: sections.map(({ name, address, size }) => ({ name, address: hex(address), size })),
    symbols: Object.fromEntries([...symbols].map(([name, { address }]) => [name, hex(address)])),
  };
}
