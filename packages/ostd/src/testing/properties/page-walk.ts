/** Reads page tables by the letter of the Privileged Architecture (4.4, Sv39), without the code that is tested. */
import { Bytes } from '@racho/bytes';
import { viewOf } from '@racho/bytes/raw';
import { current } from '../../context.ts';
import type { Paddr, Ppn } from '../../mm/address.ts';

/** A leaf of a table: the page that it maps, and the low ten bits of the entry. */
export interface Leaf {
  readonly page: number;
  readonly target: number;
  readonly flags: number;
}

/** Everything that is reached from a root. */
export interface Walk {
  readonly leaves: readonly Leaf[];
  /** Physical pages of the tables, the root first. */
  readonly tables: readonly number[];
}

const ENTRIES = 512;
const UPPER_HALF = 2 ** 26;

/** The bytes of the frame with physical page number `page`. */
export function frameBytes(page: number): Bytes {
  const bytes = Bytes.alloc(4096);
  const { table, memory } = current().frames;
  memory[table.kindOf(page as Ppn)!].copyOut((page * 4096) as Paddr, bytes, 0, 4096);
  return bytes;
}

export function walk(root: number): Walk {
  const leaves: Leaf[] = [];
  const tables: number[] = [];
  const visit = (table: number, level: number, prefix: number): void => {
    tables.push(table);
    const entries = new DataView(viewOf(frameBytes(table)).buffer);
    for (let index = 0; index < ENTRIES; index++) {
      const low = entries.getUint32(8 * index, true);
      const high = entries.getUint32(8 * index + 4, true);
      if (low === 0 && high === 0) continue;
      const target = high * 2 ** 22 + Math.floor(low / 1024);
      const page = prefix * ENTRIES + index;
      if ((low & 1) === 0) throw new Error(`an invalid entry is not 0: ${high}, ${low}`);
      if ((low & 0xe) !== 0) leaves.push({ page: signed(page * ENTRIES ** level), target, flags: low & 0x3ff });
      else if (level === 0) throw new Error('a pointer stands where only leaves may');
      else visit(target, level - 1, page);
    }
  };
  visit(root, 2, 0);
  return { leaves, tables };
}

const signed = (page: number): number => (page >= UPPER_HALF ? page - 2 * UPPER_HALF : page);
