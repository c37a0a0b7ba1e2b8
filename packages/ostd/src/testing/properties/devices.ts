/** Devices that a driver lets go on anything: a disk that answers when it likes, and a source of random bytes. */
import { Bytes } from '@racho/bytes';
import type { BlockBackend } from '@racho/machine';
import { KERNEL_BASE } from '../../arch/layout.ts';
import { current } from '../../context.ts';
import { vaddr, type DmaCoherent } from '../../index.ts';
import { virtualPageOf, type Ppn } from '../../mm/address.ts';
import { Rights } from '../../mm/page-table.unsafe.ts';

/** The virtio slots with something in them: disks come first. */
const SLOTS = { disk: 0x1000_1000, entropy: 0x1000_2000 } as const;
export type DeviceName = keyof typeof SLOTS;
/** Priorities, enable bits and threshold of hart 0's S-mode. */
const PLIC = { priority: 0x0c00_0000, enable: 0x0c00_2080, threshold: 0x0c20_1000 } as const;

// Registers, and bits of the status (virtio 1.2, 4.2.2 and 2.1).
const [DRIVER_FEATURES, DRIVER_FEATURES_SEL, QUEUE_NUM, QUEUE_READY, QUEUE_NOTIFY, STATUS] = [
  ...[0x20, 0x24, 0x38, 0x44, 0x50, 0x70],
] as const;
const [QUEUE_DESC, QUEUE_DRIVER, QUEUE_DEVICE] = [0x80, 0x90, 0xa0] as const;
const NEEDS_RESET = 64;
const [NEXT, WRITE] = [1, 2] as const;

/** Where things are in a queue's page. */
export const AREA = { available: 0x400, used: 0x800, header: 0xc00, status: 0xd00 } as const;

/** A piece of memory that the device reads or writes. */
export interface Buffer {
  readonly at: number;
  readonly length: number;
  readonly access: 'reads' | 'writes';
}

/** A disk that answers reads between steps of the machine: not at each of them, and long after its memory may be gone. */
export class LateDisk implements BlockBackend {
  readonly sectors = 64;
  readonly #pending: (() => void)[] = [];
  #turns = 0;

  readonly read: BlockBackend['read'] = (_sector, count, done) => {
    this.#pending.push(() => done(new Uint8Array(count * 512).fill(0xdd)));
  };

  readonly write: BlockBackend['write'] = (_sector, _bytes, done) => done(true);
  readonly flush: BlockBackend['flush'] = (done) => done(true);

  /** Between two steps. */
  answerSometimes(): void {
    if (this.#turns++ % 3 === 0) this.#pending.shift()?.();
  }
}

const set = (address: number, value: number): void => void current().supervisor.store(vaddr(address), value);

/** Puts the devices in reach of S-mode, and lets them interrupt; once for each system. */
export function connect(): void {
  for (const at of [...Object.values(SLOTS), ...Object.values(PLIC)]) {
    const page = virtualPageOf(vaddr(at - (at % 4096)));
    current().kernelSpace.table.map(page, page as number as Ppn, Rights.R | Rights.W);
  }
  for (let source = 1; source <= 8; source++) set(PLIC.priority + 4 * source, 1);
  set(PLIC.enable, 0x1fe);
  set(PLIC.threshold, 0);
}

/** Puts a request into the queue in the first page of `memory`; `kind` is what the header says, to a disk. */
export function prepare(memory: DmaCoherent, buffers: readonly Buffer[], kind: 'in' | 'out'): void {
  const bytes = Bytes.alloc(4096);
  bytes.setU32(AREA.header, kind === 'in' ? 0 : 1);
  buffers.forEach(({ at, length, access }, i) => {
    const last = i === buffers.length - 1;
    bytes.setU64(16 * i, BigInt(at));
    bytes.setU32(16 * i + 8, length);
    bytes.setU16(16 * i + 12, (last ? 0 : NEXT) | (access === 'writes' ? WRITE : 0));
    bytes.setU16(16 * i + 14, last ? 0 : i + 1);
  });
  bytes.setU16(AREA.available + 2, 1);
  memory.writer().write(bytes);
}

/** The three areas of a queue, anywhere. */
export interface Areas {
  readonly descriptors: number;
  readonly available: number;
  readonly used: number;
}

export type Outcome = 'goes on' | 'has stopped';

/** Resets the device, gives it the queue and lets it go. Gives whether it has stopped, having been refused something. */
export function go(device: DeviceName, { descriptors, available, used }: Areas): Outcome {
  const base = SLOTS[device];
  set(base + STATUS, 0);
  set(base + STATUS, 3);
  set(base + DRIVER_FEATURES_SEL, 1);
  set(base + DRIVER_FEATURES, 1); // VIRTIO_F_VERSION_1
  set(base + STATUS, 11);
  set(base + QUEUE_NUM, 8);
  for (const [register, area] of [[QUEUE_DESC, descriptors], [QUEUE_DRIVER, available], [QUEUE_DEVICE, used]] as const) {
    set(base + register, area % 2 ** 32);
    set(base + register + 4, Math.floor(area / 2 ** 32));
  } // prettier-ignore
  set(base + QUEUE_READY, 1);
  set(base + STATUS, 15);
  return ring(device);
}

/** Tells the device that there is something to do, whatever has become of its queue. */
export function ring(device: DeviceName): Outcome {
  const { supervisor } = current();
  set(SLOTS[device] + QUEUE_NOTIFY, 0);
  for (let i = 0; i < 4; i++) supervisor.load(vaddr(KERNEL_BASE)); // time for the device
  return (Number(supervisor.load(vaddr(SLOTS[device] + STATUS)) & 0xffn) & NEEDS_RESET) === 0
    ? 'goes on'
    : 'has stopped';
}
