/** Messages as bytes and back, as the table says: size[4] type[1] tag[2], then the fields. */
import { type Body, type FieldValue, Reader, Writer } from './fields.ts';
import { type Fields, type MessageName, messages, type MESSAGES } from './messages.ts';

export const HEADER_SIZE = 7;

export type Request<Name extends MessageName> = Body<(typeof MESSAGES)[Name]['request']>;
export type Reply<Name extends MessageName> = Body<(typeof MESSAGES)[Name]['reply']>;

export interface Header {
  readonly size: number;
  readonly type: number;
  readonly tag: number;
}

/** `undefined` for what is shorter than a header. */
export function readHeader(message: Uint8Array): Header | undefined {
  if (message.length < HEADER_SIZE) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, HEADER_SIZE);
  return { size: view.getUint32(0, true), type: view.getUint8(4), tag: view.getUint16(5, true) };
}

/** The fields of a message; `undefined` if they are not all there, there is more, or a string is not UTF-8. */
export function readFields<F extends Fields>(message: Uint8Array, fields: F): Body<F> | undefined {
  const reader = new Reader(message, HEADER_SIZE);
  const body: Record<string, FieldValue> = {};
  for (const [name, type] of Object.entries(fields)) body[name] = reader.field(type);
  return reader.bad || reader.left > 0 ? undefined : (body as Body<F>);
}

export function writeMessage<F extends Fields>(type: number, tag: number, fields: F, body: Body<F>): Uint8Array {
  const inner = new Writer();
  for (const [name, kind] of Object.entries(fields)) inner.field(kind, body[name]!);
  const header = new Writer();
  header.field('u32', HEADER_SIZE + inner.length);
  header.field('u8', type);
  header.field('u16', tag);
  const message = new Uint8Array(HEADER_SIZE + inner.length);
  message.set(header.bytes());
  message.set(inner.bytes(), HEADER_SIZE);
  return message;
}

const names = new Map<number, MessageName>(
  (Object.keys(messages) as MessageName[]).map((name) => [messages[name].type, name]),
);

/** The request of that type. */
export function messageOf(type: number): MessageName | undefined {
  return names.get(type);
}
