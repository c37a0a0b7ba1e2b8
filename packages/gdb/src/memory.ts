/** `m`, `M` and `X`: memory of the selected hart, by virtual address. */
import { bytesOf, bytesOfHex, hexOf, parseCount, parseHex } from './hex.ts';
import { PACKET_SIZE } from './packet.ts';
import { EFAULT, EINVAL, OK, type Handler, type Session } from './session.ts';

interface Range {
  readonly address: bigint;
  readonly length: number;
}

/** `ADDRESS,LENGTH` */
export function parseRange(text: string): Range | undefined {
  const [first = '', second = '', ...others] = text.split(',');
  const [address, length] = [parseHex(first), parseCount(second)];
  return address === undefined || length === undefined || others.length > 0 ? undefined : { address, length };
}

/** As much of it as can be read, and as one packet holds. */
export const readMemory: Handler = ({ selected, devices }, rest) => {
  const range = parseRange(rest);
  if (range === undefined) return EINVAL;
  const length = Math.min(range.length, PACKET_SIZE / 2);
  const bytes = selected.readMemory(range.address, length, devices);
  return bytes.length === 0 && length > 0 ? EFAULT : hexOf(bytes);
};

function write({ selected, devices }: Session, head: string, bytes: Uint8Array | undefined): string {
  const range = parseRange(head);
  if (range === undefined || bytes?.length !== range.length) return EINVAL;
  return selected.writeMemory(range.address, bytes, devices) ? OK : EFAULT;
}

function split(rest: string): [head: string, data: string] {
  const colon = rest.indexOf(':');
  return colon < 0 ? ['', ''] : [rest.slice(0, colon), rest.slice(colon + 1)];
}

export const writeMemory: Handler = (session, rest) => {
  const [head, data] = split(rest);
  return write(session, head, bytesOfHex(data));
};

export const writeBinary: Handler = (session, rest) => {
  const [head, data] = split(rest);
  return write(session, head, bytesOf(data));
};
