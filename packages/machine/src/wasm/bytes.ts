/** A sequence of bytes that grows at its end. */

const CAPACITY = 4096;
/** Up to here a loop is faster than a call of the engine's. */
const SHORT = 16;

export class ByteBuffer {
  #bytes = new Uint8Array(CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): this {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  append(values: ArrayLike<number>): this {
    if (values.length > this.#bytes.length - this.#length) this.#grow(values.length);
    if (values.length <= SHORT) for (let i = 0; i < values.length; i++) this.#bytes[this.#length + i] = values[i]!;
    else this.#bytes.set(values, this.#length);
    this.#length += values.length;
    return this;
  }

  /** The bytes so far, as a view. */
  get contents(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(more: number): void {
    const bytes = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    bytes.set(this.contents);
    this.#bytes = bytes;
  }
}
