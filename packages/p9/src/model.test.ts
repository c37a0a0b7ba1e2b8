/** Random operations through the protocol against a plain model: paths to files and links, with what Linux would answer. */
import { ERRNO, type Errno } from '@racho/abi';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryTree } from './memory-tree.ts';
import { Server } from './server.ts';
import { Client, failed, ROOT } from './testing.ts';

type Path = readonly string[];

/** A file is an object, so that two names can have the same one. */
type Node =
  | { readonly kind: 'folder' }
  | { readonly kind: 'file'; data: number[] }
  | { readonly kind: 'link'; readonly target: string };

const key = (path: Path): string => path.join('/');

class Model {
  readonly nodes = new Map<string, Node>([['', { kind: 'folder' }]]);

  at(path: Path): Node | undefined {
    return this.nodes.get(key(path));
  }

  inside(path: Path): string[] {
    const prefix = path.length === 0 ? '' : `${key(path)}/`;
    return [...this.nodes.keys()].filter(
      (name) => name !== '' && name.startsWith(prefix) && !name.slice(prefix.length).includes('/'),
    );
  }

  /** What stands in the way of a new name. */
  vacancy(path: Path): Errno | undefined {
    const parent = this.at(path.slice(0, -1));
    if (parent === undefined) return ERRNO.ENOENT;
    if (parent.kind !== 'folder') return ERRNO.ENOTDIR;
    return this.at(path) === undefined ? undefined : ERRNO.EEXIST;
  }

  make(path: Path, node: Node): Errno | 0 {
    const error = this.vacancy(path);
    if (error !== undefined) return error;
    this.nodes.set(key(path), node);
    return 0;
  }

  remove(path: Path, wanted: 'file' | 'folder'): Errno | 0 {
    const error = this.vacancy(path);
    if (error !== ERRNO.EEXIST) return error ?? ERRNO.ENOENT;
    const isFolder = this.at(path)!.kind === 'folder';
    if (isFolder !== (wanted === 'folder')) return isFolder ? ERRNO.EISDIR : ERRNO.ENOTDIR;
    if (isFolder && this.inside(path).length > 0) return ERRNO.ENOTEMPTY;
    this.nodes.delete(key(path));
    return 0;
  }

  rename(from: Path, to: Path): Errno | 0 {
    // Both folders are walked to before either is looked into.
    const folders = [this.at(from.slice(0, -1)), this.at(to.slice(0, -1))];
    if (folders.includes(undefined)) return ERRNO.ENOENT;
    if (folders.some((folder) => folder?.kind !== 'folder')) return ERRNO.ENOTDIR;
    const [moved, replaced] = [this.at(from), this.at(to)];
    if (moved === undefined) return ERRNO.ENOENT;
    if (key(to).startsWith(`${key(from)}/`)) return ERRNO.EINVAL;
    if (key(from).startsWith(`${key(to)}/`)) return ERRNO.ENOTEMPTY;
    if (moved === replaced) return 0;
    if (replaced !== undefined) {
      if (moved.kind === 'folder' && replaced.kind !== 'folder') return ERRNO.ENOTDIR;
      if (moved.kind !== 'folder' && replaced.kind === 'folder') return ERRNO.EISDIR;
      if (this.inside(to).length > 0) return ERRNO.ENOTEMPTY;
    }
    for (const [name, node] of [...this.nodes]) {
      if (name !== key(from) && !name.startsWith(`${key(from)}/`)) continue;
      this.nodes.delete(name);
      this.nodes.set(key(to) + name.slice(key(from).length), node);
    }
    return 0;
  }

  write(path: Path, offset: number, bytes: readonly number[]): Errno | 0 {
    const node = this.at(path);
    if (node?.kind === 'folder') return ERRNO.EISDIR;
    if (node?.kind === 'link') return ERRNO.ELOOP;
    if (node === undefined) return ERRNO.ENOENT;
    while (node.data.length < offset) node.data.push(0);
    node.data.splice(offset, bytes.length, ...bytes);
    return 0;
  }
}

/** An operation on both; each tells its error, or 0. */
interface Operation {
  readonly model: (model: Model) => Errno | 0;
  readonly real: (client: Client) => Errno | 0;
  readonly toString: () => string;
}

const errorOf = (answer: unknown): Errno | 0 => (failed(answer) ? answer : 0);
const last = (path: Path): string => path.at(-1)!;

/** Something in the folder that a path is in; a walk that fails on a file tells ENOENT, as the client's own look-up has. */
function inFolder(client: Client, path: Path, use: (fid: number, name: string) => unknown): Errno | 0 {
  return errorOf(client.at(path.slice(0, -1), (fid) => use(fid, last(path))));
}

const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 });
const bytes = fc.array(fc.nat({ max: 255 }), { minLength: 1, maxLength: 9 });
const named = (text: string, operation: Omit<Operation, 'toString'>): Operation => ({
  ...operation,
  toString: () => text,
});

