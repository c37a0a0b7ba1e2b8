/** Requests about names: walking, making, moving and removing them. */
import { ERRNO, type Errno } from '@racho/abi';
import type { Qid } from './fields.ts';
import {
  done,
  type Handlers,
  isErrno,
  isFolder,
  type Nothing,
  pathOf,
  qidOf,
  qidReply,
  type Served,
} from './handlers.ts';
import { AT_REMOVEDIR, PATH_MAX, PERMISSIONS } from './linux.ts';
import type { Owner, Path } from './tree.ts';

type Names =
  'walk' | 'mkdir' | 'symlink' | 'mknod' | 'readlink' | 'link' | 'rename' | 'renameat' | 'unlinkat' | 'remove';

/** MAXWELEM, names of one Twalk. */
const WALK_MAX = 16;

export function nameHandlers(served: Served): Pick<Handlers, Names> {
  const { tree, fids } = served;

  /** One step of a walk; `..` of the root is the root. */
  function step(path: Path, name: string): { path: Path; qid: Qid } | Errno {
    if (name === '' || name === '.' || name.includes('/') || name.includes('\0')) return ERRNO.ENOENT;
    const here = tree.attributes(path);
    if (isErrno(here)) return here;
    if (!isFolder(here)) return ERRNO.ENOTDIR;
    const next = name === '..' ? path.slice(0, -1) : [...path, name];
    const attributes = tree.attributes(next);
    return isErrno(attributes) ? attributes : { path: next, qid: qidOf(attributes) };
  }

  /** Makes something under a new name, and tells its qid. */
  function make(
    { folder, name, gid }: { readonly folder: number; readonly name: string; readonly gid: number },
    call: (path: Path, owner: Owner) => Errno | undefined,
  ): { qid: Qid } | Errno {
    const fid = fids.get(folder);
    if (isErrno(fid)) return fid;
    const path = pathOf(served, folder, name);
    if (isErrno(path)) return path;
    return call(path, { uid: fid.uid, gid }) ?? qidReply(served, path);
  }

  function move(from: Path | Errno, to: Path | Errno): Errno | Nothing {
    if (isErrno(from)) return from;
    if (isErrno(to)) return to;
    if (from.length === 0) return ERRNO.EBUSY;
    const error = tree.rename(from, to);
    if (error !== undefined) return error;
    fids.moved(from, to);
    return {};
  }

  return {
    // Names that are found before one that is not are told, but then newfid is not made (walk(5)).
    walk: ({ fid, newfid, names }) => {
      const start = fids.get(fid);
      if (isErrno(start)) return start;
      if (names.length > WALK_MAX) return ERRNO.EINVAL;
      const qids: Qid[] = [];
      let { path } = start;
      for (const name of names) {
        const next = step(path, name);
        if (isErrno(next)) return qids.length === 0 ? next : { qids };
        qids.push(next.qid);
        path = next.path;
      }
      if (newfid === fid) {
        if (start.file !== undefined || start.listing !== undefined) return ERRNO.EBUSY;
        start.path = path;
        return { qids };
      }
      return fids.add(newfid, { path, uid: start.uid }) ?? { qids };
    },

    mkdir: ({ dfid: folder, name, mode, gid }) => {
      return make({ folder, name, gid }, (path, owner) => tree.makeFolder(path, mode & PERMISSIONS, owner));
    },
    mknod: ({ dfid: folder, name, mode, major, minor, gid }) => {
      const device = deviceNumber(major, minor);
      return make({ folder, name, gid }, (path, owner) => tree.makeNode(path, mode, device, owner));
    },
    symlink: ({ fid: folder, name, target, gid }) => {
      if (target === '') return ERRNO.ENOENT;
      if (target.includes('\0')) return ERRNO.EINVAL;
      if (target.length >= PATH_MAX) return ERRNO.ENAMETOOLONG;
      return make({ folder, name, gid }, (path, owner) => tree.makeSymlink(path, target, owner));
    },

    readlink: ({ fid }) => {
      const link = fids.get(fid);
      if (isErrno(link)) return link;
      const target = tree.readSymlink(link.path);
      return isErrno(target) ? target : { target };
    },

    link: ({ dfid, fid, name }) => {
      const existing = fids.get(fid);
      if (isErrno(existing)) return existing;
      const path = pathOf(served, dfid, name);
      return isErrno(path) ? path : done(tree.link(existing.path, path));
    },

    rename: ({ fid, dfid, name }) => {
      const from = fids.get(fid);
      return isErrno(from) ? from : move(from.path, pathOf(served, dfid, name));
    },
    renameat: ({ olddirfid, oldname, newdirfid, newname }) => {
      return move(pathOf(served, olddirfid, oldname), pathOf(served, newdirfid, newname));
    },

    unlinkat: ({ dirfid, name, flags }) => {
      if ((flags & ~AT_REMOVEDIR) !== 0) return ERRNO.EINVAL;
      const path = pathOf(served, dirfid, name);
      return isErrno(path) ? path : done(tree.remove(path, (flags & AT_REMOVEDIR) !== 0 ? 'folder' : 'file'));
    },

    // The fid goes, even if the file does not (remove(5)).
    remove: ({ fid }) => {
      const doomed = fids.get(fid);
      if (isErrno(doomed)) return doomed;
      const { path } = doomed;
      fids.drop(fid);
      if (path.length === 0) return ERRNO.EBUSY;
      const attributes = tree.attributes(path);
      if (isErrno(attributes)) return attributes;
      return done(tree.remove(path, isFolder(attributes) ? 'folder' : 'file'));
    },
  };
}

/** As Linux packs it in 32 bits (`new_encode_dev`). */
function deviceNumber(major: number, minor: number): number {
  return ((minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xff) << 12)) >>> 0;
}
