import { ERRNO } from '@racho/abi';
import { describe, expect, test } from 'vitest';
import { P9Error } from './error.ts';
import { memoryTree } from './memory-tree.ts';
import { Server } from './server.ts';
import { Client, NOFID, ROOT } from './testing.ts';

const FILES = { 'etc/motd': 'hello', 'etc/deep/er': 'x', big: new Uint8Array(100_000).fill(7) };
const text = (bytes: unknown): string => new TextDecoder().decode(bytes as Uint8Array);

function client(msize?: number): Client {
  return new Client(new Server({ tree: memoryTree({ files: FILES }), tag: 'share' }), msize);
}

describe('version', () => {
  test.each([
    [8192, 8192],
    [4096, 4096],
    [1 << 30, 512 * 1024],
  ])('with an msize of %i agrees on %i', (asked, msize) => {
    expect(client().ok('version', { msize: asked, version: '9P2000.L' })).toEqual({ msize, version: '9P2000.L' });
  });

  test.each(['9P2000', '9P2000.u', '', '9P2000.L '])('does not know "%s"', (version) => {
    expect(client().ok('version', { msize: 8192, version })).toMatchObject({ version: 'unknown' });
  });

  test('refuses messages too small to be of use', () => {
    expect(client().call('version', { msize: 4095, version: '9P2000.L' })).toBe(ERRNO.EMSGSIZE);
  });

  test('forgets every fid', () => {
    const c = client();
    c.ok('version', { msize: 8192, version: '9P2000.L' });
    expect(c.call('getattr', { fid: ROOT, mask: 0n })).toBe(ERRNO.EBADF);
  });

  test('bounds messages, both ways', () => {
    const c = client(4096);
    const { fid } = c.walk(['big']) as { fid: number };
    c.ok('lopen', { fid, flags: 2 });
    expect(c.ok('read', { fid, offset: 0n, count: 0xffff_ffff }).data).toHaveLength(4096 - 24);
    expect(c.call('write', { fid, offset: 0n, data: new Uint8Array(4096) })).toBe(ERRNO.EMSGSIZE);
    expect(c.ok('write', { fid, offset: 0n, data: new Uint8Array(4000) })).toEqual({ count: 4000 });
  });
});

describe('walk', () => {
  test('tells how far it came, and makes no fid then', () => {
    const c = client();
    expect(c.ok('walk', { fid: ROOT, newfid: 9, names: ['etc', 'none', 'x'] }).qids).toHaveLength(1);
    expect(c.call('clunk', { fid: 9 })).toBe(ERRNO.EBADF);
    expect(c.call('walk', { fid: ROOT, newfid: 9, names: ['none'] })).toBe(ERRNO.ENOENT);
  });

  test('clones a fid, and moves one', () => {
    const c = client();
    expect(c.ok('walk', { fid: ROOT, newfid: 9, names: [] }).qids).toEqual([]);
    c.ok('walk', { fid: 9, newfid: 9, names: ['etc', 'motd'] });
    expect(c.ok('getattr', { fid: 9, mask: 0n }).size).toBe(5n);
  });

  test('does not leave the root', () => {
    const c = client();
    const { qid } = c.ok('getattr', { fid: ROOT, mask: 0n });
    expect(c.ok('walk', { fid: ROOT, newfid: 9, names: ['..', '..', 'etc', '..'] }).qids.at(-1)).toEqual(qid);
    for (const name of ['', '.', 'etc/motd', '/', 'a\0b', '../x']) {
      expect(c.call('walk', { fid: ROOT, newfid: 10, names: [name] })).toBe(ERRNO.ENOENT);
    }
  });

  test.each([
    ['a file on the way', ROOT, ['big', 'x'], 'partial'],
    ['an unknown fid', 77, [], ERRNO.EBADF],
    ['seventeen names', ROOT, Array<string>(17).fill('..'), ERRNO.EINVAL],
  ])('refuses %s', (_what, fid, names, expected) => {
    const answer = client().call('walk', { fid, newfid: 9, names });
    if (expected === 'partial') expect(answer).toMatchObject({ qids: [{}] });
    else expect(answer).toBe(expected);
  });

  test('does not take a fid twice', () => {
    const c = client();
    c.ok('walk', { fid: ROOT, newfid: 9, names: [] });
    expect(c.call('walk', { fid: ROOT, newfid: 9, names: [] })).toBe(ERRNO.EBADF);
    expect(c.call('attach', { fid: 9, afid: NOFID, uname: '', aname: '', n_uname: 0 })).toBe(ERRNO.EBADF);
  });
});

