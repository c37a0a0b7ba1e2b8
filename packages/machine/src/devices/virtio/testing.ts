/** For tests: guest memory, a slot with a device, and a driver that keeps the rules unless told otherwise. */
import { VIRTQ_DESC_F_NEXT, VIRTQ_DESC_F_WRITE } from './descriptors.ts';
import type { VirtioDevice } from './device.ts';
import { le, u16, u32, type Dma } from './dma.ts';
import { COMMON_FEATURES, featureWords } from './features.ts';
import { VirtioMmio } from './mmio.ts';
import { Work } from './work.ts';

export const RAM_BASE = 0x8000_0000;
export const RAM_SIZE: number = 1 << 20;

/** RAM behind a filter that lets everything through which is RAM. */
export class TestRam implements Dma {
  readonly bytes: Uint8Array = new Uint8Array(RAM_SIZE);

  contains(address: number, length: number): boolean {
    return address >= RAM_BASE && address + length <= RAM_BASE + RAM_SIZE;
  }

  read(address: number, length: number): Uint8Array | undefined {
    if (!this.contains(address, length)) return undefined;
    return this.bytes.subarray(address - RAM_BASE, address - RAM_BASE + length);
  }

  write(address: number, bytes: Uint8Array): boolean {
    if (!this.contains(address, bytes.length)) return false;
    this.bytes.set(bytes, address - RAM_BASE);
    return true;
  }
}

export interface Descriptor {
  readonly address: number;
  readonly length: number;
  readonly flags: number;
  readonly next: number;
}

/** Where a queue's areas are: each queue has 16 KiB, from 64 KiB on for buffers. */
const areas = (queue: number) => ({
  descriptors: RAM_BASE + 0x4000 * queue,
  driver: RAM_BASE + 0x4000 * queue + 0x2000,
  device: RAM_BASE + 0x4000 * queue + 0x3000,
});
export const BUFFERS: number = RAM_BASE + 0x1_0000;

/** A buffer that the driver wrote, or the size of one that the device is to write. */
export type Buffer = Uint8Array | number;

export class TestDriver {
  readonly ram: TestRam = new TestRam();
  readonly work: Work = new Work(() => undefined);
  readonly slot: VirtioMmio;
  /** Level of the interrupt line. */
  level = 0;
  readonly size: number;
  /** What the device let through to the host. */
  thrown: unknown;
  readonly #available: number[] = [];
  readonly #used: number[] = [];
  /** First free descriptor of each queue, and first free buffer byte; nothing is given back. */
  readonly #free: number[] = [];
  #buffers = BUFFERS;

  /** @param size - descriptors of each queue */
  constructor(device: VirtioDevice | undefined, size = 16) {
    this.size = size;
    this.slot = new VirtioMmio(0, device, {
      dma: this.ram,
      work: this.work,
      setLevel: (_, level) => (this.level = level),
      call: (run) => {
        try {
          run();
        } catch (error) {
          this.thrown = error;
        }
      },
    });
  }

  get(register: number): number {
    return this.slot.read(register, 4)!;
  }

  set(register: number, value: number): void {
    this.slot.write(register, 4, value);
  }

  get status(): number {
    return this.get(0x70);
  }

  /** Up to DRIVER_OK (virtio 1.2, section 3.1.1); `features` besides VERSION_1 and what else is `common`. */
  start(features: readonly number[] = [], common: readonly number[] = COMMON_FEATURES, queues = 1): void {
    this.set(0x70, 0);
    this.set(0x70, 1);
    this.set(0x70, 3);
    featureWords([...common, ...features]).forEach((word, i) => {
      this.set(0x24, i);
      this.set(0x20, word);
    });
    this.set(0x70, 11);
    for (let queue = 0; queue < queues; queue++) this.setQueue(queue);
    this.set(0x70, 15);
  }

  setQueue(queue: number): void {
    const { descriptors, driver, device } = areas(queue);
    this.#available[queue] = this.#used[queue] = this.#free[queue] = 0;
    this.ram.bytes.fill(0, descriptors - RAM_BASE, descriptors - RAM_BASE + 0x4000);
    this.set(0x30, queue);
    this.set(0x38, this.size);
    this.set(0x80, descriptors);
    this.set(0x90, driver);
    this.set(0xa0, device);
    this.set(0x44, 1);
  }

  writeDescriptor(table: number, index: number, { address, length, flags, next }: Descriptor): void {
    const entry = Uint8Array.of(...le(address, 8), ...le(length, 4), ...le(flags, 2), ...le(next, 2));
    this.ram.write(table + 16 * index, entry);
  }

  /** Room for `length` bytes in RAM. */
  allocate(length: number): number {
    const address = this.#buffers;
    this.#buffers += Math.ceil(length / 16) * 16;
    return address;
  }

  /** Puts a chain into the descriptor table, or into a table at `indirect`; gives the addresses of its buffers. */
  chain(queue: number, buffers: readonly Buffer[], indirect?: number): number[] {
    const table = indirect ?? areas(queue).descriptors;
    const first = indirect === undefined ? this.#free[queue]! : 0;
    const addresses = buffers.map((buffer, i) => {
      const length = typeof buffer === 'number' ? buffer : buffer.length;
      const address = this.allocate(length);
      if (typeof buffer !== 'number') this.ram.write(address, buffer);
      const last = i === buffers.length - 1;
      const flags = (typeof buffer === 'number' ? VIRTQ_DESC_F_WRITE : 0) | (last ? 0 : VIRTQ_DESC_F_NEXT);
      this.writeDescriptor(table, (first + i) % this.size, {
        address,
        length,
        flags,
        next: (first + i + 1) % this.size,
      });
      return address;
    });
    if (indirect === undefined) this.#free[queue] = (first + buffers.length) % this.size;
    return addresses;
  }

  /** Makes the chain that begins at `head` available. */
  offer(queue: number, head: number): void {
    const { driver } = areas(queue);
    const position = this.#available[queue]!;
    this.ram.write(driver + 4 + 2 * (position % this.size), le(head, 2));
    this.#available[queue] = position + 1;
    this.ram.write(driver + 2, le((position + 1) % 0x1_0000, 2));
  }

  notify(queue: number): void {
    this.set(0x50, queue);
  }

  /** A request by the rules; gives where its buffers are. */
  request(queue: number, buffers: readonly Buffer[]): number[] {
    const head = this.#free[queue]!;
    const addresses = this.chain(queue, buffers);
    this.offer(queue, head);
    this.notify(queue);
    return addresses;
  }

  /** What has come back since the last call. */
  used(queue: number): { readonly head: number; readonly length: number }[] {
    const { device } = areas(queue);
    const index = u16(this.ram.read(device + 2, 2)!, 0);
    const elements = [];
    for (let at = this.#used[queue]!; at % 0x1_0000 !== index; at++) {
      const element = this.ram.read(device + 4 + 8 * (at % this.size), 8)!;
      elements.push({ head: u32(element, 0), length: u32(element, 4) });
      this.#used[queue] = at + 1;
    }
    return elements;
  }

  bytes(address: number, length: number): Uint8Array {
    return this.ram.read(address, length)!.slice();
  }

  /** The `flags` of the available ring, or `used_event` behind it. */
  writeDriverArea(queue: number, field: 'flags' | 'used_event', value: number): void {
    this.ram.write(areas(queue).driver + (field === 'flags' ? 0 : 4 + 2 * this.size), le(value, 2));
  }

  availEvent(queue: number): number {
    return u16(this.ram.read(areas(queue).device + 4 + 8 * this.size, 2)!, 0);
  }
}
