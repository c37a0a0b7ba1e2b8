/** The door for a debugger: a TCP port at which GDB finds the machine. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { GdbServer } from '@racho/gdb';
import type { Machine } from '@racho/machine';
import { debug } from '@racho/machine/debug';
import { CliError } from './errors.ts';

export interface Endpoint {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

export interface GdbDoor {
  /** Where it is. */
  readonly endpoint: Endpoint;
  /** The machine stands still, and the debugger may want to know. */
  readonly stopped: () => void;
  /** Whether the debugger wants the machine to end. */
  readonly left: () => boolean;
  /** The guest has ended with this status, or otherwise if there is none; resolves when the debugger has been told. */
  readonly close: (status: number | undefined) => Promise<void>;
}

/**
 * @param wake - called when the machine may have something to do again
 * @throws CliError `E_LISTEN`
 */
export async function openGdbDoor(machine: Machine, { host, port }: Endpoint, wake: () => void): Promise<GdbDoor> {
  const machinePort = debug(machine);
  let left = false;
  let server: GdbServer | undefined;
  let connection: Socket | undefined;

  const listener = createServer((socket) => {
    if (connection !== undefined) {
      socket.destroy();
      return;
    }
    connection = socket.setNoDelay(true);
    const gdb = (server = new GdbServer(machinePort, {
      // What is asked after the machine has ended is not answered any more.
      send: (bytes) => {
        if (socket.writable) socket.write(bytes);
      },
      resumed: wake,
      quit: () => {
        left = true;
        wake();
      },
    }));
    socket.on('data', (bytes) => {
      gdb.receive(bytes);
      wake();
    });
    // It is closed after an error, too.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      gdb.close();
      server = connection = undefined;
    });
  });
  try {
    listener.listen(port, host);
    await once(listener, 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('E_LISTEN', `cannot wait for GDB at ${host}:${port}: ${reason}`, 'Name another port.');
  }
  const address = listener.address();
  return {
    endpoint: { host, port: typeof address === 'object' && address !== null ? address.port : port },
    stopped: () => server?.report(),
    left: () => left,
    close: async (status) => {
      listener.close();
      if (connection === undefined) return;
      if (status !== undefined) server?.exited(status);
      const closed = once(connection, 'close');
      connection.end();
      connection.resume();
      // A debugger that does not hang up need not be waited for.
      connection.setTimeout(1000, () => connection?.destroy());
      await closed;
    },
  };
}
