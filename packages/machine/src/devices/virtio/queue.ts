/**
 * A split virtqueue, the device's side: takes chains from the available ring, puts them on the used ring.
 * Spec: virtio 1.2, section 2.7 "Split Virtqueues".
 */
import type { Fields, Stateful } from '../../snapshot/fields.ts';
import { Chain } from './chain.ts';
import { DESCRIPTOR_SIZE, walk } from './descriptors.ts';
import { le, u16, type Dma } from './dma.ts';
import { VIRTIO_F_EVENT_IDX, VIRTIO_F_INDIRECT_DESC } from './features.ts';

const VIRTQ_AVAIL_F_NO_INTERRUPT = 1;

/** Both rings begin with flags and index, 2 bytes each. */
const RING_INDEX = 2;
const RING_ENTRIES = 4;
const AVAIL_ENTRY = 2;
const USED_ENTRY = 8;

/** Positions count modulo 2^16, whatever the queue's size. */
const wrap = (position: number): number => position & 0xffff;

/** What a queue needs of its transport. */
export interface QueuePort {
  readonly dma: Dma;
  /** Whether the driver said DRIVER_OK and nothing is broken. */
  readonly live: () => boolean;
  readonly negotiated: (feature: number) => boolean;
  /** The driver broke a rule: the device stops until it is reset. */
  readonly fail: (reason: string) => void;
  /** Whether the device may do more before harts go on; if not, the queue is to be served `later`. */
  readonly mayWork: () => boolean;
  readonly later: () => void;
  /** Sends a used buffer notification. */
  readonly interrupt: () => void;
}

export class Virtqueue implements Stateful {
  readonly maxSize: number;
  /** Queue Size, in descriptors; and the areas' physical addresses, as the driver set them. */
  size: number;
  descriptorArea = 0;
  driverArea = 0;
  deviceArea = 0;
  readonly #port: QueuePort;
  #ready = false;
  #nextAvailable = 0;
  #nextUsed = 0;
  /** Chains that the device has. */
  #inFlight = 0;
  /** Chains of an earlier life must not come back in this one. */
  #life = 0;

