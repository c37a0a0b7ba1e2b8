/**
 * Reads a flattened device tree. The blob is not trusted: every offset is checked, nesting is bounded, and each
 * word of the structure is looked at once. Spec: Devicetree Specification v0.4, chapter 5.
 */
import {
  FDT_BEGIN_NODE,
  FDT_END,
  FDT_END_NODE,
  FDT_LAST_COMP_VERSION,
  FDT_MAGIC,
  FDT_NOP,
  FDT_PROP,
  FDT_VERSION,
  HEADER_SIZE,
  RESERVE_ENTRY_SIZE,
  type FdtReservation,
} from './format.ts';
import type { FdtNode } from './tree.ts';

export interface Fdt {
  readonly root: FdtNode;
  readonly reservations: readonly FdtReservation[];
  /** Physical id of the boot hart. */
  readonly bootHart: number;
}

/** Why a blob is no device tree, and where. */
export interface FdtError {
  readonly error: string;
  /** Byte offset in the blob. */
  readonly offset: number;
}

/** Deeper than any real tree; each level is an entry on the reader's own stack, not a call. */
const DEPTH_MAX = 64;
/** Section 2.2.1 asks for at most 31; real trees go beyond, but not so far. */
const NAME_MAX = 255;
/** More reservations than any firmware makes. */
const RESERVATIONS_MAX = 1024;

/** Unwinds to `readFdt`; never leaves this file. */
class Malformed extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** A node whose end has not come yet. */
interface OpenNode {
  readonly name: string;
  readonly properties: Map<string, Uint8Array>;
  readonly children: FdtNode[];
}

interface Block {
  readonly start: number;
  readonly end: number;
}

class Reader {
  readonly #blob: Uint8Array;
  readonly #view: DataView;

  constructor(blob: Uint8Array) {
    this.#blob = blob;
    this.#view = new DataView(blob.buffer, blob.byteOffset, blob.length);
  }

  read(): Fdt {
    if (this.#blob.length < HEADER_SIZE) throw new Malformed('shorter than a header', 0);
    const word = (index: number): number => this.#view.getUint32(4 * index);
    if (word(0) !== FDT_MAGIC) throw new Malformed('no magic number', 0);
    const total = word(1);
    if (total < HEADER_SIZE || total > this.#blob.length) throw new Malformed(`total size ${total}`, 4);
    // Version 16 lacks `size_dt_struct`, the only field added since; nobody writes it any more.
    if (word(5) < FDT_VERSION) throw new Malformed(`version ${word(5)}`, 20);
    if (word(6) > FDT_VERSION || word(6) < FDT_LAST_COMP_VERSION) throw new Malformed(`compatible with ${word(6)}`, 24);
    const structure = this.#block(word(2), word(9), total, 8);
    const strings = this.#block(word(3), word(8), total, 12);
    if (structure.start % 4 !== 0) throw new Malformed('structure block is not aligned', 8);
    return {
      root: this.#tree(structure, strings),
      reservations: this.#reservations(word(4), total),
      bootHart: word(7),
    };
  }

  #block(start: number, size: number, total: number, field: number): Block {
    if (start < HEADER_SIZE || start + size > total) throw new Malformed(`block of ${size} bytes at ${start}`, field);
    return { start, end: start + size };
  }

  #reservations(start: number, total: number): FdtReservation[] {
    if (start < HEADER_SIZE || start % 8 !== 0) throw new Malformed(`memory reservation block at ${start}`, 16);
    const found: FdtReservation[] = [];
    for (let at = start; found.length < RESERVATIONS_MAX; at += RESERVE_ENTRY_SIZE) {
      if (at + RESERVE_ENTRY_SIZE > total) throw new Malformed('memory reservation block has no end', at);
      const address = this.#view.getBigUint64(at);
      const size = this.#view.getBigUint64(at + 8);
      if (address === 0n && size === 0n) return found;
      if (address + size > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed('reservation beyond any memory', at);
      found.push({ address: Number(address), size: Number(size) });
    }
    throw new Malformed(`more than ${RESERVATIONS_MAX} reservations`, start);
  }

  #tree(structure: Block, strings: Block): FdtNode {
    const open: OpenNode[] = [];
    let root: FdtNode | undefined;
    let at = structure.start;
    const token = (): number => {
      if (at + 4 > structure.end) throw new Malformed('structure block has no end', at);
      at += 4;
      return this.#view.getUint32(at - 4);
    };
    while (true) {
      const start = at;
      switch (token()) {
        case FDT_NOP:
          break;
        case FDT_BEGIN_NODE: {
          if (root !== undefined) throw new Malformed('second root', start);
          if (open.length === DEPTH_MAX) throw new Malformed(`more than ${DEPTH_MAX} levels`, start);
          const name = this.#text(at, structure.end);
          if (open.length === 0 && name !== '') throw new Malformed('root with a name', start);
          at = align4(at + name.length + 1);
          open.push({ name, properties: new Map(), children: [] });
          break;
        }
        case FDT_PROP: {
          const node = open.at(-1);
          if (node === undefined) throw new Malformed('property outside a node', start);
          if (node.children.length > 0) throw new Malformed('property after a child', start);
          const length = token();
          const name = this.#text(strings.start + token(), strings.end);
          if (name === '' || node.properties.has(name))
            throw new Malformed(`property "${name}" is empty or twice`, start);
          if (at + length > structure.end) throw new Malformed(`property of ${length} bytes`, start);
          node.properties.set(name, this.#blob.slice(at, at + length));
          at = align4(at + length);
          break;
        }
        case FDT_END_NODE: {
          const node = open.pop();
          if (node === undefined) throw new Malformed('end of no node', start);
          const parent = open.at(-1);
          if (parent === undefined) root = node;
          else parent.children.push(node);
          break;
        }
        case FDT_END:
          if (root === undefined) throw new Malformed('end before the root', start);
          return root;
        default:
          throw new Malformed('unknown token', start);
      }
    }
  }

  /** The ASCII name that starts at `start` and ends before `end`. */
  #text(start: number, end: number): string {
    let text = '';
    for (let at = start; at < end && text.length <= NAME_MAX; at++) {
      const code = this.#blob[at]!;
      if (code === 0) return text;
      if (code < 0x21 || code > 0x7e) throw new Malformed(`byte ${code} in a name`, at);
      text += String.fromCharCode(code);
    }
    throw new Malformed('name has no end', start);
  }
}

const align4 = (offset: number): number => Math.ceil(offset / 4) * 4;

/** Reads a blob of version 17 or a compatible newer one. Never throws: what is wrong comes back as a value. */
export function readFdt(blob: Uint8Array): Fdt | FdtError {
  try {
    return new Reader(blob).read();
  } catch (error) {
    if (error instanceof Malformed) return { error: error.message, offset: error.offset };
    throw error;
  }
}
