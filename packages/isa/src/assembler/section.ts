/** A section while it grows: bytes at offsets, whose addresses are known only after layout. */
import { Problem } from './diagnostics.ts';

export interface SectionFlags {
  readonly write: boolean;
  readonly execute: boolean;
  /** Has a size but no bytes, as .bss. */
  readonly nobits: boolean;
}

/** Far above what anyone assembles; it keeps a mistyped `.space` from exhausting memory. */
const maxSize = 1 << 28;

/** What sections are by their names, unless `.section` gives flags. */
export function defaultFlags(name: string): SectionFlags {
  const is = (...stems: string[]): boolean => stems.some((stem) => name === stem || name.startsWith(`${stem}.`));
  const nobits = is('.bss', '.sbss');
  return { write: nobits || is('.data', '.sdata', '.tdata'), execute: is('.text'), nobits };
}

export class Section {
  readonly name: string;
  readonly flags: SectionFlags;
  size = 0;
  align = 1;
  /** Set by the layout. */
  address: bigint | undefined;
  loadAddress: bigint | undefined;
  #bytes = new Uint8Array(0);

  constructor(name: string, flags: SectionFlags) {
    this.name = name;
    this.flags = flags;
  }

  /** Adds `size` zero bytes and returns their offset. */
  reserve(size: number): number {
    const offset = this.size;
    if (offset + size > maxSize) throw new Problem(`section ${this.name} grows beyond ${maxSize} bytes`);
    this.size += size;
    return offset;
  }

  /** Writes the low `size` bytes of `value` at `offset`, little-endian. */
  write(offset: number, value: bigint, size: number): void {
    if (this.flags.nobits) {
      if (value === 0n) return;
      throw new Problem(`section ${this.name} has no bytes in the image: only zeros can stand in it`);
    }
    if (this.#bytes.length < this.size) {
      const grown = new Uint8Array(Math.max(this.size, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    for (let index = 0; index < size; index++) {
      this.#bytes[offset + index] = Number((value >> BigInt(8 * index)) & 0xffn);
    }
  }

  /** Writes `value` as a number of `size` bytes, `count` times from `offset` on. */
  fill(offset: number, count: number, value: bigint, size: number): void {
    if (count === 0) return;
    this.write(offset, value, size);
    // Each copy doubles what is there.
    for (let done = 1; done < count && !this.flags.nobits; done *= 2) {
      const more = Math.min(done, count - done);
      this.#bytes.copyWithin(offset + done * size, offset, offset + more * size);
    }
  }

  /** The contents; empty if the section has none in the image. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.flags.nobits ? 0 : this.size);
    bytes.set(this.#bytes.subarray(0, bytes.length));
    return bytes;
  }
}
