/** Numbers of Linux that 9P2000.L carries: modes of files (inode(7)), flags of open(2) and unlink(2), masks of attributes. */

export const S_IFMT = 0o170000;
export const S_IFREG = 0o100000;
export const S_IFDIR = 0o040000;
export const S_IFLNK = 0o120000;
/** Everything of a mode but the kind of the file. */
export const PERMISSIONS = 0o7777;

/** Flags of Tlopen and Tlcreate: those of the generic Linux ABI, whatever the client runs on. */
export const O_ACCMODE = 0o3;
export const O_WRONLY = 0o1;
export const O_RDWR = 0o2;
export const O_EXCL = 0o200;
export const O_TRUNC = 0o1000;
export const O_DIRECTORY = 0o200000;

/** The one flag of Tunlinkat. */
export const AT_REMOVEDIR = 0x200;

/** What Tgetattr asks for and Rgetattr has: mode to blocks, but not birth time, generation and data version. */
export const GETATTR_BASIC = 0x7ffn;

/** What Tsetattr is to change. */
export const SETATTR = {
  mode: 0x1,
  uid: 0x2,
  gid: 0x4,
  size: 0x8,
  atime: 0x10,
  mtime: 0x20,
  ctime: 0x40,
  atimeSet: 0x80,
  mtimeSet: 0x100,
} as const;

/** Types of a qid. */
export const QTDIR = 0x80;
export const QTSYMLINK = 0x02;
export const QTFILE = 0x00;

/** Statuses and types of locks. */
export const LOCK_SUCCESS = 0;
export const LOCK_UNLCK = 2;

/** `V9FS_MAGIC`, the type of file system that statfs(2) tells. */
export const V9FS_MAGIC = 0x0102_1997;
/** Bytes of a name, and of a symbolic link's target. */
export const NAME_MAX = 255;
export const PATH_MAX = 4096;
