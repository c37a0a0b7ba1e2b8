/** A process for tests: the command line run in this one, with everything it writes. */
import { PassThrough, Writable } from 'node:stream';
import { main } from '../cli.ts';
import type { Input, Io } from '../io.ts';

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surrounding {
  readonly env?: Io['env'];
  readonly stdin?: Input;
  readonly interrupted?: AbortSignal;
  /** Whether stdout and stderr are terminals. */
  readonly terminal?: 'stdout' | 'both' | 'none';
  /** What is done in the place of freezing the realm of the tests. */
  readonly hardenRealm?: () => void;
}

function sink(isTTY: boolean): Writable & { text: () => string; isTTY: boolean } {
  const chunks: Uint8Array[] = [];
  const stream = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(stream, { isTTY, text: () => Buffer.concat(chunks).toString() });
}

function endedInput(): Input {
  const input = new PassThrough();
  input.end();
  return input;
}

export async function racho(args: readonly string[], surrounding: Surrounding = {}): Promise<Ran> {
  const { env = {}, stdin = endedInput(), interrupted, terminal = 'none', hardenRealm = () => undefined } = surrounding;
  const stdout = sink(terminal !== 'none');
  const stderr = sink(terminal === 'both');
  const status = await main(args, {
    env,
    stdin: () => stdin,
    stdout,
    stderr,
    interruption: () => interrupted ?? new AbortController().signal,
    hardenRealm,
  });
  return { status, stdout: stdout.text(), stderr: stderr.text() };
}
