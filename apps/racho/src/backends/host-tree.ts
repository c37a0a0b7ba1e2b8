/** A folder of the host as a tree for 9P. Files belong to whom racho runs as; set-user-ID bits and devices are not let out. */
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  statfsSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  type BigIntStats,
} from 'node:fs';
import { ERRNO, type Errno } from '@racho/abi';
import type { Attributes, Entry, FileTree, OpenFile, OpenHow } from '@racho/p9';
import { ConfinedFolder, pathOf } from './confined-folder.ts';
import { attempt, attributesOf, change, errnoOf, fileOn, MODE_MASK, perform } from './host-file.ts';

const { O_CREAT, O_EXCL, O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY, S_IFMT, S_IFREG } = constants;

/** A FIFO that takes a regular file's place must not make the host wait. */
const OPEN_SAFELY = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
const ACCESS = { read: O_RDONLY, write: O_WRONLY, both: O_RDWR } as const;

export interface HostTree {
  readonly tree: FileTree;
  readonly close: () => void;
}

/** @throws CliError as {@link ConfinedFolder} does */
export function openHostTree(path: string): HostTree {
  const root = new ConfinedFolder(path);
  const home = root.on([], (fd) => fstatSync(fd, { bigint: true }).dev);
  const attributes = (status: BigIntStats): Attributes => attributesOf(status, home);

  /** Takes over the descriptor. */
  const openFile = (fd: number, how: OpenHow): OpenFile | Errno => {
    return orClose(fd, () => {
      if (!fstatSync(fd).isFile()) throw Object.assign(new Error('not a regular file'), { code: 'ENXIO' });
      // By its path, as a descriptor that only reads cannot be cut, but O_RDONLY with O_TRUNC does.
      if (how.contents === 'truncate') truncateSync(pathOf(fd));
      return fileOn(fd, attributes);
    });
  };

  const tree: FileTree = {
    attributes: (names) => attempt(() => root.at(names, (at) => attributes(lstatSync(at, { bigint: true })))),
    setAttributes: (names, changes) => attempt(() => root.on(names, (fd) => change(fd, changes))),
    open: (names, how) => attempt(() => root.at(names, (at) => openExisting(at, how))),
    create: (names, how) => {
      return attempt(() =>
        root.at(names, (at) => {
          try {
            return openFile(makeFile(at, ACCESS[how.access], how.mode), how);
          } catch (error) {
            if (how.existing === 'fail' || errnoOf(error) !== ERRNO.EEXIST) throw error;
            return openExisting(at, how);
          }
        }),
      );
    },
    list: (names) => attempt(() => root.at(names, (at) => entriesOf(at, attributes))),
    makeFolder: (names, mode) => {
      return perform(() => {
        root.at(names, (at) => mkdirSync(at, 0o700));
        root.on(names, (fd) => chmodSync(pathOf(fd), mode & MODE_MASK));
      });
    },
    makeNode: (names, mode) => {
      const kind = mode & S_IFMT;
      if (kind !== S_IFREG && kind !== 0) return ERRNO.EPERM;
      return perform(() => {
        closeSync(root.at(names, (at) => makeFile(at, O_WRONLY, mode)));
      });
    },
    makeSymlink: (names, target) => perform(() => root.at(names, (at) => symlinkSync(target, at))),
    readSymlink: (names) => attempt(() => root.at(names, (at) => readlinkSync(at))),
    link: (existing, names) => {
      return perform(() =>
        root.at(existing, (from) => {
          // As in Linux, what is missing first is told first.
          lstatSync(from);
          // link(2) makes a second name of a symbolic link, too, and does not follow it.
          root.at(names, (at) => linkSync(from, at));
        }),
      );
    },
    rename: (from, to) => perform(() => root.at(from, (source) => root.at(to, (at) => renameSync(source, at)))),
    remove: (names, kind) => {
      return perform(() => root.at(names, (at) => (kind === 'folder' ? rmdirSync(at) : unlinkSync(at))));
    },
    statistics: () => {
      return attempt(() => {
        const { bsize, blocks, bfree, bavail, files, ffree } = root.at([], (at) => statfsSync(at, { bigint: true }));
        return { blockSize: Number(bsize), blocks, free: bfree, available: bavail, files, filesFree: ffree };
      });
    },
  };

  /** Looks before it opens: to open a device has effects. */
  function openExisting(at: string, how: OpenHow): OpenFile | Errno {
    const status = lstatSync(at);
    if (status.isSymbolicLink()) return ERRNO.ELOOP;
    if (status.isDirectory()) return ERRNO.EISDIR;
    if (!status.isFile()) return ERRNO.ENXIO;
    return openFile(openSync(at, ACCESS[how.access] | OPEN_SAFELY), how);
  }

  return { tree, close: () => root.close() };
}

/** The host's umask is not the guest's: the mode is set when the file is there. */
function makeFile(at: string, access: number, mode: number): number {
  const fd = openSync(at, access | O_CREAT | O_EXCL | OPEN_SAFELY, 0o600);
  return orClose(fd, () => (fchmodSync(fd, mode & MODE_MASK), fd));
}

/** A descriptor that something cannot be made of is closed. */
function orClose<T>(fd: number, use: () => T): T {
  try {
    return use();
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** A name that is not UTF-8 cannot be told, and so not be opened: it is left out, as is what goes meanwhile. */
function entriesOf(folder: string, attributes: (status: BigIntStats) => Attributes): Entry[] {
  return readdirSync(folder).flatMap((name) => {
    const entry = attempt(() => attributes(lstatSync(`${folder}/${name}`, { bigint: true })));
    return typeof entry === 'number' ? [] : [{ name, id: entry.id, mode: entry.mode }];
  });
}
