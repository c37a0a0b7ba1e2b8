/** A network interface. Spec: virtio 1.2, section 5.1 "Network Device". */
import type { Fields } from '../../snapshot/fields.ts';
import type { PacketPort } from '../backends/ports.ts';
import type { VirtioDevice, VirtioPort } from './device.ts';

const VIRTIO_NET_F_MAC = 5;

const RECEIVEQ = 0;
const TRANSMITQ = 1;
const QUEUE_SIZE = 256;

/** `struct virtio_net_hdr` with `num_buffers`, as every driver that negotiated VERSION_1 has it. */
const HEADER_SIZE = 12;
const NUM_BUFFERS = 10;

/** mac, status, max_virtqueue_pairs and mtu; only the first is offered. */
const CONFIG_SIZE = 12;
/** QEMU's default address. */
const MAC_DEFAULT = [0x52, 0x54, 0x00, 0x12, 0x34, 0x56];

/** Bytes of a frame: an Ethernet header, and with a VLAN tag and 1500 bytes of payload behind it. */
const FRAME_MIN = 14;
const FRAME_MAX = 1518;
/** Frames that wait for a buffer of the driver; more are lost. */
const BACKLOG = 256;

export class VirtioNet implements VirtioDevice {
  readonly name = 'net';
  readonly id = 1;
  readonly features: readonly number[] = [VIRTIO_NET_F_MAC];
  readonly queueSizes: readonly number[] = [QUEUE_SIZE, QUEUE_SIZE];
  readonly config: Uint8Array = new Uint8Array(CONFIG_SIZE);
  readonly #wire: PacketPort;
  #backlog: Uint8Array[] = [];
  #port: VirtioPort | undefined;

  constructor(wire: PacketPort) {
    this.#wire = wire;
    this.config.set(wire.mac ?? MAC_DEFAULT);
  }

  connect(port: VirtioPort): void {
    this.#port = port;
    this.#wire.onReceive((frame) => this.#receive(frame));
  }

  notify(queue: number): void {
    if (queue === RECEIVEQ) this.#deliver();
    else this.#transmit();
  }

  reset(): void {
    this.#backlog = [];
  }

  exchange(fields: Fields): void {
    fields.same('config', this.config);
    const count = fields.integer('backlog', this.#backlog.length, BACKLOG);
    const frame = (_: unknown, i: number): Uint8Array =>
      fields.bytes('frame', this.#backlog[i] ?? new Uint8Array(0), FRAME_MAX);
    this.#backlog = Array.from({ length: count }, frame);
  }

  /** Without a driver that listens, and beyond the backlog, frames are lost. */
  #receive(frame: Uint8Array): void {
    if (frame.length < FRAME_MIN || frame.length > FRAME_MAX) return;
    const queue = this.#port?.queues[RECEIVEQ];
    if (queue?.ready !== true || this.#backlog.length === BACKLOG) return;
    this.#backlog.push(frame.slice());
    this.#deliver();
  }

  /** Section 5.1.6.4: a header of zeros, as no offloads were negotiated, but for the number of buffers. */
  #deliver(): void {
    const queue = this.#port?.queues[RECEIVEQ];
    while (this.#backlog.length > 0) {
      const chain = queue?.pop();
      if (chain === undefined) return;
      const frame = this.#backlog.shift()!;
      const packet = new Uint8Array(HEADER_SIZE + frame.length);
      packet[NUM_BUFFERS] = 1;
      packet.set(frame, HEADER_SIZE);
      // Drivers must offer 1526 bytes (section 5.1.6.3.1); in a smaller buffer a frame is lost.
      if (packet.length > chain.writable) chain.complete(0);
      else if (chain.write(0, packet)) chain.complete(packet.length);
    }
  }

  #transmit(): void {
    const queue = this.#port?.queues[TRANSMITQ];
    for (let chain = queue?.pop(); chain !== undefined; chain = queue?.pop()) {
      const length = chain.readable - HEADER_SIZE;
      const sound = length >= FRAME_MIN && length <= FRAME_MAX;
      const frame = sound ? chain.read(HEADER_SIZE, length) : undefined;
      chain.complete(0);
      if (frame !== undefined) this.#wire.send(frame);
    }
  }
}
