/** `racho disasm FILE`: the instructions of a file. */
import { wrap } from '@racho/bytes/raw';
import type { Command } from '../command.ts';
import { type Code, codeOf, linesOf } from '../disassembly.ts';
import { readElf } from '../elf-file.ts';
import { CliError, EXIT } from '../errors.ts';
import { readBytes } from '../files.ts';
import { hex, writeListing } from '../listing.ts';
import type { Values } from '../options.ts';
import { noSymbols, type Symbols, symbolsOf } from '../symbols.ts';

export const disasm: Command = {
  name: 'disasm',
  summary: 'print the instructions of a file',
  details: `FILE is an RV64 ELF, whose executable sections are shown with their symbols, or with --base raw code. What is no
instruction is shown as data.`,
  operands: [{ name: 'FILE', need: 'required', summary: 'an ELF, or raw code' }],
  options: ['base'],
  afterFirstOperand: 'ours',
  json: [
    { name: 'sections', type: 'array', meaning: 'of `{ name, address, instructions }`; addresses are strings, `0x…`' },
    {
      name: 'sections[].instructions',
      type: 'array',
      meaning: 'of `{ address, labels, word, text }`; `word` is the bytes as one number, in hexadecimal',
    },
  ],
  examples: ['racho disasm hello.elf', 'racho disasm --base 0x80000000 firmware.bin'],
  run: async ({ operands: [path = ''], values, out }) => {
    const { code, symbols } = await load(path, values);
    if (values.json) out.line(JSON.stringify({ sections: code.map((part) => asData(part, symbols)) }));
    else await writeListing(out, code, symbols);
    return EXIT.ok;
  },
};

async function load(path: string, { base }: Values): Promise<{ code: readonly Code[]; symbols: Symbols }> {
  if (base !== undefined) {
    const bytes = wrap(await readBytes(path));
    return { code: [{ name: 'code', address: base, bytes }], symbols: noSymbols };
  }
  const { elf } = await readElf(path, 'Raw code needs --base ADDRESS.');
  const code = codeOf(elf);
  if (code.length === 0) throw new CliError('E_GUEST', `"${path}" has no code`, 'Is it the file that you meant?');
  return { code, symbols: symbolsOf(elf) };
}

function asData(part: Code, symbols: Symbols): object {
  const instructions = [...linesOf(part, symbols)].map((line) => ({ ...line, address: hex(line.address) }));
  return { name: part.name, address: hex(part.address), instructions };
}
