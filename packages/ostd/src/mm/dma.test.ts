/** A real device of the machine, driven from S-mode: it reaches what was given to it, and nothing else. */
import { Bytes } from '@racho/bytes';
import { describe, expect, it } from 'vitest';
import { KERNEL_BASE } from '../arch/layout.ts';
import { current } from '../context.ts';
import { DmaCoherent, FrameAllocOptions, PAGE_SIZE, vaddr } from '../index.ts';
import { runTask } from '../testing/run.ts';
import { virtualPageOf, type Ppn } from './address.ts';
import { permitsDma } from './dma.ts';
import { FrameTable } from './frame-table.ts';
import { Rights } from './page-table.unsafe.ts';

/** The first virtio slot, which has the entropy device when there are no drives. */
const DEVICE = 0x1000_1000;
// Registers, and bits of the status (virtio 1.2, 4.2.2 and 2.1).
const [DRIVER_FEATURES, DRIVER_FEATURES_SEL, QUEUE_NUM, QUEUE_READY, QUEUE_NOTIFY, STATUS] = [
  ...[0x20, 0x24, 0x38, 0x44, 0x50, 0x70],
] as const;
const [QUEUE_DESC, QUEUE_DRIVER, QUEUE_DEVICE] = [0x80, 0x90, 0xa0] as const;
const NEEDS_RESET = 64;
// Where things are in the queue's page.
const [AVAIL, USED] = [0x400, 0x800] as const;
const LENGTH = 64;

/** Has the device fill `LENGTH` bytes at `buffer`, by a queue at `queue`. Gives its status. */
function fill(queue: DmaCoherent, buffer: number): number {
  const { supervisor } = current();
  const set = (register: number, value: number): void => void supervisor.store(vaddr(DEVICE + register), value);
  const descriptor = new DataView(new ArrayBuffer(16));
  descriptor.setUint32(0, buffer, true);
  descriptor.setUint32(8, LENGTH, true);
  descriptor.setUint16(12, 2, true); // the device writes
  const put = (at: number, bytes: Bytes): void => {
    const writer = queue.writer();
    writer.skip(at);
    expect(writer.write(bytes)).toEqual({ done: bytes.length });
  };
  put(0, Bytes.from(new Uint8Array(descriptor.buffer)));
  put(AVAIL, Bytes.from(Uint8Array.of(0, 0, 1, 0, 0, 0)));
  set(STATUS, 0);
  set(STATUS, 3);
  set(DRIVER_FEATURES_SEL, 1);
  set(DRIVER_FEATURES, 1); // VIRTIO_F_VERSION_1
  set(STATUS, 11);
  set(QUEUE_NUM, 8);
  set(QUEUE_DESC, queue.paddr);
  set(QUEUE_DRIVER, queue.paddr + AVAIL);
  set(QUEUE_DEVICE, queue.paddr + USED);
  set(QUEUE_READY, 1);
  set(STATUS, 15);
  set(QUEUE_NOTIFY, 0);
  for (let i = 0; i < 4; i++) supervisor.load(vaddr(KERNEL_BASE)); // time for the device
  return Number(supervisor.load(vaddr(DEVICE + STATUS)) & 0xffn);
}

/** Runs `body` with the device in reach of S-mode. */
function withDevice(body: () => void, checks: 'on' | 'off' = 'off'): void {
  const machine = { clock: 'deterministic' } as const;
  const options = checks === 'on' ? ({ checks, machine } as const) : { machine };
  runTask(function* () {
    const page = virtualPageOf(vaddr(DEVICE));
    expect(current().kernelSpace.table.map(page, page as number as Ppn, Rights.R | Rights.W)).toBe('mapped');
    body();
    yield* [];
  }, options);
}

const allocate = (pages = 1): DmaCoherent => DmaCoherent.allocate(pages)!;
const isZero = (bytes: Bytes): boolean => bytes.equals(Bytes.alloc(bytes.length));

