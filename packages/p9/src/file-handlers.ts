/** Requests about what is in files and folders: opening, reading, writing, listing. */
import { ERRNO, type Errno } from '@racho/abi';
import { Writer } from './fields.ts';
import type { Fid } from './fids.ts';
import { done, type Handlers, isErrno, isFolder, pathOf, qidOf, type Served } from './handlers.ts';
import {
  LOCK_SUCCESS,
  LOCK_UNLCK,
  O_ACCMODE,
  O_DIRECTORY,
  O_EXCL,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  PERMISSIONS,
  S_IFDIR,
  S_IFMT,
} from './linux.ts';
import type { Entry, OpenFile, OpenHow } from './tree.ts';

type Files = 'lopen' | 'lcreate' | 'read' | 'write' | 'readdir' | 'fsync' | 'lock' | 'getlock' | 'clunk';

/** The client chooses: as much as a message holds. */
const IOUNIT_ANY = 0;

export function fileHandlers(served: Served): Pick<Handlers, Files> {
  const { tree, fids } = served;

  function openFileOf(fid: number): OpenFile | Errno {
    const found = fids.get(fid);
    return isErrno(found) ? found : (found.file ?? (found.listing === undefined ? ERRNO.EBADF : ERRNO.EISDIR));
  }

  /** A fid that may still be opened. */
  function closedFid(fid: number): Fid | Errno {
    const found = fids.get(fid);
    if (isErrno(found)) return found;
    if (found.file !== undefined || found.listing !== undefined) return ERRNO.EBUSY;
    return fids.mayOpen ? found : ERRNO.EMFILE;
  }

  /** What readdir gives: `.` and `..`, then what is there now. */
  function listingOf(fid: Fid): Errno | readonly Entry[] {
    const own = tree.attributes(fid.path);
    const above = tree.attributes(fid.path.slice(0, -1));
    const inside = tree.list(fid.path);
    if (isErrno(own)) return own;
    if (isErrno(inside)) return inside;
    const parent = isErrno(above) ? own : above;
    return [{ name: '.', id: own.id, mode: S_IFDIR }, { name: '..', id: parent.id, mode: S_IFDIR }, ...inside];
  }

  return {
    lopen: ({ fid, flags }) => {
      const closed = closedFid(fid);
      if (isErrno(closed)) return closed;
      const attributes = tree.attributes(closed.path);
      if (isErrno(attributes)) return attributes;
      const how = openHow(flags);
      if (isErrno(how)) return how;
      if (isFolder(attributes)) {
        if (how.access !== 'read' || how.contents === 'truncate') return ERRNO.EISDIR;
        closed.listing = [];
        return { qid: qidOf(attributes), iounit: IOUNIT_ANY };
      }
      if ((flags & O_DIRECTORY) !== 0) return ERRNO.ENOTDIR;
      const file = tree.open(closed.path, how);
      if (isErrno(file)) return file;
      fids.setFile(closed, file);
      return { qid: qidOf(attributes), iounit: IOUNIT_ANY };
    },

    // The fid of the folder becomes that of the file (protocol.md of diod).
    lcreate: ({ fid, name, flags, mode, gid }) => {
      const closed = closedFid(fid);
      if (isErrno(closed)) return closed;
      const path = pathOf(served, fid, name);
      if (isErrno(path)) return path;
      const how = openHow(flags);
      if (isErrno(how)) return how;
      const existing = (flags & O_EXCL) !== 0 ? 'fail' : 'open';
      const file = tree.create(path, { ...how, existing, mode: mode & PERMISSIONS, owner: { uid: closed.uid, gid } });
      if (isErrno(file)) return file;
      const attributes = file.attributes();
      if (isErrno(attributes)) {
        file.close();
        return attributes;
      }
      closed.path = path;
      fids.setFile(closed, file);
      return { qid: qidOf(attributes), iounit: IOUNIT_ANY };
    },

    read: ({ fid, offset, count }) => {
      const file = openFileOf(fid);
      if (isErrno(file)) return file;
      const at = exact(offset);
      if (at === undefined) return ERRNO.EINVAL;
      const data = file.read(at, Math.min(count, served.dataMax()));
      return isErrno(data) ? data : { data };
    },

    write: ({ fid, offset, data }) => {
      const file = openFileOf(fid);
      if (isErrno(file)) return file;
      const at = exact(offset);
      if (at === undefined) return ERRNO.EFBIG;
      if (data.length === 0) return { count: 0 };
      const result = file.write(at, data);
      return isErrno(result) ? result : { count: result.written };
    },

    // An entry's offset is where the next one begins: its number in the listing, plus one.
    readdir: ({ fid, offset, count }) => {
      const folder = fids.get(fid);
      if (isErrno(folder)) return folder;
      if (folder.listing === undefined) return folder.file === undefined ? ERRNO.EBADF : ERRNO.ENOTDIR;
      if (offset === 0n) {
        const listing = listingOf(folder);
        if (isErrno(listing)) return listing;
        const error = fids.setListing(folder, listing);
        if (error !== undefined) return error;
      }
      const entries = new Writer();
      const limit = Math.min(count, served.dataMax());
      for (let next = exact(offset) ?? Infinity; next < folder.listing.length; next++) {
        const entry = entryBytes(folder.listing[next]!, next + 1);
        if (entries.length + entry.length > limit) {
          if (entries.length === 0) return ERRNO.EINVAL;
          break;
        }
        entries.raw(entry);
      }
      return { entries: entries.bytes() };
    },

    fsync: ({ fid, datasync }) => {
      const found = fids.get(fid);
      if (isErrno(found)) return found;
      return done(found.file?.sync(datasync === 0 ? 'all' : 'data'));
    },

    // There is one client, and it has asked its own locks before it asks here.
    lock: ({ fid }) => {
      const found = fids.get(fid);
      return isErrno(found) ? found : { status: LOCK_SUCCESS };
    },
    getlock: ({ fid, start, length, proc_id, client_id }) => {
      const found = fids.get(fid);
      return isErrno(found) ? found : { type: LOCK_UNLCK, start, length, proc_id, client_id };
    },

    clunk: ({ fid }) => done(fids.drop(fid)),
  };
}

/** Access 3 is nothing that a file can be opened for. */
function openHow(flags: number): OpenHow | Errno {
  const mode = flags & O_ACCMODE;
  if (mode === O_ACCMODE) return ERRNO.EINVAL;
  return {
    access: mode === O_RDWR ? 'both' : mode === O_WRONLY ? 'write' : 'read',
    contents: (flags & O_TRUNC) !== 0 ? 'truncate' : 'keep',
  };
}

/** An offset that a number holds exactly. */
function exact(offset: bigint): number | undefined {
  return offset > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(offset);
}

/** qid[13] offset[8] type[1] name[s], the type as `d_type` of readdir(3). */
function entryBytes(entry: Entry, next: number): Uint8Array {
  const writer = new Writer();
  writer.field('qid', qidOf(entry));
  writer.field('u64', BigInt(next));
  writer.field('u8', (entry.mode & S_IFMT) >>> 12);
  writer.field('string', entry.name);
  return writer.bytes();
}
