/** A source of random bytes. Spec: virtio 1.2, section 5.4 "Entropy Device". */
import type { Fields } from '../../snapshot/fields.ts';
import type { EntropySource } from '../backends/ports.ts';
import type { VirtioDevice, VirtioPort } from './device.ts';

const QUEUE_SIZE = 64;
/** Bytes a request gets at most; the driver asks again. It has to take fewer than it has room for (section 5.4.6.2). */
const REQUEST_MAX = 65_536;

export class VirtioEntropy implements VirtioDevice {
  readonly name = 'entropy';
  readonly id = 4;
  readonly features: readonly number[] = [];
  readonly queueSizes: readonly number[] = [QUEUE_SIZE];
  readonly config: Uint8Array = new Uint8Array(0);
  readonly #source: EntropySource;
  #port: VirtioPort | undefined;

  constructor(source: EntropySource) {
    this.#source = source;
  }

  connect(port: VirtioPort): void {
    this.#port = port;
  }

  exchange(fields: Fields): void {
    fields.backend('generator', this.#source.state);
  }

  notify(): void {
    const queue = this.#port?.queues[0];
    for (let chain = queue?.pop(); chain !== undefined; chain = queue?.pop()) {
      const bytes = new Uint8Array(Math.min(chain.writable, REQUEST_MAX));
      this.#source(bytes);
      if (chain.write(0, bytes)) chain.complete(bytes.length);
    }
  }
}
