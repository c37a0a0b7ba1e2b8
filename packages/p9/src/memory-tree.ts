/** A tree of files in memory, for pages and tests. It behaves as a Linux file system does, but asks for no permissions. */
import { ERRNO, type Errno } from '@racho/abi';
import { Bytes } from '@racho/bytes';
import { viewOf } from '@racho/bytes/raw';
import { P9Error } from './error.ts';
import { Inode, kindOf, type Store } from './inode.ts';
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from './linux.ts';
import type { FileTree, OpenFile, OpenHow, Owner, Path } from './tree.ts';

export interface MemoryTreeOptions {
  /** Contents by path, such as `etc/motd`; folders on the way are made. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Bytes that it may grow to; default 64 MiB. */
  readonly capacity?: number;
  /** Nanoseconds since 1970; default: the host's clock. */
  readonly now?: () => bigint;
}

/** A tree that its owner can look into and change, too. */
export interface MemoryTree extends FileTree {
  /** @throws P9Error `E_PATH` if there can be no such file */
  readonly put: (path: string, contents: Uint8Array | string) => void;
  /** A copy of what a file holds; `undefined` if there is none. */
  readonly get: (path: string) => Uint8Array | undefined;
}

const CAPACITY_DEFAULT = 64 * 2 ** 20;
const BLOCK_SIZE = 4096;

const isErrno = (value: unknown): value is Errno => typeof value === 'number';