describe('files', () => {
  test('are read and listed, in pieces of any size', () => {
    const c = client();
    expect(text(c.read(['etc', 'motd']))).toBe('hello');
    expect(c.read(['big'])).toHaveLength(100_000);
    const names = ['.', '..', 'deep', 'motd'].sort();
    for (const count of [40, 64, 8192]) {
      const listed = c.list(['etc'], count) as { name: string; type: number }[];
      expect(listed.map(({ name }) => name).sort()).toEqual(names);
      expect(listed.find(({ name }) => name === 'deep')).toMatchObject({ type: 4 });
      expect(listed.find(({ name }) => name === 'motd')).toMatchObject({ type: 8 });
    }
    expect(c.list(['etc'], 10)).toBe(ERRNO.EINVAL);
  });

  test('are made and written', () => {
    const c = client();
    c.ok('walk', { fid: ROOT, newfid: 9, names: ['etc'] });
    const { qid } = c.ok('lcreate', { fid: 9, name: 'new', flags: 0o102, mode: 0o640, gid: 5 });
    expect(c.ok('write', { fid: 9, offset: 3n, data: new TextEncoder().encode('abc') })).toEqual({ count: 3 });
    expect(c.ok('getattr', { fid: 9, mask: 0n })).toMatchObject({
      qid: { path: qid.path },
      mode: 0o100640,
      gid: 5,
      size: 6n,
    });
    expect(c.ok('fsync', { fid: 9, datasync: 0 })).toEqual({});
    c.ok('clunk', { fid: 9 });
    expect(text(c.read(['etc', 'new']))).toBe('\0\0\0abc');
  });

  test('stay open when their name goes', () => {
    const c = client();
    c.ok('walk', { fid: ROOT, newfid: 9, names: ['etc', 'motd'] });
    c.ok('lopen', { fid: 9, flags: 0 });
    c.ok('walk', { fid: ROOT, newfid: 10, names: ['etc'] });
    c.ok('unlinkat', { dirfid: 10, name: 'motd', flags: 0 });
    expect(text(c.ok('read', { fid: 9, offset: 0n, count: 9 }).data)).toBe('hello');
    expect(c.ok('getattr', { fid: 9, mask: 0n })).toMatchObject({ size: 5n, nlink: 0n });
    expect(c.call('walk', { fid: 10, newfid: 11, names: ['motd'] })).toBe(ERRNO.ENOENT);
  });

  test('keep their fids when they, or a folder above them, are renamed', () => {
    const c = client();
    c.ok('walk', { fid: ROOT, newfid: 9, names: ['etc', 'deep', 'er'] });
    c.ok('renameat', { olddirfid: ROOT, oldname: 'etc', newdirfid: ROOT, newname: 'ETC' });
    expect(c.ok('getattr', { fid: 9, mask: 0n }).size).toBe(1n);
    c.ok('rename', { fid: 9, dfid: ROOT, name: 'moved' });
    c.ok('lopen', { fid: 9, flags: 0 });
    expect(text(c.ok('read', { fid: 9, offset: 0n, count: 9 }).data)).toBe('x');
    expect(text(c.read(['moved']))).toBe('x');
  });

  test('are not read where they were opened to be written, nor the other way round', () => {
    const c = client();
    c.ok('walk', { fid: ROOT, newfid: 9, names: ['big'] });
    expect(c.call('read', { fid: 9, offset: 0n, count: 1 })).toBe(ERRNO.EBADF);
    c.ok('lopen', { fid: 9, flags: 1 });
    expect(c.call('read', { fid: 9, offset: 0n, count: 1 })).toBe(ERRNO.EBADF);
    expect(c.call('lopen', { fid: 9, flags: 0 })).toBe(ERRNO.EBUSY);
    expect(c.call('readdir', { fid: 9, offset: 0n, count: 100 })).toBe(ERRNO.ENOTDIR);
    expect(c.call('lopen', { fid: ROOT, flags: 1 })).toBe(ERRNO.EISDIR);
    expect(c.call('lopen', { fid: ROOT, flags: 3 })).toBe(ERRNO.EINVAL);
  });

  test('end where numbers do', () => {
    const c = client();
    c.ok('walk', { fid: ROOT, newfid: 9, names: ['big'] });
    c.ok('lopen', { fid: 9, flags: 2 });
    for (const offset of [1n << 53n, (1n << 64n) - 1n]) {
      expect(c.call('read', { fid: 9, offset, count: 1 })).toBe(ERRNO.EINVAL);
      expect(c.call('write', { fid: 9, offset, data: Uint8Array.of(1) })).toBe(ERRNO.EFBIG);
    }
    expect(c.ok('read', { fid: 9, offset: 1n << 40n, count: 1 }).data).toHaveLength(0);
    expect(c.call('write', { fid: 9, offset: 1n << 40n, data: Uint8Array.of(1) })).toBe(ERRNO.ENOSPC);
  });
});

