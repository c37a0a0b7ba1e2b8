/**
 * Paths below a folder that do not lead out of it. Each folder on the way is opened by a descriptor, not following a link, and
 * the next name is looked up in that descriptor through /proc/self/fd, which is openat(2) by other means: what others rename or
 * link meanwhile makes an error, but never another path. Elsewhere than on Linux Node has no such thing, so there it is refused.
 */
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { CliError } from '../errors.ts';
import { fileError } from '../files.ts';

/** A place in the tree rather than a file: needs no right to read (open(2); the same number on x86, Arm and RISC-V). */
const O_PATH = 0o10000000;

const { O_DIRECTORY, O_NOFOLLOW } = constants;
const DESCRIPTORS = '/proc/self/fd';

/** The path of what a descriptor is open on. */
export const pathOf = (fd: number): string => `${DESCRIPTORS}/${fd}`;

export class ConfinedFolder {
  readonly #root: number;

  /** @throws CliError `E_FILE` if it is no folder, `E_SHARE` if the system cannot do this */
  constructor(path: string) {
    if (process.platform !== 'linux' || !existsSync(DESCRIPTORS)) {
      throw new CliError('E_SHARE', 'a folder can be shared on Linux with /proc only', 'Use a disk: --drive.');
    }
    try {
      this.#root = openSync(path, O_PATH | O_DIRECTORY);
    } catch (error) {
      throw fileError('share', path, error);
    }
  }

  close(): void {
    closeSync(this.#root);
  }

  /**
   * Calls `use` with a path for what the names lead to, good until it returns. The last name may be a link, or not be there at
   * all: not to follow it is up to `use`. Throws what Node throws if a folder on the way is none.
   */
  at<T>(names: readonly string[], use: (path: string) => T): T {
    const last = names.at(-1);
    // The entry of a descriptor is itself a link, as which lstat(2) would see it.
    if (last === undefined) return use(`${pathOf(this.#root)}/.`);
    const folder = this.#descend(names.slice(0, -1));
    try {
      return use(`${pathOf(folder)}/${last}`);
    } finally {
      if (folder !== this.#root) closeSync(folder);
    }
  }

  /** Calls `use` with a descriptor of what the names lead to, itself rather than what it may be a link to. */
  on<T>(names: readonly string[], use: (fd: number) => T): T {
    return this.at(names, (path) => {
      if (names.length === 0) return use(this.#root);
      const fd = openSync(path, O_PATH | O_NOFOLLOW);
      try {
        return use(fd);
      } finally {
        closeSync(fd);
      }
    });
  }

  #descend(names: readonly string[]): number {
    let folder = this.#root;
    for (const name of names) {
      const above = folder;
      try {
        folder = openSync(`${pathOf(above)}/${name}`, O_PATH | O_DIRECTORY | O_NOFOLLOW);
      } finally {
        if (above !== this.#root) closeSync(above);
      }
    }
    return folder;
  }
}
