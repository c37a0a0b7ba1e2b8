/** Requests about attributes: of files, of the file system, and the extended ones, which there are none of. */
import { ERRNO, type Errno } from '@racho/abi';
import type { Request } from './codec.ts';
import { attributesOf, done, type Handlers, isErrno, qidOf, type Served } from './handlers.ts';
import { GETATTR_BASIC, NAME_MAX, PERMISSIONS, SETATTR, V9FS_MAGIC } from './linux.ts';
import type { Changes } from './tree.ts';

const NANOSECONDS = 1_000_000_000n;

export function attributeHandlers(
  served: Served,
): Pick<Handlers, 'getattr' | 'setattr' | 'statfs' | 'xattrwalk' | 'xattrcreate'> {
  const { tree, fids } = served;
  return {
    getattr: ({ fid }) => {
      const found = fids.get(fid);
      if (isErrno(found)) return found;
      const attributes = attributesOf(served, found);
      if (isErrno(attributes)) return attributes;
      const { mode, uid, gid, links, device, size, blockSize, blocks, atime, mtime, ctime } = attributes;
      return {
        ...{ valid: GETATTR_BASIC, qid: qidOf(attributes), mode, uid, gid, nlink: BigInt(links), rdev: BigInt(device) },
        ...{ size: BigInt(size), blksize: BigInt(blockSize), blocks: BigInt(blocks) },
        ...{ atime_sec: seconds(atime), atime_nsec: rest(atime), mtime_sec: seconds(mtime), mtime_nsec: rest(mtime) },
        ...{ ctime_sec: seconds(ctime), ctime_nsec: rest(ctime), btime_sec: 0n, btime_nsec: 0n },
        ...{ gen: 0n, data_version: 0n },
      };
    },

    setattr: (request) => {
      const found = fids.get(request.fid);
      if (isErrno(found)) return found;
      const changes = changesOf(request);
      if (isErrno(changes)) return changes;
      const { file, path } = found;
      return done(file === undefined ? tree.setAttributes(path, changes) : file.setAttributes(changes));
    },

    statfs: ({ fid }) => {
      const found = fids.get(fid);
      if (isErrno(found)) return found;
      const statistics = tree.statistics();
      if (isErrno(statistics)) return statistics;
      const { blockSize, blocks, free, available, files, filesFree } = statistics;
      return {
        ...{ type: V9FS_MAGIC, bsize: blockSize, blocks, bfree: free, bavail: available },
        ...{ files, ffree: filesFree, fsid: 0n, namelen: NAME_MAX },
      };
    },

    xattrwalk: () => ERRNO.EOPNOTSUPP,
    xattrcreate: () => ERRNO.EOPNOTSUPP,
  };
}

function changesOf(request: Request<'setattr'>): Changes | Errno {
  const { valid, mode, uid, gid, size } = request;
  const has = (bit: number): boolean => (valid & bit) !== 0;
  if (has(SETATTR.size) && size > BigInt(Number.MAX_SAFE_INTEGER)) return ERRNO.EFBIG;
  if (request.atime_nsec >= NANOSECONDS || request.mtime_nsec >= NANOSECONDS) return ERRNO.EINVAL;
  const atime = has(SETATTR.atimeSet) ? nanoseconds(request.atime_sec, request.atime_nsec) : 'now';
  const mtime = has(SETATTR.mtimeSet) ? nanoseconds(request.mtime_sec, request.mtime_nsec) : 'now';
  return {
    ...(has(SETATTR.mode) ? { mode: mode & PERMISSIONS } : {}),
    ...(has(SETATTR.uid) ? { uid } : {}),
    ...(has(SETATTR.gid) ? { gid } : {}),
    ...(has(SETATTR.size) ? { size: Number(size) } : {}),
    ...(has(SETATTR.atime) ? { atime } : {}),
    ...(has(SETATTR.mtime) ? { mtime } : {}),
  };
}

/** Seconds are signed; nanoseconds count upwards from them. */
const nanoseconds = (seconds: bigint, rest: bigint): bigint => BigInt.asIntN(64, seconds) * NANOSECONDS + rest;
const rest = (time: bigint): bigint => ((time % NANOSECONDS) + NANOSECONDS) % NANOSECONDS;
const seconds = (time: bigint): bigint => (time - rest(time)) / NANOSECONDS;
