/** A device tree as values: nodes with properties, and the encodings a property's bytes have. Spec: Devicetree Specification v0.4, chapter 2. */
import { Bytes } from '@racho/bytes';
import { viewOf, wrap } from '@racho/bytes/raw';
import { MachineError } from '../error.ts';

export interface FdtNode {
  /** `serial@10000000`; empty for the root. */
  readonly name: string;
  /** In the order of the tree. The bytes' meaning depends on the name. */
  readonly properties: ReadonlyMap<string, Uint8Array>;
  readonly children: readonly FdtNode[];
}

/** A node, its properties in the order given. */
export const node = (
  name: string,
  properties: Readonly<Record<string, Uint8Array>>,
  children: readonly FdtNode[] = [],
): FdtNode => ({ name, properties: new Map(Object.entries(properties)), children });

/** `<u32>` and `<prop-encoded-array>`: big-endian cells. */
export function cells(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
      throw new MachineError('E_FDT', `${value} is no cell; it must be an integer of 0 … 2^32 − 1`);
    }
    view.setUint32(4 * i, value);
  });
  return bytes;
}

/** `<u64>` each: two cells, high one first; for addresses and sizes under two-cell parents. */
export const cells64 = (...values: readonly number[]): Uint8Array =>
  cells(...values.flatMap((value) => [Math.floor(value / 0x1_0000_0000), value % 0x1_0000_0000]));

/** `<string>` and `<stringlist>`: UTF-8, each ended by NUL. */
export function strings(...values: readonly string[]): Uint8Array {
  for (const value of values) {
    if (value.includes('\0')) {
      throw new MachineError('E_FDT', `${JSON.stringify(value)} holds NUL, which ends a string in a device tree`);
    }
  }
  return viewOf(Bytes.fromText(values.map((value) => `${value}\0`).join('')));
}

/** `<empty>`: present is true. */
export const empty: Uint8Array = new Uint8Array(0);

/** The node at a path such as `/soc/serial@10000000`, or `undefined`. */
export function findNode(root: FdtNode, path: string): FdtNode | undefined {
  let found: FdtNode | undefined = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    found = found?.children.find((child) => child.name === name);
  }
  return found;
}

/** A property's cells, or `undefined` if its length is no multiple of four. */
export function cellsOf(value: Uint8Array): number[] | undefined {
  if (value.length % 4 !== 0) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  return Array.from({ length: value.length / 4 }, (_, i) => view.getUint32(4 * i));
}

/** A property's strings, or `undefined` if the last one has no end. */
export function stringsOf(value: Uint8Array): string[] | undefined {
  if (value.length === 0 || value[value.length - 1] !== 0) return undefined;
  return wrap(value.subarray(0, -1)).toText().split('\0');
}
