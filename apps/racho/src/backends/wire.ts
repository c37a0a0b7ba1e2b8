/** The other end of a guest's network interface: a socket on this computer. What nobody takes is lost, as on a wire. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { PacketPort } from '@racho/machine';
import type { Endpoint, NetOption } from '../device-options.ts';
import { CliError } from '../errors.ts';
import { framed, unframer } from './framing.ts';

export interface Wire {
  readonly port: PacketPort;
  /** Whether a frame may still come. */
  readonly open: () => boolean;
  readonly close: () => void;
}

const LOOPBACK = '127.0.0.1';

/** Bytes that wait for a peer who does not read; frames beyond them are lost. */
const BACKLOG = 1 << 20;

type Deliver = (frame: Uint8Array) => void;

/**
 * @param ring - called after a frame has come, and when the other end has gone
 * @throws CliError `E_NET` if there is no such end, or it is taken
 */
export async function openWire(option: NetOption, ring: () => void): Promise<Wire> {
  let deliver: Deliver = () => undefined;
  const arrived: Deliver = (frame) => {
    deliver(frame);
    ring();
  };
  const { send, open, close } = await endOf(option, arrived, ring);
  const { mac } = option;
  return { port: { send, onReceive: (receiver) => (deliver = receiver), ...(mac && { mac }) }, open, close };
}

interface End {
  readonly send: (frame: Uint8Array) => void;
  readonly open: () => boolean;
  readonly close: () => void;
}

type StreamOption = Extract<NetOption, { end: Endpoint }>;
type UdpOption = Extract<NetOption, { remote: number }>;

function endOf(option: NetOption, arrived: Deliver, ring: () => void): Promise<End> {
  switch (option.wire) {
    case 'listen':
      return listen(option, arrived, ring);
    case 'connect':
      return connectTo(option, arrived, ring);
    case 'udp':
      return udp(option, arrived);
  }
}

const addressOf = (end: Endpoint): { host: string; port: number } | { path: string } => {
  return 'path' in end ? end : { host: LOOPBACK, port: end.port };
};
const nameOf = (end: Endpoint): string => ('path' in end ? `"${end.path}"` : `port ${end.port}`);

/** One peer at a time; when it has gone, the next may come. */
async function listen({ end }: StreamOption, arrived: Deliver, ring: () => void): Promise<End> {
  let peer: Socket | undefined;
  const server = createServer((socket) => {
    if (peer !== undefined) {
      socket.destroy();
      return;
    }
    peer = socket;
    attach(socket, arrived, () => {
      peer = undefined;
      ring();
    });
  });
  server.listen(addressOf(end));
  await settled(once(server, 'listening'), `listen on ${nameOf(end)}`);
  return {
    send: (frame) => transmit(peer, frame),
    open: () => server.listening,
    close: () => {
      peer?.destroy();
      server.close();
    },
  };
}

async function connectTo({ end }: StreamOption, arrived: Deliver, ring: () => void): Promise<End> {
  const socket = connect(addressOf(end));
  await settled(once(socket, 'connect'), `connect to ${nameOf(end)}`);
  let open = true;
  attach(socket, arrived, () => {
    open = false;
    ring();
  });
  return { send: (frame) => transmit(socket, frame), open: () => open, close: () => void socket.destroy() };
}

/** A frame a datagram, as QEMU's `-netdev socket,udp=` and `dgram` have it; from nobody but the other end. */
async function udp({ remote, local }: UdpOption, arrived: Deliver): Promise<End> {
  const socket = createSocket('udp4');
  socket.bind(local, LOOPBACK);
  await settled(once(socket, 'listening'), `take port ${local}`);
  // That nobody is there yet comes back as an error.
  socket.on('error', () => undefined);
  socket.on('message', (frame, { port }) => {
    if (port === remote) arrived(Uint8Array.from(frame));
  });
  let open = true;
  return {
    send: (frame) => socket.send(frame, remote, LOOPBACK),
    open: () => open,
    close: () => {
      open = false;
      socket.close();
    },
  };
}

function attach(socket: Socket, arrived: Deliver, gone: () => void): void {
  const frames = unframer();
  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    const complete = frames(chunk);
    if (complete === undefined) socket.destroy();
    else complete.forEach(arrived);
  });
  // An error is followed by 'close'; a peer that ends its half has gone.
  socket.on('error', () => undefined);
  socket.on('close', gone);
}

function transmit(peer: Socket | undefined, frame: Uint8Array): void {
  if (peer?.writable && peer.writableLength < BACKLOG) peer.write(framed(frame));
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use',
  EACCES: 'permission denied',
  ECONNREFUSED: 'nobody listens there',
  ENOENT: 'there is no such socket',
  ENOTSOCK: 'it is no socket',
};

async function settled(event: Promise<unknown>, action: string): Promise<void> {
  try {
    await event;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
    const message = `cannot ${action}: ${reason}`;
    throw new CliError('E_NET', message, 'One end listens, and is there first; the other connects.', { cause: error });
  }
}
