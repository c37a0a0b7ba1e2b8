import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { NetOption } from '../device-options.ts';
import { scratchFolder } from '../testing/guests.ts';
import { framed } from './framing.ts';
import { openWire, type Wire } from './wire.ts';

const files = scratchFolder();
const opened: Wire[] = [];
afterEach(() => opened.splice(0).forEach(({ close }) => close()));

interface Tapped extends Wire {
  readonly frames: string[];
  readonly rung: () => number;
}

async function tapped(option: NetOption): Promise<Tapped> {
  const ring = vi.fn();
  const wire = await openWire(option, ring);
  opened.push(wire);
  const frames: string[] = [];
  wire.port.onReceive((frame) => frames.push(Buffer.from(frame).toString()));
  return { ...wire, frames, rung: () => ring.mock.calls.length };
}

const send = (wire: Wire, text: string): void => wire.port.send(Buffer.from(text));

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await until(() => server.listening);
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** For as long as it takes on a busy computer. */
const until = (condition: () => boolean): Promise<boolean> => vi.waitUntil(condition, { timeout: 60_000 });

describe('a stream', () => {
  it.each(['a port', 'a path'])('joins two ends on %s', async (kind) => {
    const end = kind === 'a path' ? { path: files.path('wire.sock') } : { port: await freePort() };
    const listener = await tapped({ wire: 'listen', end });
    send(listener, 'to nobody');
    const connector = await tapped({ wire: 'connect', end });
    send(connector, 'one');
    send(connector, 'two');
    await until(() => listener.frames.length === 2);
    expect(listener.frames).toEqual(['one', 'two']);
    expect(listener.rung()).toBe(2);
    send(listener, 'three');
    await until(() => connector.frames.length === 1);
    expect(connector.frames).toEqual(['three']);
    // When the one has gone, the other may be connected to again.
    connector.close();
    await until(() => listener.rung() === 3);
    const next = await tapped({ wire: 'connect', end });
    send(next, 'four');
    await until(() => listener.frames.length === 3);
    expect(listener.open()).toBe(true);
    listener.close();
    await until(() => !next.open());
    expect(listener.open()).toBe(false);
    send(next, 'to nobody');
  });

  it('takes one peer at a time, and drops one that speaks something else', async () => {
    const port = await freePort();
    const listener = await tapped({ wire: 'listen', end: { port } });
    const dial = (): { socket: Socket; closed: () => boolean } => {
      const socket = createConnection(port, '127.0.0.1');
      let closed = false;
      socket.on('close', () => (closed = true)).on('error', () => undefined);
      return { socket, closed: () => closed };
    };
    const first = dial();
    first.socket.write(framed(Buffer.from('hello')));
    await until(() => listener.frames.length === 1);
    const second = dial();
    await until(second.closed);
    first.socket.write('GET / HTTP/1.1\r\n\r\n');
    await until(first.closed);
    expect(listener.frames).toEqual(['hello']);
  });

  it('says that nobody listens, or somebody does already', async () => {
    const port = await freePort();
    await expect(tapped({ wire: 'connect', end: { port } })).rejects.toThrow(`port ${port}: nobody listens there`);
    await expect(tapped({ wire: 'connect', end: { path: files.path('none') } })).rejects.toMatchObject({
      code: 'E_NET',
    });
    await tapped({ wire: 'listen', end: { port } });
    await expect(tapped({ wire: 'listen', end: { port } })).rejects.toThrow('it is in use');
  });
});

it('datagrams join two ends, and come from nobody else', async () => {
  const [a, b, c] = [await freePort(), await freePort(), await freePort()];
  const one = await tapped({ wire: 'udp', remote: b, local: a });
  send(one, 'to nobody');
  const other = await tapped({ wire: 'udp', remote: a, local: b });
  const stranger = await tapped({ wire: 'udp', remote: a, local: c });
  send(stranger, 'strange');
  send(other, 'hello');
  await until(() => one.frames.length > 0);
  expect(one.frames).toEqual(['hello']);
  await expect(tapped({ wire: 'udp', remote: b, local: a })).rejects.toThrow('it is in use');
});

it('gives the interface its address', async () => {
  const mac = Uint8Array.of(2, 0, 0, 0, 0, 1);
  expect((await tapped({ wire: 'listen', end: { port: await freePort() }, mac })).port.mac).toBe(mac);
});
