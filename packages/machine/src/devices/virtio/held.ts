/**
 * What a back-end has been asked for and has not answered. A reset of the device does not call that back, so that a bound on it is
 * all that keeps a driver from filling the host's memory with requests to a slow back-end.
 */
import { MachineError } from '../../error.ts';
import type { Fields } from '../../snapshot/fields.ts';
import { CHAIN_BYTES_MAX } from './descriptors.ts';

/** Bytes beyond which no further request is begun. */
export const HELD_MAX: number = CHAIN_BYTES_MAX;
/** What a request counts for beside its data. */
const REQUEST = 4096;

export class Held {
  readonly #name: string;
  readonly #resume: () => void;
  #bytes = 0;
  #refused = false;

  /** @param resume - is called when there is room again and a request had to wait for it */
  constructor(name: string, resume: () => void) {
    this.#name = name;
    this.#resume = resume;
  }

  /** Whether another request may be begun; if not, `resume` will be called. */
  hasRoom(): boolean {
    this.#refused = this.#bytes >= HELD_MAX;
    return !this.#refused;
  }

  /** A request begins, with so many bytes of data. Gives what is to be called when all is done for its answer. */
  take(data: number): () => void {
    let bytes = REQUEST + data;
    this.#bytes += bytes;
    return () => {
      this.#bytes -= bytes;
      bytes = 0;
      if (this.#refused && this.#bytes < HELD_MAX) this.#resume();
    };
  }

  /** @throws MachineError `E_SNAPSHOT_BUSY` if requests wait for answers that the restored machine would not get. */
  exchange(fields: Fields): void {
    if (fields.direction === 'load' || !this.#refused) return;
    const message = `the back-end of ${this.#name} has as much to do as it may have`;
    throw new MachineError('E_SNAPSHOT_BUSY', `${message}; step the machine until it has answered`);
  }
}
