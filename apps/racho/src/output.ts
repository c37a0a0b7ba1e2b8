/** A stream that is written to as fast as its reader reads: nothing is lost at exit, nothing piles up. */
import { once } from 'node:events';
import type { Sink } from './io.ts';

export class Output {
  readonly #sink: Sink;
  #full = false;
  #closed = false;

  constructor(sink: Sink) {
    this.#sink = sink;
    sink.on('error', (error: NodeJS.ErrnoException) => {
      this.#closed = true;
      // The reader has left (`racho demo | head`): there is nobody to tell.
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    });
  }

  /** Whether the reader has gone, so that whatever is left to say is for nobody. */
  get closed(): boolean {
    return this.#closed || this.#sink.destroyed;
  }

  get isTerminal(): boolean {
    return this.#sink.isTTY === true;
  }

  /** Queues text or bytes; call `drained` between batches. */
  write(chunk: string | Uint8Array): void {
    if (!this.closed) this.#full = !this.#sink.write(chunk);
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }

  /** Resolves when the stream takes more, or is gone. */
  async drained(): Promise<void> {
    if (!this.#full || this.closed) return;
    this.#full = false;
    const stop = new AbortController();
    const { signal } = stop;
    // `once` rejects on 'error', which the listener above has dealt with.
    await Promise.race([once(this.#sink, 'drain', { signal }), once(this.#sink, 'close', { signal })]).catch(() => []);
    stop.abort();
  }
}
