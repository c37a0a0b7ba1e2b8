/** What ostd keeps for itself, byte by byte: the image, the firmware below it, and the heap. */
import { Bytes } from '@racho/bytes';
import { viewOf } from '@racho/bytes/raw';
import { current } from '../../context.ts';
import { startOf, type Ppn } from '../../mm/address.ts';
import { same } from './same.ts';

/** Page tables and trap contexts are compared word by word anyway. */
export function ownBytes(): Bytes {
  const { table, memory } = current().frames;
  const pages = Array.from({ length: table.count }, (_, i) => (table.first + i) as Ppn);
  const own = pages.filter((page) => ['image', 'heap'].includes(table.kindOf(page) ?? 'none'));
  const bytes = Bytes.alloc(own.length * 4096);
  own.forEach((page, i) => memory[table.kindOf(page)!].copyOut(startOf(page), bytes, i * 4096, 4096));
  return bytes;
}

/** Throws unless they are as they were. */
export function unchanged(before: Bytes): void {
  same('ostd’s own bytes', Buffer.compare(viewOf(ownBytes()), viewOf(before)), 0);
}
