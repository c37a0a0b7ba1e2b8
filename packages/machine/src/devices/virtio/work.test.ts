/** A driver that asks for much at once is served in pieces. */
import { expect, test } from 'vitest';
import { memoryDisk } from '../backends/memory-disk.ts';
import { VirtioBlock } from './block.ts';
import { VIRTQ_DESC_F_NEXT, VIRTQ_DESC_F_WRITE } from './descriptors.ts';
import { BUFFERS, RAM_BASE, TestDriver } from './testing.ts';
import { WORK_MAX } from './work.ts';

const DATA = 512 * 1024;
const REQUESTS = 20;

/** A disk, and so many requests in its queue which all read the same half MiB to the same place. */
function loaded(): TestDriver {
  const driver = new TestDriver(new VirtioBlock(memoryDisk(new Uint8Array(DATA).fill(7)), 'racho-0'), 64);
  driver.start();
  driver.ram.write(BUFFERS, new Uint8Array(16));
  const pieces = [
    [BUFFERS, 16, VIRTQ_DESC_F_NEXT],
    [BUFFERS + 16, DATA, VIRTQ_DESC_F_WRITE | VIRTQ_DESC_F_NEXT],
    [BUFFERS + 16 + DATA, 1, VIRTQ_DESC_F_WRITE],
  ] as const;
  pieces.forEach(([address, length, flags], i) =>
    driver.writeDescriptor(RAM_BASE, i, { address, length, flags, next: i + 1 }),
  );
  for (let i = 0; i < REQUESTS; i++) driver.offer(0, 0);
  return driver;
}

test('the rest is left for later, and nothing is lost', () => {
  const driver = loaded();
  driver.notify(0);
  const pieces: number[] = [];
  for (;;) {
    const served = driver.used(0).length;
    if (served === 0) break;
    pieces.push(served);
    const { pending } = driver.work;
    expect(driver.work.reset()).toBeLessThan(WORK_MAX + DATA + 1000);
    if (pending) driver.slot.resume();
  }
  // Eight of half a MiB reach the limit.
  expect(pieces).toEqual([8, 8, 4]);
  expect(driver.work.pending).toBe(false);
});

test('notifications meanwhile do not get more', () => {
  const driver = loaded();
  for (let i = 0; i < 10; i++) driver.notify(0);
  expect(driver.used(0)).toHaveLength(8);
});

test('a reset forgets what was left', () => {
  const driver = loaded();
  driver.notify(0);
  driver.used(0);
  driver.set(0x70, 0);
  driver.start();
  driver.work.reset();
  driver.slot.resume();
  expect([driver.used(0), driver.status]).toEqual([[], 15]);
});

test('a queue that is left alone costs nothing', () => {
  const driver = loaded();
  driver.work.reset();
  driver.slot.resume();
  expect([driver.used(0), driver.work.done]).toEqual([[], 0]);
});
