import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ERRNO } from '@racho/abi';
import type { CreateHow, FileTree, OpenFile } from '@racho/p9';
import { afterAll, describe, expect, it } from 'vitest';
import { scratchFolder } from '../testing/guests.ts';
import { openHostTree } from './host-tree.ts';

const files = scratchFolder();
const opened: (() => void)[] = [];
afterAll(() => opened.forEach((close) => close()));

let count = 0;
/** A folder to share, beside a file and a folder that are not. */
function shared(): { tree: FileTree; inside: string; outside: string } {
  const place = files.path(`place-${count++}`);
  const [inside, outside] = [join(place, 'inside'), join(place, 'outside')];
  mkdirSync(inside, { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), 'secret');
  const { tree, close } = openHostTree(inside);
  opened.push(close);
  return { tree, inside, outside };
}

const OWNER = { uid: 0, gid: 0 };
const NEW: CreateHow = { access: 'both', contents: 'keep', existing: 'open', mode: 0o644, owner: OWNER };
const READ = { access: 'read', contents: 'keep' } as const;
const WRITE = { access: 'write', contents: 'truncate' } as const;

it('shows the shared folder itself as a folder, which a guest must mount', () => {
  const { tree, inside } = shared();
  const attributes = tree.attributes([]);
  expect(attributes).toMatchObject({ mode: lstatSync(inside).mode });
  writeFileSync(join(inside, 'file'), '');
  expect(tree.list([])).toMatchObject([{ name: 'file' }]);
});

describe('does not lead out', () => {
  const link = (to: (outside: string) => string): ReturnType<typeof shared> => {
    const place = shared();
    symlinkSync(to(place.outside), join(place.inside, 'link'));
    return place;
  };

  it.each([
    ['an absolute link to a folder', (outside: string) => outside],
    ['a link upwards', () => '../outside'],
    ['a link to the root', () => '/'],
  ])('by %s', (_what, to) => {
    const { tree, outside } = link(to);
    for (const path of [
      ['link', 'secret'],
      ['link', 'etc', 'passwd'],
      ['link', 'new'],
    ]) {
      expect(tree.attributes(path)).toBe(ERRNO.ENOTDIR);
      expect(tree.open(path, READ)).toBe(ERRNO.ENOTDIR);
      expect(tree.create(path, NEW)).toBe(ERRNO.ENOTDIR);
      expect(tree.list(path)).toBe(ERRNO.ENOTDIR);
      expect(tree.makeFolder(path, 0o755, OWNER)).toBe(ERRNO.ENOTDIR);
      expect(tree.makeSymlink(path, 'x', OWNER)).toBe(ERRNO.ENOTDIR);
      expect(tree.readSymlink(path)).toBe(ERRNO.ENOTDIR);
      expect(tree.setAttributes(path, { mode: 0 })).toBe(ERRNO.ENOTDIR);
      expect(tree.remove(path, 'file')).toBe(ERRNO.ENOTDIR);
      expect(tree.rename(path, ['taken'])).toBe(ERRNO.ENOTDIR);
      expect(tree.link(path, ['taken'])).toBe(ERRNO.ENOTDIR);
    }
    expect(readdirSync(outside)).toEqual(['secret']);
  });

  it('by a link to a file', () => {
    const { tree, outside, inside } = link((folder) => join(folder, 'secret'));
    const secret = join(outside, 'secret');
    const before = lstatSync(secret);
    expect(tree.attributes(['link'])).toMatchObject({ mode: 0o120777 });
    expect(tree.open(['link'], READ)).toBe(ERRNO.ELOOP);
    expect(tree.open(['link'], WRITE)).toBe(ERRNO.ELOOP);
    expect(tree.create(['link'], NEW)).toBe(ERRNO.ELOOP);
    expect(tree.setAttributes(['link'], { mode: 0o777 })).toBe(ERRNO.EOPNOTSUPP);
    expect(tree.setAttributes(['link'], { size: 0 })).toBe(ERRNO.EINVAL);
    expect(tree.setAttributes(['link'], { mtime: 5_000_000_000n, atime: 'now' })).toBeUndefined();
    expect(tree.list(['link'])).toBeTypeOf('number');
    // A second name for the link, not for what it points to.
    expect(tree.link(['link'], ['second'])).toBeUndefined();
    expect(readlinkSync(join(inside, 'second'))).toBe(secret);
    expect(readFileSync(secret, 'utf8')).toBe('secret');
    expect(lstatSync(secret)).toMatchObject({ mode: before.mode, mtimeMs: before.mtimeMs, nlink: 1 });
    expect(lstatSync(join(inside, 'link')).mtimeMs).toBe(5000);
    expect(tree.remove(['link'], 'file')).toBeUndefined();
    expect(existsSync(secret)).toBe(true);
  });

  it('by a dangling link that a new file would be made through', () => {
    const { tree, outside } = link((folder) => join(folder, 'made'));
    expect(tree.create(['link'], NEW)).toBe(ERRNO.ELOOP);
    expect(tree.makeNode(['link'], 0o100644, 0, OWNER)).toBe(ERRNO.EEXIST);
    expect(existsSync(join(outside, 'made'))).toBe(false);
  });

  it('by a folder that becomes a link on the way', () => {
    const { tree, inside, outside } = shared();
    tree.makeFolder(['a'], 0o755, OWNER);
    expect(tree.rename(['a'], ['b'])).toBeUndefined();
    symlinkSync(outside, join(inside, 'a'));
    expect(tree.open(['a', 'secret'], READ)).toBe(ERRNO.ENOTDIR);
  });

  it('though the shared folder itself is renamed, or is a link', () => {
    const { inside } = shared();
    const alias = `${inside}-alias`;
    symlinkSync(inside, alias);
    const { tree, close } = openHostTree(alias);
    writeFileSync(join(inside, 'file'), 'x');
    expect(tree.attributes(['file'])).toMatchObject({ size: 1 });
    close();
  });
});

