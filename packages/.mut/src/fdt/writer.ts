/** Flattens a device tree into a version 17 blob. Spec: Devicetree Specification v0.4, chapter 5. */
import { MachineError } from '../error.ts';
import {
  FDT_BEGIN_NODE,
  FDT_END,
  FDT_END_NODE,
  FDT_LAST_COMP_VERSION,
  FDT_MAGIC,
  FDT_PROP,
  FDT_VERSION,
  HEADER_SIZE,
  RESERVE_ENTRY_SIZE,
  type FdtReservation,
} from './format.ts';
import type { FdtNode } from './tree.ts';

/** Section 2.2.1. */
const NODE_NAME = /^[0-9A-Za-z,._+-]+(@[0-9A-Za-z,._+-]+)?$/;
/** Section 2.2.4.1. */
const PROPERTY_NAME = /^[0-9A-Za-z,._+?#-]+$/;

export interface FdtOptions {
  readonly reservations?: readonly FdtReservation[];
  /** Physical id of the boot hart. */
  readonly bootHart?: number;
}

/** Gathers the structure and strings blocks of one tree. */
class Flattener {
  readonly structure: number[] = [];
  readonly strings: number[] = [];
  readonly #offsets = new Map<string, number>();

  node(node: FdtNode): void {
    this.#word(FDT_BEGIN_NODE);
    this.#text(this.structure, node.name);
    this.#pad();
    for (const [name, value] of node.properties) this.#property(name, value);
    const names = new Set<string>();
    for (const child of node.children) {
      if (!NODE_NAME.test(child.name)) throw new MachineError('E_FDT', `${JSON.stringify(child.name)} is no node name`);
      if (names.has(child.name)) throw new MachineError('E_FDT', `two nodes ${child.name} under ${node.name || '/'}`);
      names.add(child.name);
      this.node(child);
    }
    this.#word(FDT_END_NODE);
  }

  end(): void {
    this.#word(FDT_END);
  }

  #property(name: string, value: Uint8Array): void {
    if (!PROPERTY_NAME.test(name)) throw new MachineError('E_FDT', `${JSON.stringify(name)} is no property name`);
    this.#word(FDT_PROP);
    this.#word(value.length);
    this.#word(this.#stringOffset(name));
    for (const byte of value) this.structure.push(byte);
    this.#pad();
  }

  #stringOffset(name: string): number {
    const known = this.#offsets.get(name);
    if (known !== undefined) return known;
    const offset = this.strings.length;
    this.#offsets.set(name, offset);
    this.#text(this.strings, name);
    return offset;
  }

  /** Names are ASCII by the patterns above. */
  #text(block: number[], text: string): void {
    for (let i = 0; i < text.length; i++) block.push(text.charCodeAt(i));
    block.push(0);
  }

  #word(value: number): void {
    this.structure.push((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
  }

  #pad(): void {
    while (this.structure.length % 4 !== 0) this.structure.push(0);
  }
}

/**
 * The blob: header, memory reservation block, structure block, strings block; 8-byte aligned as a whole.
 * @throws MachineError `E_FDT` for names that the format forbids.
 */
export function writeFdt(root: FdtNode, options: FdtOptions = {}): Uint8Array {
  if (root.name !== '')
    throw new MachineError('E_FDT', `the root's name is ${JSON.stringify(root.name)}; it must be ""`);
  const reservations = options.reservations ?? [];
  const flattener = new Flattener();
  flattener.node(root);
  flattener.end();
  const { structure, strings } = flattener;

  // The list ends with an entry of zeros.
  const structureOffset = HEADER_SIZE + RESERVE_ENTRY_SIZE * (reservations.length + 1);
  const stringsOffset = structureOffset + structure.length;
  const totalSize = Math.ceil((stringsOffset + strings.length) / 8) * 8;

  const blob = new Uint8Array(totalSize);
  const view = new DataView(blob.buffer);
  [
    ...[FDT_MAGIC, totalSize, structureOffset, stringsOffset, HEADER_SIZE, FDT_VERSION, FDT_LAST_COMP_VERSION],
    ...[options.bootHart ?? 0, strings.length, structure.length],
  ].forEach((word, i) => view.setUint32(4 * i, word));
  reservations.forEach(({ address, size }, i) => {
    if (!Number.isSafeInteger(address) || address < 0 || !Number.isSafeInteger(size) || size <= 0) {
      throw new MachineError('E_FDT', `no reservation: address ${address}, size ${size}`);
    }
    view.setBigUint64(HEADER_SIZE + RESERVE_ENTRY_SIZE * i, BigInt(address));
    view.setBigUint64(HEADER_SIZE + RESERVE_ENTRY_SIZE * i + 8, BigInt(size));
  });
  blob.set(structure, structureOffset);
  blob.set(strings, stringsOffset);
  return blob;
}
