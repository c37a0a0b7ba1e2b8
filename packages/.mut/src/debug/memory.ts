/** Memory as a debugger sees it: by virtual address or physically, past every protection, and without a trace in the guest. */
import type { AccessWidth } from '../devices/device.ts';
import type { Bus } from '../devices/bus.ts';
import type { Hart } from '../hart/hart.ts';
import type { GuestMemory } from '../memory.ts';

/** Whether device registers may be accessed, which does what a guest's access would do, or count as nothing. */
export type DeviceUse = 'spare' | 'use';

/** Gives the physical address of a virtual one, or a negative number. */
export type Translation = (address: bigint) => number;

const PAGE_SIZE = 4096;
/** More than all of physical memory; longer requests are for nothing. */
const LENGTH_MAX = 2 ** 32;

export const identity: Translation = (address) => (address < LENGTH_MAX ? Number(address) : -1);

export const translationOf =
  ({ mmu }: Hart): Translation =>
  (address) =>
    mmu.inspect(Number(BigInt.asIntN(32, address)), Number(BigInt.asIntN(32, address >> 32n)));

interface Piece {
  readonly physical: number;
  readonly length: number;
  readonly offset: number;
}

export class DebugMemory {
  readonly #memory: GuestMemory;
  readonly #bus: Bus;
  readonly #store: (address: number, bytes: Uint8Array) => void;

  /** @param store - writes RAM, and tells those who must know */
  constructor(memory: GuestMemory, bus: Bus, store: (address: number, bytes: Uint8Array) => void) {
    this.#memory = memory;
    this.#bus = bus;
    this.#store = store;
  }

  /** The bytes up to the first that cannot be read. */
  read(translate: Translation, address: bigint, length: number, devices: DeviceUse): Uint8Array {
    const parts: Uint8Array[] = [];
    for (const piece of pieces(translate, address, length)) {
      const part = piece && this.#readPiece(piece, devices);
      if (part === undefined) break;
      parts.push(part);
    }
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  /** `false` if some of it cannot be written; then nothing was, except where a device refused a part. */
  write(translate: Translation, address: bigint, bytes: Uint8Array, devices: DeviceUse): boolean {
    const targets = [...pieces(translate, address, bytes.length)];
    const writable = (piece: Piece | undefined): piece is Piece =>
      piece !== undefined &&
      (this.#isRam(piece) || (devices === 'use' && this.#bus.find(piece.physical) !== undefined));
    if (!targets.every(writable)) return false;
    return targets.every((piece) => this.#writePiece(piece, bytes.subarray(piece.offset, piece.offset + piece.length)));
  }

  #isRam({ physical, length }: Piece): boolean {
    return this.#memory.contains(physical, length);
  }

  #readPiece(piece: Piece, devices: DeviceUse): Uint8Array | undefined {
    if (this.#isRam(piece)) return this.#memory.subarray(piece.physical, piece.length).slice();
    if (devices === 'spare') return undefined;
    const bytes = new Uint8Array(piece.length);
    for (const { address, offset, width } of registers(piece)) {
      const value = this.#bus.read(address, width);
      if (value === undefined) return undefined;
      for (let i = 0; i < width; i++) bytes[offset + i] = value >>> (8 * i);
    }
    return bytes;
  }

  #writePiece(piece: Piece, bytes: Uint8Array): boolean {
    if (this.#isRam(piece)) {
      this.#store(piece.physical, bytes);
      return true;
    }
    return registers(piece).every(({ address, offset, width }) => {
      let value = 0;
      for (let i = 0; i < width; i++) value += bytes[offset + i]! * 2 ** (8 * i);
      return this.#bus.write(address, width, value);
    });
  }
}

/** The pages that a range lies in; `undefined` for what is not mapped. RAM consists of whole pages, so none is half of it. */
function* pieces(translate: Translation, address: bigint, length: number): Generator<Piece | undefined> {
  for (let offset = 0; offset < length;) {
    const at = BigInt.asUintN(64, address + BigInt(offset));
    const size = Math.min(length - offset, PAGE_SIZE - Number(at % BigInt(PAGE_SIZE)));
    const physical = translate(at);
    yield physical < 0 ? undefined : { physical, length: size, offset };
    offset += size;
  }
}

/** A piece as the widest aligned accesses. */
function registers({ physical, length }: Piece): { address: number; offset: number; width: AccessWidth }[] {
  const accesses: { address: number; offset: number; width: AccessWidth }[] = [];
  for (let offset = 0; offset < length;) {
    const address = physical + offset;
    const width = ([4, 2] as const).find((size) => address % size === 0 && offset + size <= length) ?? 1;
    accesses.push({ address, offset, width });
    offset += width;
  }
  return accesses;
}