describe('names', () => {
  test.each([
    ['', ERRNO.EINVAL],
    ['a/b', ERRNO.EINVAL],
    ['a\0', ERRNO.EINVAL],
    ['.', ERRNO.EEXIST],
    ['..', ERRNO.EEXIST],
    ['n'.repeat(256), ERRNO.ENAMETOOLONG],
  ])('cannot be %j', (name, errno) => {
    const c = client();
    expect(c.call('mkdir', { dfid: ROOT, name, mode: 0o755, gid: 0 })).toBe(errno);
    expect(c.call('symlink', { fid: ROOT, name, target: 'x', gid: 0 })).toBe(errno);
    expect(c.call('mknod', { dfid: ROOT, name, mode: 0o100644, major: 0, minor: 0, gid: 0 })).toBe(errno);
    expect(c.call('unlinkat', { dirfid: ROOT, name, flags: 0 })).toBe(errno);
    expect(c.call('renameat', { olddirfid: ROOT, oldname: 'big', newdirfid: ROOT, newname: name })).toBe(errno);
    c.ok('walk', { fid: ROOT, newfid: 9, names: [] });
    expect(c.call('lcreate', { fid: 9, name, flags: 1, mode: 0o644, gid: 0 })).toBe(errno);
  });

  test('may be any other UTF-8', () => {
    const c = client();
    c.ok('mkdir', { dfid: ROOT, name: 'größe 📏', mode: 0o755, gid: 0 });
    expect(c.walk(['größe 📏'])).toMatchObject({});
  });

  test('of symbolic links lead where the client follows them', () => {
    const c = client();
    c.ok('symlink', { fid: ROOT, name: 'out', target: '/etc/passwd', gid: 0 });
    c.ok('walk', { fid: ROOT, newfid: 9, names: ['out'] });
    expect(c.ok('readlink', { fid: 9 })).toEqual({ target: '/etc/passwd' });
    expect(c.ok('getattr', { fid: 9, mask: 0n })).toMatchObject({ mode: 0o120777, qid: { type: 2 } });
    expect(c.call('lopen', { fid: 9, flags: 0 })).toBe(ERRNO.ELOOP);
    expect(c.call('walk', { fid: 9, newfid: 10, names: ['x'] })).toBe(ERRNO.ENOTDIR);
  });

  test('of devices keep their numbers', () => {
    const c = client();
    c.ok('mknod', { dfid: ROOT, name: 'null', mode: 0o020666, major: 1, minor: 259, gid: 0 });
    c.ok('walk', { fid: ROOT, newfid: 9, names: ['null'] });
    expect(c.ok('getattr', { fid: 9, mask: 0n })).toMatchObject({ mode: 0o020666, rdev: 0x10_0103n });
    expect(c.call('lopen', { fid: 9, flags: 0 })).toBe(ERRNO.ENXIO);
  });

  test('go with remove, and so does the fid, even if the file stays', () => {
    const c = client();
    c.ok('walk', { fid: ROOT, newfid: 9, names: ['big'] });
    expect(c.call('remove', { fid: 9 })).toEqual({});
    c.ok('walk', { fid: ROOT, newfid: 9, names: ['etc'] });
    expect(c.call('remove', { fid: 9 })).toBe(ERRNO.ENOTEMPTY);
    expect(c.call('clunk', { fid: 9 })).toBe(ERRNO.EBADF);
    expect(c.call('remove', { fid: ROOT })).toBe(ERRNO.EBUSY);
  });
});

