/**
 * What a server serves: a tree of files, by path from its root. All calls are done when they return. What fails gives a Linux
 * error number; nothing throws. A tree never follows a symbolic link: that is the client's work, in its own name space.
 */
import type { Errno } from '@racho/abi';

/** Names from the root down; the root is the empty path. The server lets no `.`, `..`, `/` or NUL through. */
export type Path = readonly string[];

/** Times are nanoseconds since 1970; sizes are bytes. */
export interface Attributes {
  /** The same for two names of one file, another for any other file: an inode number of 64 bits. */
  readonly id: bigint;
  /** Kind and permissions, as `st_mode` has them. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly links: number;
  /** Of a device, its number as Linux's `new_encode_dev` makes it. */
  readonly device: number;
  readonly size: number;
  readonly blockSize: number;
  /** Of 512 bytes. */
  readonly blocks: number;
  readonly atime: bigint;
  readonly mtime: bigint;
  readonly ctime: bigint;
}

/** What setattr is to change; a time may be the tree's own. */
export interface Changes {
  /** Permissions alone. */
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly size?: number;
  readonly atime?: bigint | 'now';
  readonly mtime?: bigint | 'now';
}

export interface Entry {
  readonly name: string;
  readonly id: bigint;
  /** Its kind at least. */
  readonly mode: number;
}

export interface OpenHow {
  readonly access: 'read' | 'write' | 'both';
  /** Whether what the file holds is thrown away. */
  readonly contents: 'keep' | 'truncate';
}

/** Who something new belongs to, if the tree heeds that. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface CreateHow extends OpenHow {
  /** Whether a file that is there is opened, or an error. */
  readonly existing: 'open' | 'fail';
  /** Permissions. */
  readonly mode: number;
  readonly owner: Owner;
}

/** A regular file that is open; it stays what it is when its name goes. */
export interface OpenFile {
  readonly attributes: () => Attributes | Errno;
  readonly setAttributes: (changes: Changes) => Errno | undefined;
  /** At most `length` bytes; fewer at the end, none beyond it. */
  readonly read: (offset: number, length: number) => Uint8Array | Errno;
  /** At least one byte is written, or it is an error; the bytes are not the tree's to keep. */
  readonly write: (offset: number, bytes: Uint8Array) => { readonly written: number } | Errno;
  readonly sync: (what: 'data' | 'all') => Errno | undefined;
  /** Nothing is called after it. */
  readonly close: () => void;
}

/** What statfs tells; counts of blocks and of files. */
export interface Statistics {
  readonly blockSize: number;
  readonly blocks: bigint;
  readonly free: bigint;
  /** Free for those who are not root. */
  readonly available: bigint;
  readonly files: bigint;
  readonly filesFree: bigint;
}

export interface FileTree {
  readonly attributes: (path: Path) => Attributes | Errno;
  readonly setAttributes: (path: Path, changes: Changes) => Errno | undefined;
  /** Opens a regular file. */
  readonly open: (path: Path, how: OpenHow) => OpenFile | Errno;
  readonly create: (path: Path, how: CreateHow) => OpenFile | Errno;
  /** What is in a folder, without `.` and `..`. */
  readonly list: (path: Path) => readonly Entry[] | Errno;
  readonly makeFolder: (path: Path, mode: number, owner: Owner) => Errno | undefined;
  /** Makes an empty file, a FIFO, a socket or a device; `mode` has the kind. */
  readonly makeNode: (path: Path, mode: number, device: number, owner: Owner) => Errno | undefined;
  readonly makeSymlink: (path: Path, target: string, owner: Owner) => Errno | undefined;
  readonly readSymlink: (path: Path) => string | Errno;
  /** A second name for a file. */
  readonly link: (existing: Path, path: Path) => Errno | undefined;
  /** As rename(2): what has the new name goes, if it is of the same kind. */
  readonly rename: (from: Path, to: Path) => Errno | undefined;
  readonly remove: (path: Path, kind: 'file' | 'folder') => Errno | undefined;
  readonly statistics: () => Statistics | Errno;
}
