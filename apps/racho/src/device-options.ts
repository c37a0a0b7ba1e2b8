/** What the options of devices say: a disk's file, a network's wire, a shared folder. */
import { parseKeyed } from './keyed.ts';
import { BadValue } from './values.ts';

export interface DriveOption {
  readonly file: string;
  /** Where the guest's writes go; `nowhere` is a read-only disk. */
  readonly writes: 'file' | 'memory' | 'nowhere';
}

/** `disk.img`, `file=disk.img,ro`, `disk.img,overlay`. */
export function parseDrive(text: string): DriveOption {
  const { values, words } = parseKeyed(text, { first: 'file', keys: [], words: ['ro', 'readonly', 'overlay'] });
  const readOnly = words.has('ro') || words.has('readonly');
  return { file: values.get('file')!, writes: readOnly ? 'nowhere' : words.has('overlay') ? 'memory' : 'file' };
}

/** One end of a wire on this computer: a port of the loopback address, or the path of a Unix-domain socket. */
export type Endpoint = { readonly port: number } | { readonly path: string };

/** The guest's Ethernet frames as a stream to who connects or is connected to, or as datagrams. */
export type NetOption = { readonly mac?: Uint8Array } & (
  | { readonly wire: 'listen' | 'connect'; readonly end: Endpoint }
  | { readonly wire: 'udp'; readonly remote: number; readonly local: number }
);

const PORT_MAX = 65_535;

/** `listen=PORT`, `connect=PATH`, `udp=PORT,local=PORT`; each with `mac=` if wanted. */
export function parseNet(text: string): NetOption {
  const { values } = parseKeyed(text, { keys: ['listen', 'connect', 'udp', 'local', 'mac'] });
  const [kind, another] = (['listen', 'connect', 'udp'] as const).filter((key) => values.has(key));
  if (kind === undefined || another !== undefined) throw new BadValue('expected one of listen=…, connect=… and udp=…');
  const address = values.get('mac');
  const mac = address === undefined ? {} : { mac: parseMac(address) };
  const local = values.get('local');
  if (kind === 'udp') {
    if (local === undefined) throw new BadValue('udp=… lacks local=PORT, where answers arrive');
    return { ...mac, wire: kind, remote: parsePort(values.get(kind)!), local: parsePort(local) };
  }
  if (local !== undefined) throw new BadValue(`local=… belongs to udp=…, not to ${kind}=…`);
  return { ...mac, wire: kind, end: parseEndpoint(values.get(kind)!) };
}

/** What has a slash in it is a path. */
function parseEndpoint(text: string): Endpoint {
  return text.includes('/') ? { path: text } : { port: parsePort(text) };
}

/** `1234`, or with the only host there can be before it. */
function parsePort(text: string): number {
  const match = /^(?:(.*):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2] ?? NaN);
  if (!(port >= 1 && port <= PORT_MAX)) {
    throw new BadValue(`"${text}" is no port; give a number from 1 to ${PORT_MAX}, or a path with a "/" in it`);
  }
  const host = match?.[1] ?? '';
  if (!['', '127.0.0.1', 'localhost'].includes(host)) {
    throw new BadValue(`"${host}" is another computer; a wire stays on this one (127.0.0.1)`);
  }
  return port;
}

/** A unicast address: a group has no interface. */
function parseMac(text: string): Uint8Array {
  const mac = Uint8Array.from(text.split(':'), (byte) => parseInt(byte, 16));
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text) || (mac[0]! & 1) === 1) {
    throw new BadValue(`"${text}" is no address of an interface, such as 52:54:00:12:34:57`);
  }
  return mac;
}

export interface ShareOption {
  readonly folder: string;
  /** What the guest mounts it by. */
  readonly tag: string;
  readonly access: 'read-write' | 'read-only';
}

/** `DIR`, `DIR,ro`, `DIR,tag=NAME`. */
export function parseShare(text: string): ShareOption {
  const { values, words } = parseKeyed(text, { first: 'path', keys: ['tag'], words: ['ro', 'readonly'] });
  const tag = values.get('tag') ?? 'share';
  if (!/^[!-~]{1,32}$/.test(tag)) throw new BadValue(`tag "${tag}": expected 1 to 32 visible ASCII characters`);
  return { folder: values.get('path')!, tag, access: words.size > 0 ? 'read-only' : 'read-write' };
}
