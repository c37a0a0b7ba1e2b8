/** The kernel image as ostd ships it, and the reading of its ELF: sections, rights, symbols. */
import { Bytes } from '@racho/bytes';
import { viewOf, wrap } from '@racho/bytes/raw';
import { ElfError, parseElf, PT } from '@racho/elf';
import { TRAMPOLINE } from '../arch/layout.ts';
import { OstdError } from '../error.ts';
import { PAGE_SIZE, pageOf, paddr } from '../mm/address.ts';
import type { ImageSection, KernelImage } from './kernel-image.ts';
import { kernelElf } from './kernel-elf.generated.ts';

let elf: Uint8Array | undefined;
let facts: KernelImage | undefined;

/** The kernel image's ELF. */
export function kernelImage(): Uint8Array {
  if (elf === undefined) {
    elf = new Uint8Array(kernelElf.size);
    for (const [offset, hex] of kernelElf.parts) elf.set(viewOf(Bytes.fromHex(hex)), offset);
  }
  return elf;
}

/** The facts of {@link kernelImage}. */
export function builtInImage(): KernelImage {
  return (facts ??= imageFromElf(kernelImage()));
}

/** Reads the facts out of an ELF; throws `E_IMAGE` for one that is no kernel image. */
export function imageFromElf(file: Uint8Array): KernelImage {
  const parsed = parseElf(wrap(file));
  if (parsed instanceof ElfError) throw new OstdError('E_IMAGE', `the kernel image is no good ELF: ${parsed.message}`);
  const loads = parsed.segments.filter((segment) => segment.type === PT.LOAD);
  const trampoline = loads.find((segment) => segment.virtualAddress === TRAMPOLINE);
  if (trampoline === undefined) throw new OstdError('E_IMAGE', 'the kernel image has no trampoline at its address');
  const sections = loads
    .map((segment): ImageSection => {
      const size = Math.ceil(segment.memorySize / PAGE_SIZE) * PAGE_SIZE;
      const { writable, executable, physicalAddress: address } = segment;
      if (address % PAGE_SIZE !== 0) throw new OstdError('E_IMAGE', `segment at ${address} is not page aligned`);
      return Object.freeze({ address, size, writable, executable });
    })
    .sort((a, b) => a.address - b.address);
  const table = parsed.symbols();
  if (table instanceof ElfError)
    throw new OstdError('E_IMAGE', `the kernel image's symbols can't be read: ${table.message}`);
  const symbols = new Map(table.map((symbol) => [symbol.name, symbol.address]));
  return Object.freeze({
    sections: Object.freeze(sections),
    end: Math.max(...sections.map(({ address, size }) => address + size)),
    trampoline: pageOf(paddr(trampoline.physicalAddress)),
    symbol: (name: string) => {
      const address = symbols.get(name);
      if (address === undefined) throw new OstdError('E_IMAGE', `the kernel image has no symbol ${name}`);
      return address;
    },
  });
}
