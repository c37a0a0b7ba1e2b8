/** A file of a tree in memory, whatever its names: attributes, contents, and how much of the tree's capacity it takes. */
import { ERRNO, type Errno } from '@racho/abi';
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from './linux.ts';
import type { Attributes, Changes, Owner } from './tree.ts';

/** What the files of a tree share. */
export interface Store {
  readonly capacity: number;
  /** Bytes that are taken. */
  used: number;
  inodes: number;
  nextId: bigint;
  readonly now: () => bigint;
}

export const kindOf = (mode: number): number => mode & S_IFMT;

const BLOCK = 512;
const NAME_SIZE = 64;

export class Inode {
  /** What a file takes beside its contents, and a name; about right, so that a client cannot have them for nothing. */
  static readonly SIZE: number = 512;

  readonly id: bigint;
  mode: number;
  device = 0;
  target = '';
  /** Of a folder, by name. */
  readonly children: Map<string, Inode> = new Map<string, Inode>();
  readonly #store: Store;
  #owner: Owner;
  #links = 0;
  #open = 0;
  #bytes = new Uint8Array(0);
  #size = 0;
  #atime: bigint;
  #mtime: bigint;
  #ctime: bigint;

  constructor(store: Store, mode: number, owner: Owner) {
    this.#store = store;
    this.id = store.nextId++;
    this.mode = mode;
    this.#owner = owner;
    this.#atime = this.#mtime = this.#ctime = store.now();
    store.used += Inode.SIZE;
    store.inodes++;
  }

  get kind(): number {
    return kindOf(this.mode);
  }

  get size(): number {
    return this.#size;
  }

  attributes(): Attributes {
    const folders = [...this.children.values()].filter(({ kind }) => kind === S_IFDIR).length;
    return {
      ...{ id: this.id, mode: this.mode, ...this.#owner, device: this.device, size: this.#size, blockSize: 4096 },
      ...{ links: this.kind === S_IFDIR ? 2 + folders : this.#links, blocks: Math.ceil(this.#size / BLOCK) },
      ...{ atime: this.#atime, mtime: this.#mtime, ctime: this.#ctime },
    };
  }

  change({ mode, uid, gid, size, atime, mtime }: Changes): Errno | undefined {
    if (size !== undefined) {
      if (this.kind === S_IFDIR) return ERRNO.EISDIR;
      if (this.kind !== S_IFREG) return ERRNO.EINVAL;
      const error = this.resize(size);
      if (error !== undefined) return error;
    }
    if (mode !== undefined && this.kind === S_IFLNK) return ERRNO.EOPNOTSUPP;
    const now = this.#store.now();
    if (mode !== undefined) this.mode = this.kind | mode;
    this.#owner = { uid: uid ?? this.#owner.uid, gid: gid ?? this.#owner.gid };
    if (atime !== undefined) this.#atime = atime === 'now' ? now : atime;
    if (mtime !== undefined) this.#mtime = mtime === 'now' ? now : mtime;
    this.#ctime = now;
    return undefined;
  }

  addChild(name: string, child: Inode): void {
    this.#store.used += NAME_SIZE + 2 * name.length;
    this.children.set(name, child);
    child.#links++;
    this.#touch();
  }

  removeChild(name: string): void {
    const child = this.children.get(name);
    if (child === undefined) return;
    this.#store.used -= NAME_SIZE + 2 * name.length;
    this.children.delete(name);
    child.#links--;
    child.#ctime = this.#store.now();
    child.#forget();
    this.#touch();
  }

  hold(): void {
    this.#open++;
  }

  release(): void {
    this.#open--;
    this.#forget();
  }

  read(offset: number, length: number): Uint8Array {
    this.#atime = this.#store.now();
    const end = Math.min(offset + length, this.#size);
    return this.#bytes.slice(Math.min(offset, end), end);
  }

  /** As much as there is room for. */
  write(offset: number, bytes: Uint8Array): { readonly written: number } | Errno {
    const room = this.#size + this.#store.capacity - this.#store.used;
    const written = Math.min(bytes.length, room - offset);
    if (written <= 0) return ERRNO.ENOSPC;
    this.#reserve(Math.max(this.#size, offset + written));
    this.#bytes.set(bytes.subarray(0, written), offset);
    this.#touch();
    return { written };
  }

  resize(size: number): Errno | undefined {
    if (this.#store.used - this.#size + size > this.#store.capacity) return ERRNO.ENOSPC;
    if (size < this.#size) this.#bytes.fill(0, size, this.#size);
    this.#reserve(size);
    this.#touch();
    return undefined;
  }

  /** Doubles where it grows, so that appending costs what is appended; beyond the size there are zeros. */
  #reserve(size: number): void {
    if (size > this.#bytes.length || size < this.#bytes.length / 4) {
      const bytes = new Uint8Array(
        size > this.#size ? Math.max(size, Math.min(2 * this.#size, this.#store.capacity)) : size,
      );
      bytes.set(this.#bytes.subarray(0, Math.min(size, this.#size)));
      this.#bytes = bytes;
    }
    this.#store.used += size - this.#size;
    this.#size = size;
  }

  /** When neither a name nor an open file is left. */
  #forget(): void {
    if (this.#links > 0 || this.#open > 0) return;
    this.#store.used -= Inode.SIZE + this.#size;
    this.#store.inodes--;
    this.#bytes = new Uint8Array(0);
  }

  #touch(): void {
    this.#mtime = this.#ctime = this.#store.now();
  }
}
