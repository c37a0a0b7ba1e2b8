/** The wire between the machine's consoles (UART, SBI, HTIF) and the host's terminal: a bounded queue in, batches out. */
import type { Fields, Stateful } from '../snapshot/fields.ts';

/** Bytes of input that wait unless configured otherwise: a generous paste. */
export const SERIAL_INPUT_LIMIT = 65_536;

/** Output is handed over when so much has gathered, or at the next `flush`. */
const BATCH = 1024;

export class SerialLine implements Stateful {
  readonly #onOutput: (bytes: Uint8Array) => void;
  readonly #output: Uint8Array = new Uint8Array(BATCH);
  #outputLength = 0;
  /** A ring buffer. */
  readonly #input: Uint8Array;
  #inputStart = 0;
  #inputLength = 0;
  #overrun = false;

  /** `onOutput` gets the bytes in order, in arrays of its own. `inputLimit` is in bytes, at least 1. */
  constructor(onOutput: (bytes: Uint8Array) => void, inputLimit: number = SERIAL_INPUT_LIMIT) {
    this.#onOutput = onOutput;
    this.#input = new Uint8Array(inputLimit);
  }

  /** Output is not part of it: it was handed over when the step ended. */
  exchange(fields: Fields): void {
    const waiting = Uint8Array.from(
      { length: this.#inputLength },
      (_, i) => this.#input[(this.#inputStart + i) % this.#input.length]!,
    );
    const input = fields.bytes('input', waiting, this.#input.length);
    this.#overrun = fields.flag('overrun', this.#overrun);
    if (fields.direction === 'save') return;
    this.#input.set(input);
    this.#inputStart = 0;
    this.#inputLength = input.length;
  }

  /** Sends one byte towards the host. */
  send(byte: number): void {
    this.#output[this.#outputLength++] = byte;
    if (this.#outputLength === BATCH) this.flush();
  }

  /** Sends many; they keep their place among single bytes. */
  sendAll(bytes: Uint8Array): void {
    for (const byte of bytes) this.send(byte);
  }

  /** Hands pending output to the host. The machine calls it at the end of a step. */
  flush(): void {
    if (this.#outputLength === 0) return;
    const bytes = this.#output.slice(0, this.#outputLength);
    // Emptied first: the sink may throw, or send again.
    this.#outputLength = 0;
    this.#onOutput(bytes);
  }

  /** Bytes that {@link receive} would take now without losing any. */
  get room(): number {
    return this.#input.length - this.#inputLength;
  }

  /** Input bytes that wait. */
  get pending(): number {
    return this.#inputLength;
  }

  /** Input from the host. What does not fit is lost, as on a wire without flow control, and marks an overrun. */
  receive(bytes: Uint8Array): void {
    const taken = Math.min(bytes.length, this.room);
    for (let i = 0; i < taken; i++) {
      this.#input[(this.#inputStart + this.#inputLength++) % this.#input.length] = bytes[i]!;
    }
    if (taken < bytes.length) this.#overrun = true;
  }

  /** The next input byte, or `undefined`. */
  take(): number | undefined {
    if (this.#inputLength === 0) return undefined;
    const byte = this.#input[this.#inputStart];
    this.#inputStart = (this.#inputStart + 1) % this.#input.length;
    this.#inputLength--;
    return byte;
  }

  /** At most `limit` bytes of input, in order. */
  takeAll(limit: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(Math.max(limit, 0), this.#inputLength));
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.take()!;
    return bytes;
  }

  /** Whether input was lost since the last call. */
  takeOverrun(): boolean {
    const overrun = this.#overrun;
    this.#overrun = false;
    return overrun;
  }
}
