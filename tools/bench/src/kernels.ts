/** The programs that are measured: assembly, made into an ELF that runs under racho and under other RV64 user modes. */
import { readdirSync, readFileSync } from 'node:fs';
import { wrap, viewOf } from '@racho/bytes/raw';
import { PF, SHF, writeElf } from '@racho/elf';
import { assemble } from '@racho/isa/assembler';

const folder = new URL('../kernels/', import.meta.url);

/** Names of all kernels. */
export const kernels: readonly string[] = readdirSync(folder)
  .map((file) => file.replace(/\.S$/, ''))
  .sort();

/** How every kernel ends: `exit` with the low 7 bits of its result in a1, which all runs must agree on. */
const FINISH = `
finish:
    andi    a0, a1, 127
    li      a7, 93
    ecall
`;

const TEXT = 0x1_0000;
const BSS = 0x1_1000;

/** The kernel's ELF. Its OS/ABI byte is 0 for others; racho's personality is chosen by the note. */
export function kernelElf(name: string): Uint8Array {
  const source = readFileSync(new URL(`${name}.S`, folder), 'utf8') + FINISH + '.bss\n.zero 8\n';
  const placed = { '.text': { address: BigInt(TEXT) }, '.bss': { address: BigInt(BSS) } };
  const { sections } = assemble(source, { file: `${name}.S`, sections: placed });
  const text = sections.find((section) => section.name === '.text')!;
  const bss = sections.find((section) => section.name === '.bss')!;
  // namesz, descsz, type, "racho\0" padded, version: see @racho/abi's PERSONALITIES.
  const note = Uint8Array.of(6, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 114, 97, 99, 104, 111, 0, 0, 0, 1, 0, 0, 0);
  return viewOf(
    writeElf({
      entry: TEXT,
      sections: [
        { name: '.note.racho', contents: wrap(note), align: 4, type: 7 },
        { name: '.text', address: TEXT, contents: wrap(text.bytes), flags: SHF.ALLOC | SHF.EXECINSTR },
        { name: '.bss', address: BSS, contents: { zeroes: bss.size }, flags: SHF.ALLOC | SHF.WRITE },
      ],
      segments: [
        { sections: ['.note.racho'], flags: PF.R, type: 4, align: 4 },
        { sections: ['.text'], flags: PF.R | PF.X },
        { sections: ['.bss'], flags: PF.R | PF.W },
      ],
    }),
  );
}
