/** A device tree as values: nodes with properties, and the encodings a property's bytes have. Spec: Devicetree Specification v0.4, chapter 2. */
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
  return Uint8Array.from(values.flatMap((value) => [...utf8(value), 0]));
}

/** `<empty>`: present is true. */
export const empty: Uint8Array = new Uint8Array(0);

function utf8(value: string): number[] {
  const bytes: number[] = [];
  for (const character of value) {
    const code = character.codePointAt(0)!;
    if (code === 0 || (code >= 0xd800 && code < 0xe000)) {
      throw new MachineError('E_FDT', `${JSON.stringify(value)} holds ${code === 0 ? 'NUL' : 'half a surrogate pair'}`);
    }
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x1_0000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** The node at a path such as `/soc/serial@10000000`, or `undefined`. */
export function findNode(root: FdtNode, path: string): FdtNode | undefined {
  let found: FdtNode | undefined = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    found = found?.children.find((child) => child.name === name);
  }
  return found;
}