test('attributes are changed, each by its bit', () => {
  const c = client();
  c.ok('walk', { fid: ROOT, newfid: 9, names: ['big'] });
  const times = { atime_sec: 11n, atime_nsec: 12n, mtime_sec: BigInt.asUintN(64, -2n), mtime_nsec: 500n };
  const body = { fid: 9, mode: 0o100600, uid: 3, gid: 4, size: 10n, ...times };
  const before = c.ok('getattr', { fid: 9, mask: 0n });
  c.ok('setattr', { ...body, valid: 0 });
  expect(c.ok('getattr', { fid: 9, mask: 0n })).toMatchObject({ mode: before.mode, uid: 0, gid: 0, size: 100_000n });
  c.ok('setattr', { ...body, valid: 0x1bf });
  expect(c.ok('getattr', { fid: 9, mask: 0n })).toMatchObject({ mode: 0o100600, uid: 3, gid: 4, size: 10n, ...times });
  c.ok('setattr', { ...body, valid: 0x20 });
  expect(c.ok('getattr', { fid: 9, mask: 0n }).mtime_sec).toBeGreaterThan(1_000_000_000n);
  expect(c.call('setattr', { ...body, valid: 8, size: 1n << 63n })).toBe(ERRNO.EFBIG);
  expect(c.call('setattr', { ...body, valid: 0x180, atime_nsec: 1_000_000_000n })).toBe(ERRNO.EINVAL);
});

describe('the rest', () => {
  test('statfs tells the capacity', () => {
    const answer = client().ok('statfs', { fid: ROOT });
    expect(answer).toMatchObject({ type: 0x01021997, bsize: 4096, blocks: 16384n, namelen: 255 });
    expect(answer.bfree).toBeLessThan(answer.blocks);
  });

  test('locks are free, as there is one client', () => {
    const c = client();
    const range = { start: 1n, length: 2n, proc_id: 3, client_id: 'guest' };
    expect(c.ok('lock', { fid: ROOT, type: 1, flags: 0, ...range })).toEqual({ status: 0 });
    expect(c.ok('getlock', { fid: ROOT, type: 1, ...range })).toEqual({ type: 2, ...range });
  });

  test('there are no extended attributes and no authentication', () => {
    const c = client();
    expect(c.call('xattrwalk', { fid: ROOT, newfid: 5, name: 'user.x' })).toBe(ERRNO.EOPNOTSUPP);
    expect(c.call('xattrcreate', { fid: ROOT, name: 'user.x', size: 1n, flags: 0 })).toBe(ERRNO.EOPNOTSUPP);
    expect(c.call('auth', { afid: 1, uname: '', aname: '', n_uname: 0 })).toBe(ERRNO.EOPNOTSUPP);
    expect(c.call('attach', { fid: 5, afid: 1, uname: '', aname: '', n_uname: 0 })).toBe(ERRNO.EINVAL);
    expect(c.call('flush', { oldtag: 3 })).toEqual({});
  });

  test('reset forgets what was open', () => {
    const c = client();
    c.server.reset();
    expect(c.call('getattr', { fid: ROOT, mask: 0n })).toBe(ERRNO.EBADF);
  });

  test('read-only lets nothing be changed', () => {
    const c = new Client(new Server({ tree: memoryTree({ files: FILES }), tag: 'share', access: 'read-only' }));
    expect(text(c.read(['etc', 'motd']))).toBe('hello');
    c.ok('walk', { fid: ROOT, newfid: 9, names: ['big'] });
    const nothing = { mode: 0, uid: 0, gid: 0, size: 0n, atime_sec: 0n, atime_nsec: 0n, mtime_sec: 0n, mtime_nsec: 0n };
    const refused = [
      c.call('lopen', { fid: 9, flags: 2 }),
      c.call('lopen', { fid: 9, flags: 0o1000 }),
      c.call('setattr', { fid: 9, valid: 8, ...nothing }),
      c.call('mkdir', { dfid: ROOT, name: 'x', mode: 0o755, gid: 0 }),
      c.call('mknod', { dfid: ROOT, name: 'x', mode: 0o100644, major: 0, minor: 0, gid: 0 }),
      c.call('symlink', { fid: ROOT, name: 'x', target: 'y', gid: 0 }),
      c.call('link', { dfid: ROOT, fid: 9, name: 'x' }),
      c.call('renameat', { olddirfid: ROOT, oldname: 'big', newdirfid: ROOT, newname: 'x' }),
      c.call('unlinkat', { dirfid: ROOT, name: 'big', flags: 0 }),
    ];
    expect(refused).toEqual(refused.map(() => ERRNO.EROFS));
    c.ok('lopen', { fid: 9, flags: 0 });
    expect(c.call('setattr', { fid: 9, valid: 8, ...nothing })).toBe(ERRNO.EROFS);
  });

  test.each(['', 'a b', 'x'.repeat(33), 'ü'])('a tag cannot be %j', (tag) => {
    expect(() => new Server({ tree: memoryTree(), tag })).toThrow(P9Error);
  });
});