describe('DMA', () => {
  it('reaches memory that was given to devices', () => {
    withDevice(() => {
      const [queue, buffer] = [allocate(), allocate(2)];
      expect(fill(queue, buffer.paddr + PAGE_SIZE - 8) & NEEDS_RESET).toBe(0);
      const bytes = Bytes.alloc(buffer.size);
      expect(buffer.reader().read(bytes)).toEqual({ done: buffer.size });
      expect(isZero(bytes.slice(PAGE_SIZE - 8, PAGE_SIZE - 8 + LENGTH))).toBe(false);
      expect(isZero(bytes.slice(0, PAGE_SIZE - 8))).toBe(true);
    }, 'on');
  });

  it.each([
    ['an untyped frame', () => FrameAllocOptions.allocFrame()!.paddr],
    ['a page table', () => current().kernelSpace.table.root * PAGE_SIZE],
    ['the image', () => current().image.end - PAGE_SIZE],
    ['the firmware', () => 0x8000_0000],
    ['what is free', () => {
      const gone = allocate();
      const at = gone.paddr;
      gone.release();
      return at;
    }], // prettier-ignore
    ['the end of what was given', () => {
      const [given, next] = [allocate(), FrameAllocOptions.allocFrame()!];
      expect(next.paddr).toBe(given.paddr + PAGE_SIZE);
      return given.paddr + PAGE_SIZE - 8;
    }], // prettier-ignore
  ])('does not reach %s: the device stops', (_what, target) => {
    withDevice(() => {
      const queue = allocate();
      expect(fill(queue, target()) & NEEDS_RESET).toBe(NEEDS_RESET);
    }, 'on');
  });

  it('does not reach its queue once that was released', () => {
    withDevice(() => {
      const queue = allocate();
      const { supervisor } = current();
      expect(fill(queue, queue.paddr + 0xc00) & NEEDS_RESET).toBe(0);
      queue.release();
      supervisor.store(vaddr(DEVICE + QUEUE_NOTIFY), 0);
      supervisor.load(vaddr(KERNEL_BASE));
      expect(Number(supervisor.load(vaddr(DEVICE + STATUS)) & 0xffn) & NEEDS_RESET).toBe(NEEDS_RESET);
    });
  });
});

describe('memory for DMA', () => {
  it('is contiguous, zeroed, given back, and refused after that', () => {
    withDevice(() => {
      const before = FrameAllocOptions.free();
      const memory = allocate(3);
      expect(FrameAllocOptions.free()).toBe(before - 3);
      const bytes = Bytes.alloc(memory.size);
      expect(memory.writer().fill(7, 2 * PAGE_SIZE)).toEqual({ done: 2 * PAGE_SIZE });
      expect(memory.reader().read(bytes)).toEqual({ done: 3 * PAGE_SIZE });
      expect([bytes.at(2 * PAGE_SIZE - 1), bytes.at(2 * PAGE_SIZE)]).toEqual([7, 0]);
      const [reader, writer] = [memory.reader(), memory.writer()];
      memory.release();
      expect(FrameAllocOptions.free()).toBe(before);
      const uses = [
        () => memory.paddr,
        () => memory.reader(),
        () => memory.writer(),
        () => memory.release(),
        () => reader.read(Bytes.alloc(1)),
        () => writer.fill(1, 1),
      ];
      for (const use of uses) expect(use).toThrow(expect.objectContaining({ code: 'E_HANDLE' }));
      for (const pages of [0, -1, 0.5, NaN, 1025]) {
        expect(() => DmaCoherent.allocate(pages)).toThrow(expect.objectContaining({ code: 'E_ARGUMENT' }));
      }
      expect(DmaCoherent.allocate(1024)?.size).toBe(1024 * PAGE_SIZE);
    });
  });
});

describe('the filter', () => {
  it('asks for every frame of a range', () => {
    const table = new FrameTable(0x80000 as Ppn, 4);
    for (const [page, kind] of [[0x80001, 'dma'], [0x80002, 'dma'], [0x80003, 'untyped']] as const) {
      table.claim(page as Ppn);
      table.publish(page as Ppn, kind);
    } // prettier-ignore
    const permits = permitsDma(table);
    expect([permits(0x8000_1000, 0x2000), permits(0x8000_1fff, 1), permits(0x8000_1008, 0)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([permits(0x8000_0fff, 2), permits(0x8000_2000, 0x1001), permits(0x8000_3000, 1)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(permits(0xffff_f000, 4096)).toBe(false);
  });
});
