/** Where sections and segments go in a file: a LOAD segment so that its pages can be mapped, the rest one after the other. */
import { Bytes } from '@racho/bytes';
import { PT, SHT, SIZE } from './constants.ts';
import { fail, hex } from './error.ts';
import type { ElfRequest, SectionRequest, SegmentRequest } from './request.ts';

/** A section with everything decided. */
export interface PlacedSection {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly align: number;
  readonly offset: number;
  readonly size: number;
  /** What is in the file of it: nothing of NOBITS. */
  readonly contents: Bytes;
}

/** A segment with everything decided. */
export interface PlacedSegment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly virtualAddress: number;
  readonly physicalAddress: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly align: number;
}

/** The file up to the end of the last section that was asked for. */
export interface Layout {
  readonly sections: readonly PlacedSection[];
  readonly segments: readonly PlacedSegment[];
  readonly end: number;
}

const PAGE = 4096;

/** A gap between two sections of a segment is a gap in the file. */
const MAX_FILE = 2 ** 30;

/** Decides all places, or refuses with `E_ELF_LAYOUT` what cannot be placed. */
export function layOut(request: ElfRequest): Layout {
  const loads = request.segments.filter((segment) => (segment.type ?? PT.LOAD) === PT.LOAD);
  const sections: PlacedSection[] = [];
  let end = SIZE.HEADER + request.segments.length * SIZE.SEGMENT;
  for (const wanted of request.sections) {
    if (sections.some(({ name }) => name === wanted.name)) fail('E_ELF_LAYOUT', `two sections ${wanted.name}`);
    const holders = loads.filter((segment) => segment.sections.includes(wanted.name));
    if (holders.length > 1) fail('E_ELF_LAYOUT', `section ${wanted.name} is in ${holders.length} LOAD segments`);
    const section = place(wanted, holders[0], sections, end);
    sections.push(section);
    if (section.offset < end && section.contents.length > 0) {
      fail(
        'E_ELF_LAYOUT',
        `section ${wanted.name} has no place after what is before it in the file; order sections by address`,
      );
    }
    end = Math.max(end, section.offset + section.contents.length);
    if (end > MAX_FILE)
      fail('E_ELF_LAYOUT', `section ${wanted.name} ends at ${hex(end)} of the file: give it its own segment`);
  }
  return { sections, segments: request.segments.map((segment) => span(segment, sections)), end };
}

function place(
  wanted: SectionRequest,
  holder: SegmentRequest | undefined,
  before: readonly PlacedSection[],
  end: number,
): PlacedSection {
  const { name } = wanted;
  const contents = Bytes.is(wanted.contents) ? wanted.contents : Bytes.alloc(0);
  const section = {
    name,
    type: wanted.type ?? (Bytes.is(wanted.contents) ? SHT.PROGBITS : SHT.NOBITS),
    flags: wanted.flags ?? 0,
    address: integer(wanted.address ?? 0, `the address of ${name}`),
    align: power(wanted.align ?? 1, `the alignment of ${name}`),
    size: Bytes.is(wanted.contents) ? wanted.contents.length : count(wanted.contents.zeroes, `the size of ${name}`),
    contents,
  };
  if (remainder(section.address, section.align) !== 0) {
    fail('E_ELF_LAYOUT', `section ${name} at ${hex(section.address)} is not aligned to ${section.align}`);
  }
  if (holder === undefined) return { ...section, offset: end + remainder(-end, section.align) };

  const first = before.find((other) => other.name === holder.sections[0]);
  if (first !== undefined) return { ...section, offset: first.offset + section.address - first.address };
  // congruent to the address modulo the alignment (gABI, chapter 5), so that the file's pages can be mapped
  const align = Math.max(segmentAlign(holder), section.align);
  return { ...section, offset: end + remainder(section.address - end, align) };
}

function span(wanted: SegmentRequest, placed: readonly PlacedSection[]): PlacedSegment {
  const sections = wanted.sections.map(
    (name) =>
      placed.find((section) => section.name === name) ??
      fail('E_ELF_LAYOUT', `a segment wants section ${name}, which is not there`),
  );
  const [first] = sections;
  const virtualAddress = first?.address ?? 0;
  const offset = first?.offset ?? 0;
  let [memorySize, fileSize] = [0, 0];
  for (const section of sections) {
    const at = section.address - virtualAddress;
    if (at < memorySize || section.offset - offset !== at) {
      fail(
        'E_ELF_LAYOUT',
        `section ${section.name} at ${hex(section.address)} does not follow what is before it in its segment`,
      );
    }
    memorySize = at + section.size;
    if (section.contents.length > 0) fileSize = memorySize;
  }
  return {
    type: wanted.type ?? PT.LOAD,
    flags: count(wanted.flags, 'the flags of a segment'),
    offset,
    virtualAddress,
    physicalAddress: integer(wanted.physicalAddress ?? virtualAddress, 'a physical address'),
    fileSize,
    memorySize,
    align: segmentAlign(wanted),
  };
}

function segmentAlign(segment: SegmentRequest): number {
  return power(segment.align ?? PAGE, 'the alignment of a segment');
}

/** `value` modulo `align`, not below zero. */
function remainder(value: number, align: number): number {
  return ((value % align) + align) % align;
}

function integer(value: number, what: string): number {
  return Number.isSafeInteger(value) ? value : fail('E_ELF_LAYOUT', `${what} is ${value}, no safe integer`);
}

function count(value: number, what: string): number {
  return integer(value, what) >= 0 ? value : fail('E_ELF_LAYOUT', `${what} is ${value}, below zero`);
}

function power(value: number, what: string): number {
  if (value >= 1 && 2 ** Math.round(Math.log2(value)) === value && Number.isSafeInteger(value)) return value;
  return fail('E_ELF_LAYOUT', `${what} is ${value}, no power of two`);
}
