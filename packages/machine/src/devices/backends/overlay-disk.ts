/** A copy-on-write disk: what is written stays in memory, above a disk that is never changed. */
import { SECTOR_SIZE, type BlockBackend } from './block-backend.ts';

export function overlayDisk(base: BlockBackend): BlockBackend {
  const written = new Map<number, Uint8Array>();
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
      for (let i = 0; i < bytes.length / SECTOR_SIZE; i++) {
        written.set(sector + i, bytes.slice(i * SECTOR_SIZE, (i + 1) * SECTOR_SIZE));
      }
      done(true);
    },
    flush: (done) => done(true),
  };
}
