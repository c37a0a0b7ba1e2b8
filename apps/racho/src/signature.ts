/** The signature of an architecture test: the memory between two symbols, dumped at the end as riscof compares it. */
import { wrap } from '@racho/bytes/raw';
import { type Elf, ElfError, parseElf, PT } from '@racho/elf';
import { CliError } from './errors.ts';

/** Physical memory: where the test left its results. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

const REMEDY =
  'A signature needs an ELF with the symbols begin_signature and end_signature, in its memory and in this order.';

/** @returns where the first of `images` that is an ELF with such symbols has its signature */
export function signatureRegion(images: readonly (Uint8Array | string | undefined)[]): Region {
  for (const image of images) {
    if (image === undefined || typeof image === 'string') continue;
    const elf = parseElf(wrap(image));
    const region = elf instanceof ElfError ? undefined : regionOf(elf);
    if (region !== undefined) return region;
  }
  throw new CliError('E_GUEST', 'no image says where its signature is', REMEDY);
}

function regionOf(elf: Elf): Region | undefined {
  const symbols = elf.symbols();
  if (symbols instanceof ElfError) return undefined;
  const find = (wanted: string): number | undefined => {
    const symbol = symbols.find(({ name }) => name === wanted);
    return symbol && physical(elf, symbol.address);
  };
  const [start, end] = [find('begin_signature'), find('end_signature')];
  return start === undefined || end === undefined || start > end ? undefined : { start, end };
}

/** The end of a segment counts as in it: that is where the last symbol of a section is. */
function physical(elf: Elf, address: number): number | undefined {
  const segment = elf.segments.find(
    ({ type, virtualAddress, memorySize }) =>
      type === PT.LOAD && address >= virtualAddress && address <= virtualAddress + memorySize,
  );
  return segment && address - segment.virtualAddress + segment.physicalAddress;
}

/** Lines of `granularity` bytes, each a little-endian number in hexadecimal; the last is filled up with zeros. */
export function signatureText(bytes: Uint8Array, granularity: number): string {
  const padded = new Uint8Array(Math.ceil(bytes.length / granularity) * granularity);
  padded.set(bytes);
  let text = '';
  for (let at = 0; at < padded.length; at += granularity) {
    const line = padded.subarray(at, at + granularity).reverse();
    text += `${Array.from(line, (byte) => byte.toString(16).padStart(2, '0')).join('')}\n`;
  }
  return text;
}
