/**
 * The format of a snapshot, described in docs/snapshot.md: a header, sections, a checksum. Sections and what is in them are
 * fields: kind (u8), length of the name (u8), the name in ASCII, a double, and for bytes as many as that says.
 */
import { MachineError } from '../error.ts';
import { xxh32 } from './checksum.ts';

/** The first byte is no text, and what a transfer as text would change comes early. */
export const MAGIC: Uint8Array = Uint8Array.from('\x89RACHO\r\n', (character) => character.charCodeAt(0));
/** To be changed with the format itself; a change of the machine's state shows in the names of its fields. */
export const VERSION = 2;

const VERSION_AT: number = MAGIC.length;
export const HEADER_SIZE: number = VERSION_AT + 4;
export const CHECKSUM_SIZE = 4;

export const Kind = { Number: 0, Bytes: 1 } as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** Kind and length of the name in front of it, the number behind it. */
const FIELD_HEADER = 2;
const NUMBER_SIZE = 8;

/** A field that was read; `bytes` is a view, and empty for a number. */
export interface Field {
  readonly kind: Kind;
  readonly name: string;
  readonly value: number;
  readonly bytes: Uint8Array;
  /** Where the next one begins. */
  readonly end: number;
}

export const damaged = (what: string): MachineError =>
  new MachineError('E_SNAPSHOT_FORMAT', `${what}; the snapshot is damaged, or is none: take another`);

export const asBytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A string as its UTF-16 code units: any string at all. */
export const textBytes = (text: string): Uint8Array =>
  asBytes(Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)));

export function textOf(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i]! | (bytes[i + 1]! << 8));
  return text;
}

/** All of a number's field; of one with bytes what is in front of them. */
export function headerOf(name: string, kind: Kind, value: number): Uint8Array {
  const header = new Uint8Array(FIELD_HEADER + name.length + NUMBER_SIZE);
  header[0] = kind;
  header[1] = name.length;
  for (let i = 0; i < name.length; i++) header[FIELD_HEADER + i] = name.charCodeAt(i);
  new DataView(header.buffer).setFloat64(FIELD_HEADER + name.length, value, true);
  return header;
}

/** The field that begins at `at`. */
export function readField(bytes: Uint8Array, at: number): Field {
  const [kind, nameLength] = [bytes[at], bytes[at + 1] ?? 0];
  const number = at + FIELD_HEADER + nameLength;
  const start = number + NUMBER_SIZE;
  if ((kind !== Kind.Number && kind !== Kind.Bytes) || start > bytes.length) throw damaged(`no field at byte ${at}`);
  const name = String.fromCharCode(...bytes.subarray(at + FIELD_HEADER, number));
  const value = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(number, true);
  if (kind === Kind.Number) return { kind, name, value, bytes: bytes.subarray(0, 0), end: start };
  if (!(Number.isInteger(value) && value >= 0 && value <= bytes.length - start)) {
    throw damaged(`${JSON.stringify(name)} of ${value} bytes where ${bytes.length - start} are left`);
  }
  return { kind, name, value, bytes: bytes.subarray(start, start + value), end: start + value };
}

/** The snapshot that is made of these pieces, which are copied. */
export function seal(parts: readonly Uint8Array[], length: number): Uint8Array {
  const total = HEADER_SIZE + length + CHECKSUM_SIZE;
  const bytes = allocate(total);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(VERSION_AT, VERSION, true);
  let at = HEADER_SIZE;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  view.setUint32(at, xxh32(bytes.subarray(0, at)), true);
  return bytes;
}

function allocate(length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    throw new MachineError('E_HOST', `no ${length} bytes for a snapshot (${reason}); use a machine with less memory`);
  }
}

/** The sections by name, once the whole is known to be what somebody saved. They are views. */
export function unseal(snapshot: Uint8Array): Map<string, Uint8Array> {
  // A Buffer of Node's is one, but its `slice` makes no copies.
  const bytes = asBytes(snapshot);
  const end = bytes.length - CHECKSUM_SIZE;
  if (end < HEADER_SIZE || MAGIC.some((byte, i) => byte !== bytes[i])) {
    throw damaged(`${bytes.length} bytes that do not begin as a snapshot does`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getUint32(VERSION_AT, true);
  if (version !== VERSION) {
    const message = `a snapshot of format ${version}; this is @racho/machine for format ${VERSION}: use that which made it`;
    throw new MachineError('E_SNAPSHOT_VERSION', message);
  }
  const body = bytes.subarray(0, end);
  if (view.getUint32(end, true) !== xxh32(body)) throw damaged('a wrong checksum');
  const sections = new Map<string, Uint8Array>();
  for (let at = HEADER_SIZE; at < end;) {
    const section = readField(body, at);
    if (section.kind !== Kind.Bytes || sections.has(section.name)) throw damaged(`no section at byte ${at}`);
    sections.set(section.name, section.bytes);
    at = section.end;
  }
  return sections;
}
