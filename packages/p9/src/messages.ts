/**
 * The messages of 9P2000.L as a table: numbers, and fields in the order of the wire. The codec and its types are made from it.
 * Spec: intro(5) of Plan 9's manual; for the `.L` messages diod's protocol.md and Linux's `include/net/9p/9p.h`.
 */
import type { FieldType } from './fields.ts';

export type Fields = Readonly<Record<string, FieldType>>;

export interface Message {
  /** Type of the request; the reply's is one more. */
  readonly type: number;
  readonly request: Fields;
  readonly reply: Fields;
}

export const MESSAGES = {
  statfs: {
    type: 8,
    request: { fid: 'u32' },
    reply: {
      type: 'u32',
      bsize: 'u32',
      blocks: 'u64',
      bfree: 'u64',
      bavail: 'u64',
      files: 'u64',
      ffree: 'u64',
      fsid: 'u64',
      namelen: 'u32',
    },
  },
  lopen: { type: 12, request: { fid: 'u32', flags: 'u32' }, reply: { qid: 'qid', iounit: 'u32' } },
  lcreate: {
    type: 14,
    request: { fid: 'u32', name: 'string', flags: 'u32', mode: 'u32', gid: 'u32' },
    reply: { qid: 'qid', iounit: 'u32' },
  },
  symlink: { type: 16, request: { fid: 'u32', name: 'string', target: 'string', gid: 'u32' }, reply: { qid: 'qid' } },
  mknod: {
    type: 18,
    request: { dfid: 'u32', name: 'string', mode: 'u32', major: 'u32', minor: 'u32', gid: 'u32' },
    reply: { qid: 'qid' },
  },
  rename: { type: 20, request: { fid: 'u32', dfid: 'u32', name: 'string' }, reply: {} },
  readlink: { type: 22, request: { fid: 'u32' }, reply: { target: 'string' } },
  getattr: {
    type: 24,
    request: { fid: 'u32', mask: 'u64' },
    reply: {
      valid: 'u64',
      qid: 'qid',
      mode: 'u32',
      uid: 'u32',
      gid: 'u32',
      nlink: 'u64',
      rdev: 'u64',
      size: 'u64',
      blksize: 'u64',
      blocks: 'u64',
      atime_sec: 'u64',
      atime_nsec: 'u64',
      mtime_sec: 'u64',
      mtime_nsec: 'u64',
      ctime_sec: 'u64',
      ctime_nsec: 'u64',
      btime_sec: 'u64',
      btime_nsec: 'u64',
      gen: 'u64',
      data_version: 'u64',
    },
  },
  setattr: {
    type: 26,
    request: {
      fid: 'u32',
      valid: 'u32',
      mode: 'u32',
      uid: 'u32',
      gid: 'u32',
      size: 'u64',
      atime_sec: 'u64',
      atime_nsec: 'u64',
      mtime_sec: 'u64',
      mtime_nsec: 'u64',
    },
    reply: {},
  },
  xattrwalk: { type: 30, request: { fid: 'u32', newfid: 'u32', name: 'string' }, reply: { size: 'u64' } },
  xattrcreate: { type: 32, request: { fid: 'u32', name: 'string', size: 'u64', flags: 'u32' }, reply: {} },
  readdir: { type: 40, request: { fid: 'u32', offset: 'u64', count: 'u32' }, reply: { entries: 'data' } },
  fsync: { type: 50, request: { fid: 'u32', datasync: 'u32' }, reply: {} },
  lock: {
    type: 52,
    request: { fid: 'u32', type: 'u8', flags: 'u32', start: 'u64', length: 'u64', proc_id: 'u32', client_id: 'string' },
    reply: { status: 'u8' },
  },
  getlock: {
    type: 54,
    request: { fid: 'u32', type: 'u8', start: 'u64', length: 'u64', proc_id: 'u32', client_id: 'string' },
    reply: { type: 'u8', start: 'u64', length: 'u64', proc_id: 'u32', client_id: 'string' },
  },
  link: { type: 70, request: { dfid: 'u32', fid: 'u32', name: 'string' }, reply: {} },
  mkdir: { type: 72, request: { dfid: 'u32', name: 'string', mode: 'u32', gid: 'u32' }, reply: { qid: 'qid' } },
  renameat: {
    type: 74,
    request: { olddirfid: 'u32', oldname: 'string', newdirfid: 'u32', newname: 'string' },
    reply: {},
  },
  unlinkat: { type: 76, request: { dirfid: 'u32', name: 'string', flags: 'u32' }, reply: {} },
  version: { type: 100, request: { msize: 'u32', version: 'string' }, reply: { msize: 'u32', version: 'string' } },
  auth: {
    type: 102,
    request: { afid: 'u32', uname: 'string', aname: 'string', n_uname: 'u32' },
    reply: { qid: 'qid' },
  },
  attach: {
    type: 104,
    request: { fid: 'u32', afid: 'u32', uname: 'string', aname: 'string', n_uname: 'u32' },
    reply: { qid: 'qid' },
  },
  flush: { type: 108, request: { oldtag: 'u16' }, reply: {} },
  walk: { type: 110, request: { fid: 'u32', newfid: 'u32', names: 'strings' }, reply: { qids: 'qids' } },
  read: { type: 116, request: { fid: 'u32', offset: 'u64', count: 'u32' }, reply: { data: 'data' } },
  write: { type: 118, request: { fid: 'u32', offset: 'u64', data: 'data' }, reply: { count: 'u32' } },
  clunk: { type: 120, request: { fid: 'u32' }, reply: {} },
  remove: { type: 122, request: { fid: 'u32' }, reply: {} },
} as const;

export type MessageName = keyof typeof MESSAGES;

/** The same rows, for code that treats them alike. */
export const messages: Readonly<Record<MessageName, Message>> = MESSAGES;

/** Rlerror, the reply to any request that fails; there is no request of its kind. */
export const RLERROR = 7;
