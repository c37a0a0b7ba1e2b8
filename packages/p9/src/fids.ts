/** What the client's fids stand for: a path, and when it is open a file or a folder's listing. */
import { ERRNO, type Errno } from '@racho/abi';
import type { Entry, OpenFile, Path } from './tree.ts';

/** Beyond these a client gets errors: what it can make the server hold is bounded. */
const FIDS_MAX = 65_536;
const OPEN_MAX = 4096;
const ENTRIES_MAX = 1 << 20;

export interface Fid {
  path: Path;
  readonly uid: number;
  file?: OpenFile;
  /** Of a folder that is open: what was in it when it was read from the start. */
  listing?: readonly Entry[];
}

export class FidTable {
  readonly #fids = new Map<number, Fid>();
  #open = 0;
  #entries = 0;

  get(fid: number): Fid | Errno {
    return this.#fids.get(fid) ?? ERRNO.EBADF;
  }

  /** A new fid, or `EBADF` if the number stands for something, or there are too many. */
  add(number: number, fid: Fid): Errno | undefined {
    if (this.#fids.has(number)) return ERRNO.EBADF;
    if (this.#fids.size >= FIDS_MAX) return ERRNO.ENFILE;
    this.#fids.set(number, fid);
    return undefined;
  }

  /** Whether another file may be opened. */
  get mayOpen(): boolean {
    return this.#open < OPEN_MAX;
  }

  setFile(fid: Fid, file: OpenFile): void {
    fid.file = file;
    this.#open++;
  }

  setListing(fid: Fid, listing: readonly Entry[]): Errno | undefined {
    const entries = this.#entries - (fid.listing?.length ?? 0) + listing.length;
    if (entries > ENTRIES_MAX) return ERRNO.ENOMEM;
    this.#entries = entries;
    fid.listing = listing;
    return undefined;
  }

  /** Forgets a fid and closes what it holds. */
  drop(number: number): Errno | undefined {
    const fid = this.#fids.get(number);
    if (fid === undefined) return ERRNO.EBADF;
    this.#fids.delete(number);
    this.#entries -= fid.listing?.length ?? 0;
    if (fid.file !== undefined) {
      this.#open--;
      fid.file.close();
    }
    return undefined;
  }

  clear(): void {
    for (const number of [...this.#fids.keys()]) this.drop(number);
  }

  /** Names have changed: fids for them, and below them, stay with their files. */
  moved(from: Path, to: Path): void {
    for (const fid of this.#fids.values()) {
      if (from.every((name, i) => fid.path[i] === name)) fid.path = [...to, ...fid.path.slice(from.length)];
    }
  }
}
