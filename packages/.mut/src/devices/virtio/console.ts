/** A console with one port. Spec: virtio 1.2, section 5.3 "Console Device". */
import type { Fields } from '../../snapshot/fields.ts';
import type { ConsolePort } from '../backends/ports.ts';
import { SerialLine } from '../serial-line.ts';
import type { VirtioDevice, VirtioPort } from './device.ts';
import { le } from './dma.ts';

const VIRTIO_CONSOLE_F_SIZE = 0;

const RECEIVEQ = 0;
const TRANSMITQ = 1;
const QUEUE_SIZE = 128;

const CONFIG_SIZE = 12;
const CONFIG_COLS = 0;
const CONFIG_ROWS = 2;

/** Bytes of output that are copied at a time. */
const CHUNK = 65_536;

export class VirtioConsole implements VirtioDevice {
  readonly name = 'console';
  readonly id = 3;
  readonly features: readonly number[];
  readonly queueSizes: readonly number[] = [QUEUE_SIZE, QUEUE_SIZE];
  readonly config: Uint8Array = new Uint8Array(CONFIG_SIZE);
  readonly #terminal: ConsolePort;
  /** Input that the driver has had no buffer for. */
  readonly #line: SerialLine;
  #port: VirtioPort | undefined;

  constructor(terminal: ConsolePort) {
    this.#terminal = terminal;
    this.#line = new SerialLine(terminal.send);
    this.features = terminal.onResize === undefined ? [] : [VIRTIO_CONSOLE_F_SIZE];
  }

  connect(port: VirtioPort): void {
    this.#port = port;
    this.#terminal.onReceive((bytes) => {
      this.#line.receive(bytes);
      this.#deliver();
    });
    this.#terminal.onResize?.((columns, rows) => {
      this.config.set(le(columns, 2), CONFIG_COLS);
      this.config.set(le(rows, 2), CONFIG_ROWS);
      port.configChanged();
    });
  }

  /** A terminal that has told its size before a snapshot is loaded has another one: that is news for the guest. */
  exchange(fields: Fields): void {
    const size = this.config.slice();
    fields.array('config', this.config);
    this.#line.exchange(fields);
    if (fields.direction === 'save' || size.every((byte, i) => byte === 0 || byte === this.config[i])) return;
    this.config.set(size);
    this.#port?.configChanged();
  }

  notify(queue: number): void {
    if (queue === RECEIVEQ) this.#deliver();
    else this.#transmit();
  }

  #deliver(): void {
    const queue = this.#port?.queues[RECEIVEQ];
    while (this.#line.pending > 0) {
      const chain = queue?.pop();
      if (chain === undefined) return;
      const bytes = this.#line.takeAll(chain.writable);
      if (chain.write(0, bytes)) chain.complete(bytes.length);
    }
  }

  #transmit(): void {
    const queue = this.#port?.queues[TRANSMITQ];
    for (let chain = queue?.pop(); chain !== undefined; chain = queue?.pop()) {
      for (let at = 0; at < chain.readable; at += CHUNK) {
        const bytes = chain.read(at, Math.min(CHUNK, chain.readable - at));
        if (bytes === undefined) return;
        this.#terminal.send(bytes);
      }
      chain.complete(0);
    }
  }
}
