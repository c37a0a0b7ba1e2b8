/** For tests of the assembler: what a program becomes, as text. */
import { AsmError, assemble, type AssembleOptions, type Program } from '../assembler.ts';
import { disassemble } from '../disassembler.ts';

/** The bytes of a section as hexadecimal. */
export function hex(program: Program, name: string): string {
  const section = program.sections.find((candidate) => candidate.name === name)!;
  return Buffer.from(section.bytes).toString('hex');
}

export const data = (source: string): string => hex(assemble(`.data\n${source}`), '.data');

/** The instructions of .text, disassembled. */
export function code(source: string, options?: AssembleOptions): string[] {
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
export function errors(source: string, options?: AssembleOptions): string[] {
  try {
    assemble(source, options);
  } catch (error) {
    if (!(error instanceof AsmError)) throw error;
    return error.diagnostics.map(({ line, column, message }) => `${line}:${column}: ${message}`);
  }
  return [];
}
