/**
 * Puts firmware, kernel, initial RAM disk and device tree into RAM where QEMU's `virt` puts them, and says where
 * execution begins. Everything is placed and checked before the first byte is written.
 */
import { ElfError, parseElf, PT, type Elf } from '@racho/elf';
import { viewOf, wrap } from '@racho/bytes/raw';
import { MachineError } from './error.ts';
import { firmwareInfo, FIRMWARE_INFO_SIZE } from './firmware-info.ts';

/** RAM as the loader sees it; it holds zeros before. */
export interface LoaderRam {
  /** Physical address of the first byte. */
  readonly base: number;
  readonly size: number;
  /** The range was checked. */
  readonly write: (address: number, bytes: Uint8Array) => void;
}

/** What to load. Firmware and kernel may be ELF or flat; a flat kernel may be a Linux `Image`. */
export interface BootImages {
  /** What starts in M-mode. Flat: at the start of RAM. */
  readonly firmware?: Uint8Array;
  /** What starts in S-mode, by the built-in SBI or the firmware. Flat: 2 MiB into RAM, or as its header says. */
  readonly kernel?: Uint8Array;
  readonly initrd?: Uint8Array;
  /** Bytes at addresses of the caller's choice. */
  readonly blobs?: readonly BlobImage[];
}

export interface BlobImage {
  /** For messages. */
  readonly name: string;
  readonly address: number;
  readonly bytes: Uint8Array;
}

export interface InitrdRange {
  readonly start: number;
  /** The first byte after it. */
  readonly end: number;
}

export interface Loaded {
  /** Where the first hart starts: in the firmware if there is one, else in the kernel. */
  readonly entry: number;
  /** Where the firmware, or the built-in SBI, enters the kernel; absent if there is none. */
  readonly kernelEntry?: number;
  /** Physical address of the device tree. */
  readonly dtb: number;
  /** Physical address of what tells firmware where to go next; absent if there is no firmware. */
  readonly firmwareInfo?: number;
  /** Of HTIF's symbols those that the images define, as physical addresses. */
  readonly symbols: { readonly tohost?: number; readonly fromhost?: number };
}

const MiB = 0x10_0000;
const PAGE = 0x1000;
const WORD = 8;
/** S-mode images are aligned to a second-level page; the firmware has the one before. */
const KERNEL_OFFSET = 2 * MiB;
/** QEMU keeps the device tree below 3 GiB, where 32-bit firmware can reach it, and aligns it like this. */
const DTB_LIMIT = 3072 * MiB;
const DTB_ALIGN = 2 * MiB;
/** The initial RAM disk starts so far above the kernel, or at half of RAM where that is less. */
const INITRD_DISTANCE = 128 * MiB;

/** One piece of RAM that somebody claims. */
interface Piece {
  readonly what: string;
  readonly start: number;
  /** Bytes taken; what is beyond those of `bytes` stays zero. */
  readonly size: number;
  /** Made when the range is known to be good: segments may share the bytes of a file many times over. */
  readonly bytes: () => Uint8Array;
}

/** An image with its pieces and its entry, all physical. */
interface Placed {
  readonly start: number;
  readonly entry: number;
  readonly pieces: readonly Piece[];
  readonly symbols: Loaded['symbols'];
}

const hex = (value: number): string => (value < 0 ? '-0x' : '0x') + Math.abs(value).toString(16);
const rangeOf = ({ what, start, size }: Piece): string => `${what} (${hex(start)} … ${hex(start + size)})`;
const alignDown = (value: number, align: number): number => Math.floor(value / align) * align;
const alignUp = (value: number, align: number): number => Math.ceil(value / align) * align;

const isElf = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;

/** The pieces in order of address, all inside RAM and none over another. */
function checked(pieces: readonly Piece[], { base, size }: LoaderRam): readonly Piece[] {
  const sorted = pieces.filter((piece) => piece.size > 0).sort((a, b) => a.start - b.start);
  let below: Piece | undefined;
  for (const piece of sorted) {
    const inside = Number.isSafeInteger(piece.start) && piece.start >= base && piece.start + piece.size <= base + size;
    if (!inside) {
      const ram = `${hex(base)} … ${hex(base + size)}`;
      const remedy = 'give the machine more, or link the image elsewhere';
      throw new MachineError('E_IMAGE_OUTSIDE_RAM', `${rangeOf(piece)} is outside RAM (${ram}); ${remedy}`);
    }
    if (below !== undefined && piece.start < below.start + below.size) {
      throw new MachineError('E_IMAGE_OVERLAP', `${rangeOf(piece)} overlaps ${rangeOf(below)}; move one of them`);
    }
    below = piece;
  }
  return sorted;
}

/** By physical address; the entry and the symbols are virtual and go with their segments. */
function placeElf(what: string, bytes: Uint8Array): Placed {
  const elf = parseElf(wrap(bytes));
  if (elf instanceof ElfError) throw new MachineError('E_IMAGE_FORMAT', `${what}: ${elf.message}`);
  const loads = elf.segments.filter((segment) => segment.type === PT.LOAD && segment.memorySize > 0);
  const pieces = loads.map((segment, i) => ({
    what: `${what} segment ${i}`,
    start: segment.physicalAddress,
    size: segment.memorySize,
    bytes: () => viewOf(segment.data()),
  }));
  const entry = toPhysical(elf, elf.entry);
  if (entry === undefined) {
    throw new MachineError('E_IMAGE_FORMAT', `${what}: no LOAD segment holds the entry ${hex(elf.entry)}`);
  }
  return { start: Math.min(...pieces.map((piece) => piece.start)), entry, pieces, symbols: htifSymbols(elf) };
}

