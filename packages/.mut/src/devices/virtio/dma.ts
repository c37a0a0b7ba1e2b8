/** How a device reaches guest memory: through a filter that a supervisor can narrow. */

export interface Dma {
  /**
   * The bytes at a physical address as they are now, or `undefined` if the device may not read all of them. It may be a view of
   * memory: the caller uses it at once and does not change it.
   */
  readonly read: (address: number, length: number) => Uint8Array | undefined;
  /** Writes all of the bytes, or none: `false` if the device may not write there. */
  readonly write: (address: number, bytes: Uint8Array) => boolean;
}

// Little-endian fields of structures in guest memory (virtio 1.2, section 1.4).

export const u16 = (bytes: Uint8Array, offset: number): number => bytes[offset]! | (bytes[offset + 1]! << 8);

export const u32 = (bytes: Uint8Array, offset: number): number =>
  (u16(bytes, offset) | (u16(bytes, offset + 2) << 16)) >>> 0;

/** As a number, which is inexact from 2^53 up: no address and no sector is there. */
export const u64 = (bytes: Uint8Array, offset: number): number =>
  u32(bytes, offset + 4) * 0x1_0000_0000 + u32(bytes, offset);

/** The low `width` bytes of an integer. */
export function le(value: number, width: 2 | 4 | 8): Uint8Array {
  const bytes = new Uint8Array(width);
  let rest = value;
  for (let i = 0; i < width; i++) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}
