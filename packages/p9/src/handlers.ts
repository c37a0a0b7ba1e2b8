/** How a request is answered: what handlers of all kinds share. */
import { ERRNO, type Errno } from '@racho/abi';
import type { Reply, Request } from './codec.ts';
import type { Fid, FidTable } from './fids.ts';
import type { Qid } from './fields.ts';
import { NAME_MAX, QTDIR, QTFILE, QTSYMLINK, S_IFDIR, S_IFLNK, S_IFMT } from './linux.ts';
import type { MessageName } from './messages.ts';
import type { Attributes, FileTree, Path } from './tree.ts';

/** One function a message; an error number becomes an Rlerror. */
export type Handlers = {
  readonly [Name in MessageName]: (request: Request<Name>) => Reply<Name> | Errno;
};

export interface Served {
  readonly tree: FileTree;
  readonly fids: FidTable;
  /** Bytes of data that fit into a reply. */
  readonly dataMax: () => number;
}

export const isErrno = (value: unknown): value is Errno => typeof value === 'number';

export const isFolder = ({ mode }: Pick<Attributes, 'mode'>): boolean => (mode & S_IFMT) === S_IFDIR;

export function qidOf({ id, mode, mtime = 0n, size = 0 }: Pick<Attributes, 'id' | 'mode'> & Partial<Attributes>): Qid {
  const kind = mode & S_IFMT;
  const type = kind === S_IFDIR ? QTDIR : kind === S_IFLNK ? QTSYMLINK : QTFILE;
  return { type, version: (Number(BigInt.asUintN(32, mtime)) ^ size) >>> 0, path: id };
}

/** The path of a name in the folder of a fid; only a plain name leads nowhere else. */
export function pathOf({ fids }: Served, folder: number, name: string): Path | Errno {
  const fid = fids.get(folder);
  if (isErrno(fid)) return fid;
  if (name === '' || name.includes('/') || name.includes('\0')) return ERRNO.EINVAL;
  if (name === '.' || name === '..') return ERRNO.EEXIST;
  return name.length > NAME_MAX ? ERRNO.ENAMETOOLONG : [...fid.path, name];
}

/** The qid of what has just been made. */
export function qidReply({ tree }: Served, path: Path): { qid: Qid } | Errno {
  const attributes = tree.attributes(path);
  return isErrno(attributes) ? attributes : { qid: qidOf(attributes) };
}

/** An open file is asked itself: its name may be gone. */
export function attributesOf({ tree }: Served, { file, path }: Fid): Attributes | Errno {
  return file === undefined ? tree.attributes(path) : file.attributes();
}

/** A reply without fields. */
export type Nothing = Readonly<Record<string, never>>;

/** The empty reply, or the error. */
export const done = (error: Errno | undefined): Errno | Nothing => error ?? {};
