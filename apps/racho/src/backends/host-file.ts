/** A file of the host as 9P sees it: its attributes, changes to them, reading and writing. */
import {
  chmodSync,
  chownSync,
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  readSync,
  truncateSync,
  utimesSync,
  writeSync,
  type BigIntStats,
} from 'node:fs';
import { ERRNO, type Errno } from '@racho/abi';
import type { Attributes, Changes, OpenFile } from '@racho/p9';
import { pathOf } from './confined-folder.ts';

/** Permissions that a guest may give; a program that runs as somebody else on the host is none of its business. */
export const MODE_MASK = 0o1777;

/** @param fd - of a regular file; closed with it */
export function fileOn(fd: number, attributes: (status: BigIntStats) => Attributes): OpenFile {
  return {
    attributes: () => attempt(() => attributes(fstatSync(fd, { bigint: true }))),
    setAttributes: (changes) => attempt(() => change(fd, changes)),
    read: (offset, length) => {
      return attempt(() => {
        const bytes = new Uint8Array(length);
        return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
      });
    },
    write: (offset, bytes) => attempt(() => ({ written: writeSync(fd, bytes, 0, bytes.length, offset) })),
    sync: (what) => perform(() => (what === 'data' ? fdatasyncSync(fd) : fsyncSync(fd))),
    close: () => void perform(() => closeSync(fd)),
  };
}

/** The order is that of the kernel's `notify_change`, as far as it shows: times come last, since a new size sets them. */
export function change(fd: number, { mode, uid = -1, gid = -1, size, atime, mtime }: Changes): Errno | undefined {
  const path = pathOf(fd);
  if (size !== undefined) {
    const status = fstatSync(fd);
    if (status.isDirectory()) return ERRNO.EISDIR;
    if (!status.isFile()) return ERRNO.EINVAL;
    truncateSync(path, size);
  }
  if (uid >= 0 || gid >= 0) chownSync(path, uid, gid);
  if (mode !== undefined) chmodSync(path, mode & MODE_MASK);
  if (atime !== undefined || mtime !== undefined) {
    const now = Date.now() / 1000;
    const before = fstatSync(fd, { bigint: true });
    const seconds = (time: bigint | 'now'): number => (time === 'now' ? now : Number(time) / 1e9);
    utimesSync(path, seconds(atime ?? before.atimeNs), seconds(mtime ?? before.mtimeNs));
  }
  return undefined;
}

/** @param home - the device of the root; files of another that is mounted below get other numbers */
export function attributesOf(status: BigIntStats, home: bigint): Attributes {
  const { dev, ino, mode, uid, gid, nlink, rdev, size, blksize, blocks } = status;
  return {
    id: BigInt.asUintN(64, ino ^ ((dev ^ home) << 40n)),
    ...{ mode: Number(mode), uid: Number(uid), gid: Number(gid), links: Number(nlink), device: Number(rdev) >>> 0 },
    ...{ size: Number(size), blockSize: Number(blksize), blocks: Number(blocks) },
    ...{ atime: status.atimeNs, mtime: status.mtimeNs, ctime: status.ctimeNs },
  };
}

/** What a call gives, or Linux's number for what it throws. */
export function attempt<T>(call: () => T): T | Errno {
  try {
    return call();
  } catch (error) {
    return errnoOf(error);
  }
}

/** As {@link attempt}, for what gives nothing. */
export function perform(call: () => void): Errno | undefined {
  const result = attempt(call);
  return typeof result === 'number' ? result : undefined;
}

/** Node tells the host's error by its name, and Linux's number for it is in the table; for one it has libuv's name. */
export function errnoOf(error: unknown): Errno {
  const name = error instanceof Error && 'code' in error ? error.code : undefined;
  if (name === 'ENOTSUP') return ERRNO.EOPNOTSUPP;
  const found = Object.entries(ERRNO).find(([known]) => known === name);
  return found?.[1] ?? ERRNO.EIO;
}
