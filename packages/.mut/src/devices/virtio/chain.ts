/** A request as the device sees it: bytes to read, room to write, and its completion, which may come later. */
import type { Buffers, Segment } from './descriptors.ts';
import type { Dma } from './dma.ts';

const total = (segments: readonly Segment[]): number => segments.reduce((sum, { length }) => sum + length, 0);

/** Calls `visit` for the parts of the segments that hold `length` bytes from `offset` on, until it gives `false`. */
function eachPart(
  segments: readonly Segment[],
  offset: number,
  length: number,
  visit: (address: number, start: number, end: number) => boolean,
): boolean {
  let position = -offset;
  for (const segment of segments) {
    const [start, end] = [Math.max(position, 0), Math.min(position + segment.length, length)];
    if (start < end && !visit(segment.address + start - position, start, end)) return false;
    position += segment.length;
  }
  return position >= length;
}

/** What a chain needs of its queue. */
export interface ChainPort {
  readonly dma: Dma;
  /** Whether the device still has the chain: a reset takes it away, and with it the right to touch its memory. */
  readonly held: () => boolean;
  /** The driver broke a rule. */
  readonly fail: (reason: string) => void;
  /** Gives the chain back, with the number of bytes written. */
  readonly use: (length: number) => void;
}

export class Chain {
  /** Bytes that the driver wrote for the device, and bytes that the device may write, however they are cut up. */
  readonly readable: number;
  readonly writable: number;
  readonly #buffers: Buffers;
  readonly #port: ChainPort;
  #completed = false;

  constructor(buffers: Buffers, port: ChainPort) {
    this.#buffers = buffers;
    this.#port = port;
    this.readable = total(buffers.readable);
    this.writable = total(buffers.writable);
  }

  /** A copy of readable bytes. `undefined` if they are not all there, and then the device has stopped; or after a reset. */
  read(offset: number, length: number): Uint8Array | undefined {
    if (!this.#port.held()) return undefined;
    if (offset + length > this.readable) {
      this.#port.fail(`${this.readable} readable bytes, not ${offset + length}`);
      return undefined;
    }
    const bytes = new Uint8Array(length);
    const done = eachPart(this.#buffers.readable, offset, length, (address, start, end) => {
      const part = this.#port.dma.read(address, end - start);
      if (part === undefined) this.#port.fail(`no readable bytes at 0x${address.toString(16)}`);
      else bytes.set(part, start);
      return part !== undefined;
    });
    return done ? bytes : undefined;
  }

  /** Writes to the writable bytes. `false` if there is no room or no memory, and then the device has stopped; or after a reset. */
  write(offset: number, bytes: Uint8Array): boolean {
    if (!this.#port.held()) return false;
    if (offset + bytes.length > this.writable) {
      this.#port.fail(`${this.writable} writable bytes, not ${offset + bytes.length}`);
      return false;
    }
    return eachPart(this.#buffers.writable, offset, bytes.length, (address, start, end) => {
      const done = this.#port.dma.write(address, bytes.subarray(start, end));
      if (!done) this.#port.fail(`no writable bytes at 0x${address.toString(16)}`);
      return done;
    });
  }

  /**
   * Gives the chain back to the driver, now or between two steps of the machine; `length` bytes were written, from the first
   * on. Once is enough, and after a reset of the device it does nothing.
   */
  complete(length: number): void {
    if (this.#completed || !this.#port.held()) return;
    this.#completed = true;
    this.#port.use(length);
  }
}