const operation: fc.Arbitrary<Operation> = fc.oneof(
  path.map((at) =>
    named(`mkdir ${key(at)}`, {
      model: (model) => model.make(at, { kind: 'folder' }),
      real: (client) => inFolder(client, at, (dfid, name) => client.call('mkdir', { dfid, name, mode: 0o755, gid: 0 })),
    }),
  ),
  path.map((at) =>
    named(`create ${key(at)}`, {
      model: (model) => model.make(at, { kind: 'file', data: [] }),
      real: (client) =>
        inFolder(client, at, (fid, name) => client.call('lcreate', { fid, name, flags: 0o301, mode: 0o644, gid: 0 })),
    }),
  ),
  path.map((at) =>
    named(`symlink ${key(at)}`, {
      model: (model) => model.make(at, { kind: 'link', target: key(at) }),
      real: (client) =>
        inFolder(client, at, (fid, name) => client.call('symlink', { fid, name, target: key(at), gid: 0 })),
    }),
  ),
  fc.tuple(path, path).map(([from, to]) =>
    named(`link ${key(from)} ${key(to)}`, {
      model: (model) => {
        const node = model.at(from);
        if (node === undefined) return ERRNO.ENOENT;
        const error = model.vacancy(to);
        if (error !== undefined) return error;
        return node.kind === 'folder' ? ERRNO.EPERM : model.make(to, node);
      },
      real: (client) =>
        errorOf(
          client.at(
            from,
            (fid) => inFolder(client, to, (dfid, name) => client.call('link', { dfid, fid, name })) || {},
          ),
        ),
    }),
  ),
  fc.tuple(path, path).map(([from, to]) =>
    named(`rename ${key(from)} ${key(to)}`, {
      model: (model) => model.rename(from, to),
      real: (client) =>
        inFolder(client, from, (olddirfid, oldname) => {
          const body = { olddirfid, oldname };
          return (
            inFolder(client, to, (newdirfid, newname) => client.call('renameat', { ...body, newdirfid, newname })) || {}
          );
        }),
    }),
  ),
  fc.tuple(path, fc.constantFrom('file' as const, 'folder' as const)).map(([at, kind]) =>
    named(`remove ${kind} ${key(at)}`, {
      model: (model) => model.remove(at, kind),
      real: (client) =>
        inFolder(client, at, (dirfid, name) =>
          client.call('unlinkat', { dirfid, name, flags: kind === 'file' ? 0 : 0x200 }),
        ),
    }),
  ),
  fc.tuple(path, fc.nat({ max: 20 }), bytes).map(([at, offset, data]) =>
    named(`write ${key(at)} ${offset}+${data.length}`, {
      model: (model) => model.write(at, offset, data),
      real: (client) =>
        errorOf(
          client.at(at, (fid) => {
            const opened = client.call('lopen', { fid, flags: 1 });
            return failed(opened)
              ? opened
              : client.call('write', { fid, offset: BigInt(offset), data: Uint8Array.from(data) });
          }),
        ),
    }),
  ),
);

/** Everything that can be seen by walking, listing and reading. */
function seen(client: Client, at: Path = []): [string, unknown][] {
  const listed = client.list(at);
  if (failed(listed)) throw new Error(`${key(at)}: error ${listed}`);
  return listed
    .filter(({ name }) => name !== '.' && name !== '..')
    .flatMap(({ name, type }): [string, unknown][] => {
      const below = [...at, name];
      if (type === 4) return [[key(below), 'folder'], ...seen(client, below)];
      if (type === 10) return [[key(below), client.at(below, (fid) => client.ok('readlink', { fid }).target)]];
      return [[key(below), [...(client.read(below) as Uint8Array)]]];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function expected({ nodes }: Model): [string, unknown][] {
  return [...nodes]
    .filter(([name]) => name !== '')
    .map(([name, node]): [string, unknown] => [
      name,
      node.kind === 'folder' ? 'folder' : node.kind === 'link' ? node.target : node.data,
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

test('any operations leave what the model has, and fail as it does', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const tree = memoryTree();
      const client = new Client(new Server({ tree, tag: 'share' }));
      const model = new Model();
      const empty = tree.statistics();
      for (const one of operations) {
        const wanted = one.model(model);
        expect([one.toString(), one.real(client)]).toEqual([one.toString(), wanted]);
      }
      expect(seen(client)).toEqual(expected(model));
      // And nothing of it stays behind.
      const remove = (at: Path): void => {
        for (const name of model.inside(at)) remove(name.split('/'));
        if (at.length === 0) return;
        const flags = model.at(at)!.kind === 'folder' ? 0x200 : 0;
        expect(inFolder(client, at, (dirfid, name) => client.call('unlinkat', { dirfid, name, flags }))).toBe(0);
      };
      remove([]);
      expect(tree.statistics()).toEqual(empty);
      expect(client.ok('getattr', { fid: ROOT, mask: 0n }).nlink).toBe(2n);
    }),
    { numRuns: 300 },
  );
});
