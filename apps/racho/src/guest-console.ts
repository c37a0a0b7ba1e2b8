/** Where a guest's console goes: to stdout as it comes, or into the result object of `--json`. */
import { CliError } from './errors.ts';
import type { Output } from './output.ts';

/** More than this cannot be held as one string. */
const TEXT_MAX = 256 * 2 ** 20;

export interface GuestConsole {
  /** Takes bytes that the guest writes; they are copied, and go out with the next `flush`. */
  readonly receive: (bytes: Uint8Array) => void;
  /** Passes on what came since the last time, and waits until there is room for more. */
  readonly flush: () => Promise<void>;
  /** What came, where it is kept. */
  readonly text: () => string;
}

export function passThrough(out: Output): GuestConsole {
  let pending: Uint8Array[] = [];
  return {
    receive: (bytes) => pending.push(bytes.slice()),
    flush: async () => {
      if (pending.length === 0) return;
      out.write(Buffer.concat(pending));
      pending = [];
      await out.drained();
    },
    text: () => '',
  };
}

export function collect(): GuestConsole {
  const kept: Uint8Array[] = [];
  let size = 0;
  return {
    receive: (bytes) => {
      size += bytes.length;
      if (size <= TEXT_MAX) kept.push(bytes.slice());
    },
    flush: () => {
      if (size <= TEXT_MAX) return Promise.resolve();
      const message = `the guest wrote more than ${TEXT_MAX} bytes, which --json would have to hold as one string`;
      return Promise.reject(new CliError('E_OUTPUT_TOO_LARGE', message, 'Run it without --json.'));
    },
    text: () => Buffer.concat(kept).toString('utf8'),
  };
}
