/** Program headers (gABI, chapter 5): what a loader maps, checked so that it can. */
import type { Bytes } from '@racho/bytes';
import { PF, PT, SIZE } from './constants.ts';
import type { Segment } from './elf.ts';
import { fail, hex } from './error.ts';
import type { Table } from './header.ts';
import { address, size, within } from './reader.ts';

/** Reads all program headers; LOAD segments do not overlap in memory. */
export function readSegments(bytes: Bytes, table: Table): readonly Segment[] {
  const segments = Array.from({ length: table.count }, (_, i) =>
    readSegment(bytes, table.offset + i * SIZE.SEGMENT, `segment ${i}`),
  );
  const loaded = segments
    .filter((segment) => segment.type === PT.LOAD && segment.memorySize > 0)
    .sort((a, b) => a.virtualAddress - b.virtualAddress);
  loaded.reduce<Segment | undefined>((before, segment) => {
    if (before !== undefined && before.virtualAddress + before.memorySize > segment.virtualAddress) {
      fail('E_ELF_OVERLAP', `LOAD segments overlap: ${describe(before)} and ${describe(segment)}`);
    }
    return segment;
  }, undefined);
  return Object.freeze(segments);
}

function readSegment(bytes: Bytes, at: number, what: string): Segment {
  const type = bytes.u32(at);
  const flags = bytes.u32(at + 4);
  const offset = size(bytes, at + 8, `the offset of ${what}`);
  const virtualAddress = address(bytes, at + 16, `the address of ${what}`);
  const physicalAddress = address(bytes, at + 24, `the physical address of ${what}`);
  const fileSize = size(bytes, at + 32, `the file size of ${what}`);
  const memorySize = size(bytes, at + 40, `the memory size of ${what}`);
  const align = size(bytes, at + 48, `the alignment of ${what}`);
  if (type !== PT.NULL) within(bytes, offset, fileSize, what);
  if (type === PT.LOAD) checkLoad(what, { offset, virtualAddress, fileSize, memorySize, align });
  return Object.freeze({
    type,
    readable: (flags & PF.R) !== 0,
    writable: (flags & PF.W) !== 0,
    executable: (flags & PF.X) !== 0,
    virtualAddress,
    physicalAddress,
    offset,
    fileSize,
    memorySize,
    align,
    data: () => bytes.slice(offset, offset + fileSize),
  });
}

type Extent = Pick<Segment, 'offset' | 'virtualAddress' | 'fileSize' | 'memorySize' | 'align'>;

function checkLoad(what: string, { offset, virtualAddress, fileSize, memorySize, align }: Extent): void {
  if (fileSize > memorySize) {
    fail('E_ELF_SEGMENT', `${what} has ${fileSize} bytes in the file, but only ${memorySize} in memory`);
  }
  const end = virtualAddress + memorySize;
  if (!Number.isSafeInteger(end) || (virtualAddress < 0 && end > 0)) {
    const extent = `${hex(virtualAddress)} + ${hex(memorySize)}`;
    fail('E_ELF_ADDRESS', `${what} runs over the end of the address space: ${extent}`);
  }
  if (align <= 1) return; // both mean: not aligned
  if (2 ** Math.round(Math.log2(align)) !== align)
    fail('E_ELF_SEGMENT', `the alignment of ${what}, ${align}, is no power of two`);
  if (((virtualAddress % align) - (offset % align)) % align !== 0) {
    const place = `${hex(virtualAddress)} in memory and ${hex(offset)} in the file`;
    fail('E_ELF_SEGMENT', `${what} is at ${place}, which differ modulo its alignment ${hex(align)}`);
  }
}

function describe(segment: Segment): string {
  return `${hex(segment.virtualAddress)} .. ${hex(segment.virtualAddress + segment.memorySize - 1)}`;
}