describe('does no harm to the host', () => {
  it('by waiting for a FIFO, or touching a device or a socket', () => {
    const { tree, inside } = shared();
    execFileSync('mkfifo', [join(inside, 'fifo')]);
    expect(tree.open(['fifo'], READ)).toBe(ERRNO.ENXIO);
    expect(tree.open(['fifo'], WRITE)).toBe(ERRNO.ENXIO);
    expect(tree.create(['fifo'], NEW)).toBe(ERRNO.ENXIO);
    expect(tree.setAttributes(['fifo'], { size: 0 })).toBe(ERRNO.EINVAL);
    expect(tree.makeNode(['device'], 0o020666, 0x103, OWNER)).toBe(ERRNO.EPERM);
  });

  it('by programs that run as somebody else', () => {
    const { tree, inside } = shared();
    (tree.create(['su'], { ...NEW, mode: 0o6755 }) as OpenFile).close();
    expect(lstatSync(join(inside, 'su')).mode & 0o7777).toBe(0o755);
    tree.setAttributes(['su'], { mode: 0o4711 });
    expect(lstatSync(join(inside, 'su')).mode & 0o7777).toBe(0o711);
  });

  it('by descriptors that stay open', () => {
    const { tree, inside } = shared();
    mkdirSync(join(inside, 'a/b/c'), { recursive: true });
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let i = 0; i < 20; i++) {
      tree.attributes(['a', 'b', 'c']);
      tree.attributes(['a', 'none', 'c']);
      tree.open(['a', 'b'], READ);
      tree.rename(['a', 'b', 'c'], ['a', 'none', 'x']);
      (tree.create(['a', 'b', 'f'], NEW) as OpenFile).close();
    }
    expect(open()).toBe(before);
  });
});

it('gives the mode that was asked for, whatever the umask', () => {
  const { tree, inside } = shared();
  tree.makeFolder(['folder'], 0o777, OWNER);
  (tree.create(['file'], { ...NEW, mode: 0o666 }) as OpenFile).close();
  tree.makeNode(['node'], 0o100222, 0, OWNER);
  const modes = ['folder', 'file', 'node'].map((name) => lstatSync(join(inside, name)).mode & 0o7777);
  expect(modes).toEqual([0o777, 0o666, 0o222]);
});

it('leaves out names that are not UTF-8', () => {
  const { tree, inside } = shared();
  writeFileSync(Buffer.from(`${inside}/bad-\xff`, 'latin1'), '');
  writeFileSync(join(inside, 'good-ÿ'), '');
  expect(tree.list([])).toMatchObject([{ name: 'good-ÿ' }]);
});

it.each([
  ['that is not there', 'missing', 'there is no such file'],
  ['that is a file', 'a-file', 'not a directory'],
])('refuses a folder %s', (_what, name, message) => {
  files.write('a-file', '');
  expect(() => openHostTree(files.path(name))).toThrow(message);
});