export function memoryTree(options: MemoryTreeOptions = {}): MemoryTree {
  const { files = {}, capacity = CAPACITY_DEFAULT } = options;
  const now = options.now ?? (() => BigInt(Date.now()) * 1_000_000n);
  const store: Store = { capacity, used: 0, inodes: 0, nextId: 1n, now };
  const root = new Inode(store, S_IFDIR | 0o755, { uid: 0, gid: 0 });

  function find(path: Path): Inode | Errno {
    let inode = root;
    for (const name of path) {
      if (inode.kind !== S_IFDIR) return ERRNO.ENOTDIR;
      const next = inode.children.get(name);
      if (next === undefined) return ERRNO.ENOENT;
      inode = next;
    }
    return inode;
  }

  /** The folder that a path's last name is in, or is to be in. */
  function folderOf(path: Path): { readonly folder: Inode; readonly name: string } | Errno {
    const name = path.at(-1);
    if (name === undefined) return ERRNO.EBUSY;
    const folder = find(path.slice(0, -1));
    if (isErrno(folder)) return folder;
    return folder.kind === S_IFDIR ? { folder, name } : ERRNO.ENOTDIR;
  }

  /** Something new under a name that is free. */
  function make(path: Path, mode: number, owner: Owner): Inode | Errno {
    const place = folderOf(path);
    if (isErrno(place)) return place;
    if (place.folder.children.has(place.name)) return ERRNO.EEXIST;
    if (store.used + Inode.SIZE > capacity) return ERRNO.ENOSPC;
    const inode = new Inode(store, mode, owner);
    place.folder.addChild(place.name, inode);
    return inode;
  }

  const failure = (result: Inode | Errno): Errno | undefined => (isErrno(result) ? result : undefined);

  const tree: FileTree = {
    attributes: (path) => {
      const inode = find(path);
      return isErrno(inode) ? inode : inode.attributes();
    },
    setAttributes: (path, changes) => {
      const inode = find(path);
      return isErrno(inode) ? inode : inode.change(changes);
    },
    open: (path, how) => {
      const inode = find(path);
      return isErrno(inode) ? inode : openInode(inode, how);
    },
    create: (path, how) => {
      const existing = find(path);
      if (!isErrno(existing)) return how.existing === 'fail' ? ERRNO.EEXIST : openInode(existing, how);
      const inode = make(path, S_IFREG | how.mode, how.owner);
      return isErrno(inode) ? inode : openInode(inode, how);
    },
    list: (path) => {
      const folder = find(path);
      if (isErrno(folder)) return folder;
      if (folder.kind !== S_IFDIR) return ERRNO.ENOTDIR;
      return [...folder.children].map(([name, { id, mode }]) => ({ name, id, mode }));
    },
    makeFolder: (path, mode, owner) => failure(make(path, S_IFDIR | mode, owner)),
    makeNode: (path, mode, device, owner) => {
      // No kind is a regular file (mknod(2)).
      const kind = kindOf(mode) === 0 ? S_IFREG : kindOf(mode);
      if (kind === S_IFDIR) return ERRNO.EPERM;
      if (kind === S_IFLNK) return ERRNO.EINVAL;
      const inode = make(path, kind | (mode & ~S_IFMT), owner);
      if (isErrno(inode)) return inode;
      inode.device = device;
      return undefined;
    },
    makeSymlink: (path, target, owner) => {
      const bytes = viewOf(Bytes.fromText(target));
      if (store.used + Inode.SIZE + bytes.length > capacity) return ERRNO.ENOSPC;
      const inode = make(path, S_IFLNK | 0o777, owner);
      if (isErrno(inode)) return inode;
      inode.target = target;
      inode.write(0, bytes);
      return undefined;
    },
    readSymlink: (path) => {
      const inode = find(path);
      if (isErrno(inode)) return inode;
      return inode.kind === S_IFLNK ? inode.target : ERRNO.EINVAL;
    },
    link: (existing, path) => {
      const inode = find(existing);
      if (isErrno(inode)) return inode;
      const place = folderOf(path);
      if (isErrno(place)) return place;
      if (place.folder.children.has(place.name)) return ERRNO.EEXIST;
      if (inode.kind === S_IFDIR) return ERRNO.EPERM;
      place.folder.addChild(place.name, inode);
      return undefined;
    },
    rename: (from, to) => rename(from, to),
    remove: (path, wanted) => {
      const place = folderOf(path);
      if (isErrno(place)) return place;
      const inode = place.folder.children.get(place.name);
      if (inode === undefined) return ERRNO.ENOENT;
      const isFolder = inode.kind === S_IFDIR;
      if (wanted === 'file' && isFolder) return ERRNO.EISDIR;
      if (wanted === 'folder' && !isFolder) return ERRNO.ENOTDIR;
      if (isFolder && inode.children.size > 0) return ERRNO.ENOTEMPTY;
      place.folder.removeChild(place.name);
      return undefined;
    },
    statistics: () => {
      const free = BigInt(Math.max(0, Math.floor((capacity - store.used) / BLOCK_SIZE)));
      const filesFree = BigInt(Math.max(0, Math.floor((capacity - store.used) / Inode.SIZE)));
      return {
        ...{ blockSize: BLOCK_SIZE, blocks: BigInt(Math.floor(capacity / BLOCK_SIZE)), free, available: free },
        ...{ files: filesFree + BigInt(store.inodes), filesFree },
      };
    },
  };

  /** In the order of Linux's checks, so that the same mistake gives the same error. */
  function rename(from: Path, to: Path): Errno | undefined {
    const [source, target] = [folderOf(from), folderOf(to)];
    if (isErrno(source)) return source;
    if (isErrno(target)) return target;
    const inode = source.folder.children.get(source.name);
    if (inode === undefined) return ERRNO.ENOENT;
    const below = (path: Path, above: Path): boolean =>
      path.length > above.length && above.every((name, i) => path[i] === name);
    if (below(to, from)) return ERRNO.EINVAL;
    if (below(from, to)) return ERRNO.ENOTEMPTY;
    const replaced = target.folder.children.get(target.name);
    if (replaced === inode) return undefined;
    if (replaced !== undefined) {
      if (inode.kind === S_IFDIR && replaced.kind !== S_IFDIR) return ERRNO.ENOTDIR;
      if (inode.kind !== S_IFDIR && replaced.kind === S_IFDIR) return ERRNO.EISDIR;
      if (replaced.children.size > 0) return ERRNO.ENOTEMPTY;
      target.folder.removeChild(target.name);
    }
    target.folder.addChild(target.name, inode);
    source.folder.removeChild(source.name);
    return undefined;
  }

  function put(text: string, contents: Uint8Array | string): void {
    const path = text.split('/').filter((name) => name !== '');
    const fail = (why: string): P9Error => new P9Error('E_PATH', `cannot put "${text}": ${why}`);
    if (path.length === 0 || path.includes('.') || path.includes('..')) throw fail('give names with "/" between them');
    path.slice(0, -1).forEach((_, i) => {
      const error = tree.makeFolder(path.slice(0, i + 1), 0o755, { uid: 0, gid: 0 });
      if (error !== undefined && error !== ERRNO.EEXIST) throw fail(`a folder on the way gives error ${error}`);
    });
    const how = {
      access: 'write',
      contents: 'truncate',
      existing: 'open',
      mode: 0o644,
      owner: { uid: 0, gid: 0 },
    } as const;
    const file = tree.create(path, how);
    if (isErrno(file)) throw fail(`error ${file}`);
    const bytes = typeof contents === 'string' ? viewOf(Bytes.fromText(contents)) : contents;
    const result = bytes.length === 0 ? { written: 0 } : file.write(0, bytes);
    file.close();
    if (isErrno(result) || result.written < bytes.length)
      throw fail(`${bytes.length} bytes exceed the capacity of ${capacity}`);
  }

  for (const [path, contents] of Object.entries(files)) put(path, contents);
  return {
    ...tree,
    put,
    get: (text) => {
      const inode = find(text.split('/').filter((name) => name !== ''));
      return isErrno(inode) || inode.kind !== S_IFREG ? undefined : inode.read(0, inode.size);
    },
  };
}

function openInode(inode: Inode, { access, contents }: OpenHow): OpenFile | Errno {
  if (inode.kind === S_IFDIR) return ERRNO.EISDIR;
  if (inode.kind === S_IFLNK) return ERRNO.ELOOP;
  if (inode.kind !== S_IFREG) return ERRNO.ENXIO;
  if (contents === 'truncate') inode.resize(0);
  inode.hold();
  return {
    attributes: () => inode.attributes(),
    setAttributes: (changes) => inode.change(changes),
    read: (offset, length) => (access === 'write' ? ERRNO.EBADF : inode.read(offset, length)),
    write: (offset, bytes) => (access === 'read' ? ERRNO.EBADF : inode.write(offset, bytes)),
    sync: () => undefined,
    close: () => inode.release(),
  };
}