  constructor(maxSize: number, port: QueuePort) {
    this.maxSize = maxSize;
    this.size = maxSize;
    this.#port = port;
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** Whether the device has requests that it has not given back. */
  get busy(): boolean {
    return this.#inFlight > 0;
  }

  exchange(fields: Fields): void {
    this.size = fields.integer('size', this.size, 0xffff_ffff);
    for (const area of ['descriptorArea', 'driverArea', 'deviceArea'] as const) {
      const address = Float64Array.of(this[area]);
      fields.array(area, address);
      this[area] = address[0]!;
      if (!Number.isInteger(this[area]) || this[area] < 0) fields.refuse(`${area} is ${this[area]}`);
    }
    this.#ready = fields.flag('ready', this.#ready);
    this.#nextAvailable = fields.integer('nextAvailable', this.#nextAvailable, 0xffff);
    this.#nextUsed = fields.integer('nextUsed', this.#nextUsed, 0xffff);
    this.#inFlight = fields.integer('inFlight', this.#inFlight, this.maxSize);
    const wrong = this.#ready ? this.#unusable() : undefined;
    if (wrong !== undefined) fields.refuse(wrong);
  }

  /** The driver has set up size and areas. */
  enable(): void {
    if (this.#ready) return;
    const wrong = this.#unusable();
    if (wrong === undefined) this.#ready = true;
    else this.#port.fail(wrong);
  }

  /** What breaks the rules of section 2.7 about size and areas. */
  #unusable(): string | undefined {
    const { size } = this;
    if (size === 0 || size > this.maxSize || (size & (size - 1)) !== 0) return `a queue of ${size}`;
    const aligned =
      this.descriptorArea % DESCRIPTOR_SIZE === 0 && this.driverArea % 2 === 0 && this.deviceArea % 4 === 0;
    return aligned ? undefined : 'a queue that is not aligned';
  }

  /** Lets go of the rings, and of the chains that are in work. */
  disable(): void {
    this.#ready = false;
    this.#life += 1;
    this.#nextAvailable = this.#nextUsed = this.#inFlight = 0;
  }

  reset(): void {
    this.disable();
    this.size = this.maxSize;
    this.descriptorArea = this.driverArea = this.deviceArea = 0;
  }

  /** The next request, if there is one. Once the driver has broken a rule there is none. */
  pop(): Chain | undefined {
    if (!this.#ready || !this.#port.live()) return undefined;
    const available = this.#read16(this.driverArea + RING_INDEX);
    if (available === undefined) return undefined;
    const waiting = wrap(available - this.#nextAvailable);
    if (waiting === 0) {
      this.#askForNotification();
      return undefined;
    }
    // Each of them occupies a descriptor at least.
    if (waiting + this.#inFlight > this.size) {
      this.#port.fail(`${waiting + this.#inFlight} requests in a queue of ${this.size}`);
      return undefined;
    }
    if (!this.#port.mayWork()) {
      this.#port.later();
      return undefined;
    }
    return this.#take();
  }

  #take(): Chain | undefined {
    const entry = RING_ENTRIES + AVAIL_ENTRY * (this.#nextAvailable % this.size);
    const head = this.#read16(this.driverArea + entry);
    if (head === undefined) return undefined;
    const table = { address: this.descriptorArea, count: this.size };
    const indirect = this.#port.negotiated(VIRTIO_F_INDIRECT_DESC) ? 'indirect' : 'direct';
    const buffers = walk(this.#port.dma, table, head, indirect);
    if (typeof buffers === 'string') {
      this.#port.fail(buffers);
      return undefined;
    }
    this.#nextAvailable = wrap(this.#nextAvailable + 1);
    this.#inFlight += 1;
    const { dma, fail, live } = this.#port;
    const life = this.#life;
    const held = (): boolean => life === this.#life && live();
    return new Chain(buffers, { dma, held, fail, use: (length) => this.#use(head, length) });
  }

  /** Section 2.7.8: the element first, then the index that makes it valid. */
  #use(head: number, length: number): void {
    const element = new Uint8Array(USED_ENTRY);
    element.set(le(head, 4), 0);
    element.set(le(length, 4), 4);
    const entry = RING_ENTRIES + USED_ENTRY * (this.#nextUsed % this.size);
    const next = wrap(this.#nextUsed + 1);
    if (!this.#write(this.deviceArea + entry, element)) return;
    if (!this.#write(this.deviceArea + RING_INDEX, le(next, 2))) return;
    this.#nextUsed = next;
    this.#inFlight -= 1;
    if (this.#wanted()) this.#port.interrupt();
  }

  /** Whether the driver wants to hear of the chain used last (section 2.7.7). */
  #wanted(): boolean {
    if (this.#port.negotiated(VIRTIO_F_EVENT_IDX)) {
      const usedEvent = this.#read16(this.driverArea + RING_ENTRIES + AVAIL_ENTRY * this.size);
      return usedEvent === wrap(this.#nextUsed - 1);
    }
    const flags = this.#read16(this.driverArea);
    return flags !== undefined && (flags & VIRTQ_AVAIL_F_NO_INTERRUPT) === 0;
  }

  /** Section 2.7.10: with event indices, the driver notifies of the position in `avail_event`. */
  #askForNotification(): void {
    if (!this.#port.negotiated(VIRTIO_F_EVENT_IDX)) return;
    this.#write(this.deviceArea + RING_ENTRIES + USED_ENTRY * this.size, le(this.#nextAvailable, 2));
  }

  #read16(address: number): number | undefined {
    const bytes = this.#port.dma.read(address, 2);
    if (bytes === undefined) {
      this.#port.fail(`no driver area at 0x${address.toString(16)}`);
      return undefined;
    }
    return u16(bytes, 0);
  }

  #write(address: number, bytes: Uint8Array): boolean {
    const done = this.#port.dma.write(address, bytes);
    if (!done) this.#port.fail(`no device area at 0x${address.toString(16)}`);
    return done;
  }
}
