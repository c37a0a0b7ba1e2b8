/** Makes an address space from an ELF: its LOAD segments, a guard page, the user stack, and behind it the heap's place. */
import type { Bytes } from '@racho/bytes';
import { ElfError, parseElf, PT, type Elf, type Segment } from '@racho/elf';
import {
  FrameAllocOptions,
  hex,
  PAGE_SIZE,
  toVaddr,
  VmSpace,
  type MapError,
  type PageFlags,
  type Vaddr,
} from '@racho/ostd';
import { pageDown, pageUp, USER_STACK_SIZE } from './layout.ts';

/** A program in memory, ready to start. */
export interface Loaded {
  readonly elf: Elf;
  readonly space: VmSpace;
  readonly entry: Vaddr;
  /** First byte above the stack. */
  readonly stackTop: Vaddr;
  /** Where the heap begins; it is empty until a call that grows it exists. */
  readonly heapStart: Vaddr;
}

/** Why a program can't be loaded. */
export class LoadFailure {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Loads `file`, whose image has at most `slot` bytes. On failure nothing is left allocated. */
export function loadProgram(file: Bytes, slot: number): Loaded | LoadFailure {
  const elf = parseElf(file);
  if (elf instanceof ElfError) return new LoadFailure(elf.message);
  const segments = elf.segments.filter(({ type, memorySize }) => type === PT.LOAD && memorySize > 0);
  const places = placesOf(elf, segments, slot);
  if (places instanceof LoadFailure) return places;
  const space = VmSpace.create();
  if (space === undefined) return new LoadFailure('out of memory');
  const problem = mapSegments(space, segments) ?? mapStack(space, places.stackBottom);
  if (problem === undefined) return { elf, space, ...places };
  space.release();
  return new LoadFailure(problem);
}

/** Checks where the image wants to be, and puts guard page, stack and heap behind it. */
function placesOf(
  elf: Elf,
  segments: readonly Segment[],
  slot: number,
): (Omit<Loaded, 'elf' | 'space'> & { stackBottom: Vaddr }) | LoadFailure {
  if (segments.length === 0) return new LoadFailure('it has nothing to load');
  const useless = segments.find(({ readable, writable, executable }) => !readable && !writable && !executable);
  if (useless !== undefined)
    return new LoadFailure(`nothing may be done with its segment at ${hex(useless.virtualAddress)}`);
  const start = pageDown(Math.min(...segments.map((segment) => segment.virtualAddress)));
  const end = pageUp(Math.max(...segments.map((segment) => segment.virtualAddress + segment.memorySize)));
  // The lowest page stays unmapped in every program, so that a null pointer is a fault.
  if (start < PAGE_SIZE)
    return new LoadFailure(`it wants to be at ${hex(start)}, but programs lie above the first page`);
  if (end - start > slot) return new LoadFailure(`it takes ${end - start} bytes, more than the ${slot} of a slot`);
  const stackBottom = toVaddr(end + PAGE_SIZE);
  const stackTop = toVaddr(end + PAGE_SIZE + USER_STACK_SIZE);
  const entry = toVaddr(elf.entry);
  if (stackBottom === undefined || stackTop === undefined) return new LoadFailure(`${hex(end)} is no user address`);
  const runs = segments.some(
    ({ virtualAddress, memorySize, executable }) =>
      executable && elf.entry >= virtualAddress && elf.entry < virtualAddress + memorySize,
  );
  if (entry === undefined || !runs) return new LoadFailure(`its entry ${hex(elf.entry)} is in no executable segment`);
  if (entry % 2 !== 0) return new LoadFailure(`its entry ${hex(elf.entry)} is odd, and no instruction starts there`);
  return { entry, stackBottom, stackTop, heapStart: stackTop };
}

function mapSegments(space: VmSpace, segments: readonly Segment[]): string | undefined {
  for (const segment of segments) {
    const { virtualAddress, memorySize } = segment;
    const start = toVaddr(pageDown(virtualAddress));
    const length = pageUp(virtualAddress + memorySize) - pageDown(virtualAddress);
    if (start === undefined) return `${hex(virtualAddress)} is no user address`;
    const problem = mapZeroed(space, start, length, { ...segmentFlags(segment) }, segment);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** W without R is reserved in RISC-V page tables, so a segment that is writable is readable. */
function segmentFlags({ readable, writable, executable }: Segment): PageFlags {
  return { readable: readable || writable, writable, executable };
}

function mapStack(space: VmSpace, bottom: Vaddr): string | undefined {
  return mapZeroed(space, bottom, USER_STACK_SIZE, { readable: true, writable: true, executable: false });
}

/** Maps fresh frames at `start`, filled from `segment` where it has bytes. */
function mapZeroed(
  space: VmSpace,
  start: Vaddr,
  length: number,
  flags: PageFlags,
  segment?: Segment,
): string | undefined {
  const data = segment?.data();
  const cursor = space.cursor(start, length);
  while (cursor.remaining > 0) {
    const frame = FrameAllocOptions.allocFrame();
    if (frame === undefined) return describe('no-memory', cursor.address);
    if (segment !== undefined && data !== undefined) {
      // The part of the file's bytes that lies in this page.
      const from = Math.max(cursor.address, segment.virtualAddress);
      const to = Math.min(cursor.address + PAGE_SIZE, segment.virtualAddress + data.length);
      if (from < to) {
        const writer = frame.writer();
        writer.skip(from - cursor.address);
        writer.write(data, from - segment.virtualAddress, to - from);
      }
    }
    const { address } = cursor;
    const problem = cursor.map(frame, flags);
    frame.release(); // the mapping holds it now
    if (problem !== undefined) return describe(problem, address);
  }
  return undefined;
}

function describe(problem: MapError, address: Vaddr): string {
  return problem === 'no-memory' ? 'out of memory' : `two of its segments share the page at ${hex(address)}`;
}
