/**
 * Walks a chain of descriptors that a driver made, and believes none of it.
 * Spec: virtio 1.2, section 2.7.5 "The Virtqueue Descriptor Table".
 */
import { u16, u32, u64, type Dma } from './dma.ts';

export const VIRTQ_DESC_F_NEXT = 1;
export const VIRTQ_DESC_F_WRITE = 2;
export const VIRTQ_DESC_F_INDIRECT = 4;

/** Bytes of a `struct virtq_desc`. */
export const DESCRIPTOR_SIZE = 16;

/** Entries of an indirect table: QEMU's limit. */
const INDIRECT_MAX = 1024;
/** Bytes in a chain. The spec allows 2^32, but segments may overlap, and the host would have to hold and move them all at once. */
export const CHAIN_BYTES_MAX: number = 16 << 20;

/** A piece of guest memory, in bytes. */
export interface Segment {
  readonly address: number;
  readonly length: number;
}

export interface Buffers {
  readonly readable: readonly Segment[];
  readonly writable: readonly Segment[];
}

export interface Table {
  readonly address: number;
  /** Number of descriptors. */
  readonly count: number;
}

/** The buffers of the chain that begins at `head`, or what is wrong with it. */
export function walk(dma: Dma, queue: Table, head: number, tables: 'indirect' | 'direct'): Buffers | string {
  const readable: Segment[] = [];
  const writable: Segment[] = [];
  let table = queue;
  let index = head;
  let bytes = 0;
  // A chain that visits more descriptors than its table has goes round.
  for (let left = table.count; left > 0; left--) {
    if (index >= table.count) return `descriptor ${index} of ${table.count}`;
    const address = table.address + DESCRIPTOR_SIZE * index;
    const descriptor = dma.read(address, DESCRIPTOR_SIZE);
    if (descriptor === undefined) return `no descriptor at 0x${address.toString(16)}`;
    const segment = { address: u64(descriptor, 0), length: u32(descriptor, 8) };
    const flags = u16(descriptor, 12);
    if ((flags & VIRTQ_DESC_F_INDIRECT) !== 0) {
      // Section 2.7.5.3: not within an indirect table, and as the last of the chain.
      if (tables === 'direct') return 'an indirect table without its feature';
      if (table !== queue || (flags & VIRTQ_DESC_F_NEXT) !== 0)
        return 'an indirect table that is not the end of a chain';
      const count = segment.length / DESCRIPTOR_SIZE;
      if (!Number.isInteger(count) || count > INDIRECT_MAX) return `an indirect table of ${segment.length} bytes`;
      table = { address: segment.address, count };
      index = 0;
      left = count + 1;
      continue;
    }
    if ((flags & VIRTQ_DESC_F_WRITE) !== 0) writable.push(segment);
    else if (writable.length > 0) return 'a readable buffer behind a writable one';
    else readable.push(segment);
    bytes += segment.length;
    if (bytes > CHAIN_BYTES_MAX) return `a chain of more than ${CHAIN_BYTES_MAX} bytes`;
    if ((flags & VIRTQ_DESC_F_NEXT) === 0) return { readable, writable };
    index = u16(descriptor, 14);
  }
  return 'a chain without end';
}
