/** Assembles the kernel image: `image/kernel.S` and the constants that it shares with TypeScript, as an ELF. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Bytes } from '@racho/bytes';
import { viewOf, wrap } from '@racho/bytes/raw';
import { PF, SHF, writeElf } from '@racho/elf';
import { assemble, type Program } from '@racho/isa/assembler';
import { Gate, Operation, TrapContextOffset } from '../src/arch/gate.ts';
import { SSTATUS_FS } from '../src/arch/sstatus.ts';
import { KERNEL_BASE, TRAMPOLINE } from '../src/arch/layout.ts';

const PAGE = 4096;
const pageUp = (value: number): number => Math.ceil(value / PAGE) * PAGE;

/** Sections in the order in which they lie in memory. The trampoline runs elsewhere than it lies. */
const ORDER = ['.text', '.trampoline', '.rodata', '.data', '.bss'] as const;

const snake = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

/** The constants of arch/gate.ts and arch/layout.ts as assembler symbols. */
function constants(): string {
  const table: [string, number][] = [
    ...Object.entries(Gate).map(([name, value]): [string, number] => [`GATE_${snake(name)}`, value]),
    ...Object.entries(Operation).map(([name, value]): [string, number] => [`OP_${snake(name)}`, value]),
    ...Object.entries(TrapContextOffset).map(([name, value]): [string, number] => [`CONTEXT_${snake(name)}`, value]),
    ['SSTATUS_FS', SSTATUS_FS],
    ['OP_COUNT', Object.keys(Operation).length],
    ['TRAMPOLINE', TRAMPOLINE],
  ];
  return table.map(([name, value]) => `.equ ${name}, ${value}; `).join('');
}

/**
 * The image. A test may put code of its own in place of a routine, by the routine's label: it gets there as ostd gets to the
 * routine, in S-mode.
 */
export function buildImage(replaced: Readonly<Record<string, string>> = {}): Uint8Array {
  let source = readFileSync(new URL('../src/image/kernel.S', import.meta.url), 'utf8');
  for (const [label, code] of Object.entries(replaced))
    source = source.replace(`\n${label}:\n`, `\n${label}:\n${code}\n`);
  // On one line with the first of kernel.S, so that line numbers in messages are those of the file.
  const text = constants() + source;
  const place = (sizes: ReadonlyMap<string, number>): Record<string, { address: bigint; load?: bigint }> => {
    const sections: Record<string, { address: bigint; load?: bigint }> = {};
    let load: number = KERNEL_BASE;
    for (const name of ORDER) {
      const address = BigInt(name === '.trampoline' ? TRAMPOLINE : load);
      sections[name] = { address: BigInt.asUintN(64, address), load: BigInt(load) };
      load += pageUp(sizes.get(name) ?? 0);
    }
    return sections;
  };
  const file = 'kernel.S';
  const draft = assemble(text, { file, sections: place(new Map(ORDER.map((name) => [name, PAGE]))) });
  const sizes = new Map(draft.sections.map(({ name, size }) => [name, size]));
  return elfOf(assemble(text, { file, sections: place(sizes) }));
}

function elfOf(program: Program): Uint8Array {
  const sections = ORDER.map((name) => {
    const section = program.sections.find((candidate) => candidate.name === name);
    if (section === undefined) throw new Error(`kernel.S has no ${name}`);
    return section;
  });
  const signed = (value: bigint): number => Number(BigInt.asIntN(64, value));
  return viewOf(
    writeElf({
      entry: KERNEL_BASE,
      sections: sections.map(({ name, address, bytes, size, flags }) => ({
        name,
        address: signed(address),
        contents: name === '.bss' ? { zeroes: size } : wrap(bytes),
        flags: SHF.ALLOC | (flags.write ? SHF.WRITE : 0) | (flags.execute ? SHF.EXECINSTR : 0),
        align: PAGE,
      })),
      // By ascending virtual address, as the gABI has it: the trampoline's page is the highest there is.
      segments: [...sections]
        .sort((a, b) => (a.address < b.address ? -1 : 1))
        .map(({ name, loadAddress, flags }) => ({
          sections: [name],
          flags: PF.R | (flags.write ? PF.W : 0) | (flags.execute ? PF.X : 0),
          physicalAddress: signed(loadAddress),
        })),
      symbols: [...program.symbols]
        .filter(([, symbol]) => symbol.section !== undefined)
        .map(([name, { address, section, global }]) => ({
          name,
          address: signed(address),
          section: section!,
          kind: section === '.text' || section === '.trampoline' ? ('function' as const) : ('object' as const),
          binding: global ? ('global' as const) : ('local' as const),
        })),
    }),
  );
}

/** The TypeScript module that holds `image`. */
export function moduleOf(image: Uint8Array): string {
  const ROW = 48;
  let rows = '';
  // Nine tenths of the image are what is left of pages: zeros.
  for (let start = 0; start < image.length; start += ROW) {
    const row = image.slice(start, start + ROW);
    if (row.some((byte) => byte !== 0)) rows += `    [${start}, '${Bytes.from(row).toHex()}'],\n`;
  }
  return `/** Generated from kernel.S by scripts/build-image.ts; do not edit. */
export interface SparseFile {
  readonly size: number;
  /** What is not zero: offsets, and bytes in hexadecimal. */
  readonly parts: readonly (readonly [offset: number, hex: string])[];
}

export const kernelElf: SparseFile = {
  size: ${image.length},
  parts: [
${rows}  ],
};
`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../src/image/kernel-elf.generated.ts', import.meta.url), moduleOf(buildImage()));
}