function toPhysical(elf: Elf, address: number): number | undefined {
  const segment = elf.segments.find(
    ({ type, virtualAddress, memorySize }) =>
      type === PT.LOAD && address >= virtualAddress && address < virtualAddress + memorySize,
  );
  return segment && address - segment.virtualAddress + segment.physicalAddress;
}

/** A symbol table that cannot be read is none: it matters to nobody who starts the image. */
function htifSymbols(elf: Elf): Loaded['symbols'] {
  const symbols = elf.symbols();
  if (symbols instanceof ElfError) return {};
  const find = (name: string): number | undefined => {
    const symbol = symbols.find((candidate) => candidate.name === name);
    return symbol && toPhysical(elf, symbol.address);
  };
  const tohost = find('tohost');
  const fromhost = find('fromhost');
  return { ...(tohost === undefined ? {} : { tohost }), ...(fromhost === undefined ? {} : { fromhost }) };
}

/** Entered at its first byte. */
function placeFlat(what: string, bytes: Uint8Array, start: number, size = bytes.length): Placed {
  if (bytes.length === 0) throw new MachineError('E_IMAGE_FORMAT', `${what} is empty`);
  return { start, entry: start, pieces: [{ what, start, size, bytes: () => bytes }], symbols: {} };
}

const placeFirmware = (bytes: Uint8Array, ramBase: number): Placed =>
  isElf(bytes) ? placeElf('firmware', bytes) : placeFlat('firmware', bytes, ramBase);

/** Linux, "Boot image header in RISC-V Linux": `text_offset`, `image_size` (with .bss), and the magic number at 56. */
function placeKernel(bytes: Uint8Array, ramBase: number): Placed {
  if (isElf(bytes)) return placeElf('kernel', bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isImage = bytes.length >= 64 && view.getUint32(56, true) === 0x05_43_53_52;
  if (!isImage) return placeFlat('kernel', bytes, ramBase + KERNEL_OFFSET);
  const textOffset = Number(view.getBigUint64(8, true));
  const imageSize = Number(view.getBigUint64(16, true));
  return placeFlat('kernel', bytes, ramBase + textOffset, Math.max(imageSize, bytes.length));
}

function placeInitrd(bytes: Uint8Array, ram: LoaderRam, kernel: Placed | undefined): Piece {
  const above = kernel?.start ?? ram.base;
  const start = alignUp(above + Math.min(ram.size / 2, INITRD_DISTANCE), PAGE);
  return { what: 'initrd', start, size: bytes.length, bytes: () => bytes };
}

/** As high as it goes, with room for the firmware's information behind it. */
function placeDeviceTree(bytes: Uint8Array, ram: LoaderRam): Piece {
  const room = alignUp(bytes.length, WORD) + FIRMWARE_INFO_SIZE;
  const start = alignDown(Math.min(ram.base + ram.size, DTB_LIMIT) - room, DTB_ALIGN);
  return { what: 'device tree', start, size: bytes.length, bytes: () => bytes };
}

/** QEMU has it in its boot ROM. Firmware copies it before it gives the RAM away. Without a kernel it is told 0, as there. */
function placeFirmwareInfo(tree: Piece, kernel: Placed | undefined): Piece {
  const start = alignUp(tree.start + tree.size, WORD);
  return {
    what: 'firmware information',
    start,
    size: FIRMWARE_INFO_SIZE,
    bytes: () => firmwareInfo(kernel?.entry ?? 0),
  };
}

/**
 * Loads. `deviceTree` makes the blob once it is known where the initial RAM disk goes.
 * @throws MachineError `E_IMAGE_FORMAT`, `E_IMAGE_OUTSIDE_RAM` or `E_IMAGE_OVERLAP`; then nothing was written.
 */
export function loadImages(
  ram: LoaderRam,
  images: BootImages,
  deviceTree: (initrd: InitrdRange | undefined) => Uint8Array,
): Loaded {
  const { firmware: firmwareBytes, kernel: kernelBytes, initrd: initrdBytes, blobs = [] } = images;
  const firmware = firmwareBytes && placeFirmware(firmwareBytes, ram.base);
  const kernel = kernelBytes && placeKernel(kernelBytes, ram.base);
  const first = firmware ?? kernel;
  if (first === undefined) throw new MachineError('E_IMAGE_FORMAT', 'no firmware and no kernel: nothing to start');
  const initrd = initrdBytes && placeInitrd(initrdBytes, ram, kernel);
  const tree = placeDeviceTree(deviceTree(initrd && { start: initrd.start, end: initrd.start + initrd.size }), ram);
  const info = firmware && placeFirmwareInfo(tree, kernel);
  const others = blobs.map(({ name, address, bytes }) => ({
    what: name,
    start: address,
    size: bytes.length,
    bytes: () => bytes,
  }));

  const software = [...(firmware?.pieces ?? []), ...(kernel?.pieces ?? [])];
  const pieces = [...software, ...(initrd ? [initrd] : []), tree, ...(info ? [info] : []), ...others];
  for (const { start, bytes } of checked(pieces, ram)) ram.write(start, bytes());
  return {
    entry: first.entry,
    ...(kernel === undefined ? {} : { kernelEntry: kernel.entry }),
    dtb: tree.start,
    ...(info === undefined ? {} : { firmwareInfo: info.start }),
    symbols: { ...kernel?.symbols, ...firmware?.symbols },
  };
}
