/** A copy-on-write disk: what is written stays in memory, above a disk that is never changed. */
import { concat } from '../../snapshot/sparse.ts';
import { le, u64 } from '../virtio/dma.ts';
import { SECTOR_SIZE, type BlockBackend } from './block-backend.ts';

/** Bytes of sectors that a guest may write, unless its host says otherwise. */
const LIMIT_DEFAULT = 1 << 30;

/**
 * A disk like `base`, which is only read. What is written takes memory: with `limit` bytes of it, at most that of the whole disk,
 * writes to further sectors are I/O errors.
 */
export function overlayDisk(
  base: BlockBackend,
  { limit = LIMIT_DEFAULT }: { readonly limit?: number } = {},
): BlockBackend {
  const written = new Map<number, Uint8Array>();
  const room = (sector: number, count: number): boolean => {
    // Nearly always there is enough for all, new or not.
    if ((written.size + count) * SECTOR_SIZE <= limit) return true;
    let size = written.size;
    for (let i = 0; i < count; i++) if (!written.has(sector + i)) size += 1;
    return size * SECTOR_SIZE <= limit;
  };
  return {
    sectors: base.sectors,
    read: (sector, count, done) => {
      // What is written while the base works belongs to a later moment than this read.
      const above = Array.from({ length: count }, (_, i) => written.get(sector + i));
      base.read(sector, count, (below) => {
        if (below === undefined) {
          done(undefined);
          return;
        }
        const bytes = below.slice();
        above.forEach((own, i) => own && bytes.set(own, i * SECTOR_SIZE));
        done(bytes);
      });
    },
    write: (sector, bytes, done) => {
      if (!room(sector, bytes.length / SECTOR_SIZE)) {
        done(false);
        return;
      }
      for (let i = 0; i < bytes.length / SECTOR_SIZE; i++) {
        written.set(sector + i, bytes.slice(i * SECTOR_SIZE, (i + 1) * SECTOR_SIZE));
      }
      done(true);
    },
    flush: (done) => done(true),
    state: {
      save: () => saveSectors(written),
      load: (saved) => {
        const sectors = loadSectors(saved, base.sectors);
        if (sectors === undefined) return undefined;
        return () => {
          written.clear();
          for (const [sector, bytes] of sectors) written.set(sector, bytes);
        };
      },
    },
  };
}

const NUMBER_SIZE = 8;
const RECORD_SIZE = NUMBER_SIZE + SECTOR_SIZE;

/** The sectors in their order, each behind its number. */
function saveSectors(written: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const sorted = [...written].sort(([a], [b]) => a - b);
  return concat(sorted.flatMap(([sector, bytes]) => [le(sector, NUMBER_SIZE), bytes]));
}

/** `undefined` if they are no sectors of a disk with so many. */
function loadSectors(saved: Uint8Array, sectors: number): [sector: number, bytes: Uint8Array][] | undefined {
  const records = Array.from({ length: Math.floor(saved.length / RECORD_SIZE) }, (_, i): [number, Uint8Array] => {
    const at = i * RECORD_SIZE;
    return [u64(saved, at), saved.slice(at + NUMBER_SIZE, at + RECORD_SIZE)];
  });
  const sound = saved.length % RECORD_SIZE === 0 && records.every(([sector]) => sector < sectors);
  return sound ? records : undefined;
}
