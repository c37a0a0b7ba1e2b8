/** The way of 9P messages to their server. Spec: virtio 1.0's reserved device ID 9, as Linux's `net/9p/trans_virtio.c` speaks to it. */
import { MachineError } from '../../error.ts';
import type { Fields } from '../../snapshot/fields.ts';
import type { P9Server } from '../backends/ports.ts';
import type { VirtioDevice, VirtioPort } from './device.ts';
import { le, u32 } from './dma.ts';
import { Held } from './held.ts';

const VIRTIO_9P_MOUNT_TAG = 0;
const QUEUE_SIZE = 128;

/** size[4] type[1] tag[2], of every message (intro(5) of Plan 9's manual). */
const HEADER_SIZE = 7;
/** More than any msize a client would ask for. */
const MESSAGE_MAX = 1 << 20;

export class VirtioP9 implements VirtioDevice {
  readonly name = '9p';
  readonly id = 9;
  readonly features: readonly number[] = [VIRTIO_9P_MOUNT_TAG];
  readonly queueSizes: readonly number[] = [QUEUE_SIZE];
  /** tag_len[2] tag[tag_len]; the tag is ASCII. */
  readonly config: Uint8Array;
  readonly #server: P9Server;
  readonly #held = new Held(this.name, () => this.notify());
  #port: VirtioPort | undefined;
  /** The server was asked something since the last reset, so that it has state of this guest's. */
  #asked = false;

  constructor(server: P9Server) {
    this.#server = server;
    const tag = Uint8Array.from(server.tag, (character) => character.charCodeAt(0));
    this.config = Uint8Array.of(...le(tag.length, 2), ...tag);
  }

  connect(port: VirtioPort): void {
    this.#port = port;
  }

  reset(): void {
    this.#asked = false;
    this.#server.reset();
  }

  /** @throws MachineError `E_SNAPSHOT_UNSUPPORTED` if the guest uses the server, and that cannot save what it knows of it. */
  exchange(fields: Fields): void {
    this.#held.exchange(fields);
    fields.same('config', this.config);
    this.#asked = fields.flag('asked', this.#asked);
    if (fields.direction === 'save' && this.#asked && this.#server.state === undefined) {
      const message = `the guest has mounted "${this.#server.tag}", and its server cannot save the guest's open files`;
      throw new MachineError('E_SNAPSHOT_UNSUPPORTED', `${message}; unmount it, or use a disk`);
    }
    fields.backend('files', this.#server.state);
    if (fields.direction === 'load' && this.#asked && this.#server.state === undefined)
      fields.refuse(`the guest has mounted "${this.#server.tag}", and nothing says what it has open`);
  }

  notify(): void {
    const queue = this.#port?.queues[0];
    while (this.#held.hasRoom()) {
      const request = queue?.pop();
      if (request === undefined) return;
      const header = request.read(0, HEADER_SIZE);
      if (header === undefined) return;
      const size = u32(header, 0);
      if (size < HEADER_SIZE || size > MESSAGE_MAX) {
        this.#port?.fail(`a 9P message of ${size} bytes`);
        return;
      }
      const message = request.read(0, size);
      if (message === undefined) return;
      this.#asked = true;
      // An answer that does not fit is the driver's fault: it knows the msize that it asked for.
      const release = this.#held.take(size);
      this.#server.serve(message, (reply) => {
        if (request.write(0, reply)) request.complete(reply.length);
        release();
      });
    }
  }
}
