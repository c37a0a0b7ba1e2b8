/** The tree in memory against a real folder: the same random calls give the same errors, and leave the same files. */
import { mkdirSync } from 'node:fs';
import { memoryTree, type FileTree, type Path } from '@racho/p9';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scratchFolder } from '../testing/guests.ts';
import { openHostTree } from './host-tree.ts';

const files = scratchFolder();
const OWNER = { uid: 0, gid: 0 };

type Call = (tree: FileTree) => unknown;

const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 });
const mode = fc.constantFrom(0o600, 0o644, 0o755);

/** Opens or makes a file, writes, and tells what it reads back. */
const file = fc
  .record({
    at: path,
    how: fc.record({
      access: fc.constantFrom('read' as const, 'write' as const, 'both' as const),
      contents: fc.constantFrom('keep' as const, 'truncate' as const),
      existing: fc.constantFrom('open' as const, 'fail' as const),
      mode,
      owner: fc.constant(OWNER),
    }),
    make: fc.constantFrom('open' as const, 'create' as const),
    offset: fc.nat({ max: 9000 }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
  })
  .map(({ at, how, make, offset, bytes }): Call => {
    return (tree) => {
      const opened = tree[make](at, how);
      if (typeof opened === 'number') return opened;
      const results = [
        how.access === 'read' ? 'not written' : opened.write(offset, bytes),
        how.access === 'write' ? 'not read' : opened.read(0, 20_000),
        opened.sync('data'),
      ];
      opened.close();
      return results;
    };
  });

const call: fc.Arbitrary<Call> = fc.oneof(
  file,
  file,
  fc.tuple(path, mode).map(
    ([at, given]): Call =>
      (tree) =>
        tree.makeFolder(at, given | 0o700, OWNER),
  ),
  fc.tuple(path, path).map(
    ([at, target]): Call =>
      (tree) =>
        tree.makeSymlink(at, target.join('/'), OWNER),
  ),
  fc.tuple(path, path).map(
    ([from, to]): Call =>
      (tree) =>
        tree.rename(from, to),
  ),
  fc.tuple(path, path).map(
    ([from, to]): Call =>
      (tree) =>
        tree.link(from, to),
  ),
  fc.tuple(path, fc.constantFrom('file' as const, 'folder' as const)).map(
    ([at, kind]): Call =>
      (tree) =>
        tree.remove(at, kind),
  ),
  path.map(
    (at): Call =>
      (tree) =>
        tree.readSymlink(at),
  ),
  fc.tuple(path, fc.nat({ max: 9000 })).map(
    ([at, size]): Call =>
      (tree) =>
        tree.setAttributes(at, { size }),
  ),
  fc.tuple(path, mode, fc.nat({ max: 2 ** 31 })).map(([at, given, seconds]): Call => {
    return (tree) => tree.setAttributes(at, { mode: given | 0o700, mtime: BigInt(seconds) * 1_000_000_000n });
  }),
);

/** All that is below, but ids, and what only a disk has. */
function seen(tree: FileTree, at: Path = []): unknown {
  const entries = tree.list(at);
  if (typeof entries === 'number') return entries;
  return [...entries]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, mode: kind }) => {
      const below = [...at, name];
      const attributes = tree.attributes(below);
      if (typeof attributes === 'number') return [name, attributes];
      const { mode: own, links, size } = attributes;
      if ((kind & 0o170000) === 0o040000) return [name, own, seen(tree, below)];
      const opened = tree.open(below, { access: 'read', contents: 'keep' });
      if (typeof opened === 'number') return [name, own, links, size, opened, tree.readSymlink(below)];
      const bytes = opened.read(0, size);
      opened.close();
      return [name, own, links, size, bytes];
    });
}

let count = 0;

it('is what Linux has', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
      const folder = files.path(`compared-${count++}`);
      mkdirSync(folder);
      const host = openHostTree(folder);
      const memory = memoryTree();
      try {
        calls.forEach((one, i) => expect([i, plain(one(memory))]).toEqual([i, plain(one(host.tree))]));
        expect(plain(seen(memory))).toEqual(plain(seen(host.tree)));
      } finally {
        host.close();
      }
    }),
    { numRuns: 200 },
  );
});

/** Bytes as text, which compares fast. */
function plain(value: unknown): string {
  const text = (part: unknown): unknown => (part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part);
  return JSON.stringify([value], (_, part: unknown) => text(part));
}
