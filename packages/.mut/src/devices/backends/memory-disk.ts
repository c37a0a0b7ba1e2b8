/** A disk in memory. */
import { MachineError } from '../../error.ts';
import { concat, fillFrom, sparseParts, sparseRuns } from '../../snapshot/sparse.ts';
import { SECTOR_SIZE, type BlockBackend } from './block-backend.ts';

/**
 * A disk whose contents are `bytes`: writes change them.
 * @throws MachineError `E_CONFIG` if that is not a whole number of sectors.
 */
export function memoryDisk(bytes: Uint8Array): BlockBackend {
  if (bytes.length % SECTOR_SIZE !== 0) {
    throw new MachineError('E_CONFIG', `a disk of ${bytes.length} bytes; give a multiple of ${SECTOR_SIZE}`);
  }
  return {
    sectors: bytes.length / SECTOR_SIZE,
    read: (sector, count, done) => done(bytes.subarray(sector * SECTOR_SIZE, (sector + count) * SECTOR_SIZE)),
    write: (sector, data, done) => {
      bytes.set(data, sector * SECTOR_SIZE);
      done(true);
    },
    flush: (done) => done(true),
    state: {
      save: () => concat(sparseParts(bytes)),
      load: (saved) => {
        const runs = sparseRuns(saved, bytes.length);
        return runs && (() => fillFrom(runs, bytes));
      },
    },
  };
}
