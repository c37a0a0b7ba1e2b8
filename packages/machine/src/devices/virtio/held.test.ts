/** A driver cannot fill the host with requests to a slow back-end. */
import { describe, expect, test } from 'vitest';
import type { Fields } from '../../snapshot/fields.ts';
import type { BlockBackend } from '../backends/block-backend.ts';
import { VirtioBlock } from './block.ts';
import { CHAIN_BYTES_MAX, VIRTQ_DESC_F_NEXT, VIRTQ_DESC_F_WRITE } from './descriptors.ts';
import type { VirtioDevice } from './device.ts';
import { Held, HELD_MAX } from './held.ts';
import { VirtioP9 } from './p9.ts';
import { BUFFERS, RAM_BASE, TestDriver } from './testing.ts';

const PIECE = 1 << 19;
const PIECES = 8;
const REQUESTS = 12;

/** A back-end that has not answered yet. */
class Slow {
  readonly waiting: (() => void)[] = [];
  held = 0;
  most = 0;

  ask(bytes: number, answer: () => void): void {
    this.held += bytes;
    this.most = Math.max(this.most, this.held);
    this.waiting.push(() => {
      this.held -= bytes;
      answer();
    });
  }

  disk(): BlockBackend {
    return {
      sectors: 1 << 20,
      read: (_, count, done) => this.ask(512 * count, () => done(undefined)),
      write: (_, bytes, done) => this.ask(bytes.length, () => done(true)),
      flush: (done) => this.ask(0, () => done(true)),
    };
  }
}

/** A driver with a request of so many pieces, all of the same memory, offered so often. */
function ask(driver: TestDriver, type: number, flags: number, pieces = PIECES): void {
  driver.start();
  driver.ram.write(BUFFERS, Uint8Array.of(type));
  const chain = [
    [BUFFERS, 16, VIRTQ_DESC_F_NEXT],
    ...Array.from({ length: pieces }, () => [BUFFERS, PIECE, flags | VIRTQ_DESC_F_NEXT] as const),
    [BUFFERS + 32, 1, VIRTQ_DESC_F_WRITE],
  ] as const;
  chain.forEach(([address, length, flag], i) =>
    driver.writeDescriptor(RAM_BASE, i, { address, length, flags: flag, next: i + 1 }),
  );
  for (let i = 0; i < REQUESTS; i++) driver.offer(0, 0);
  driver.notify(0);
}

/** Lets devices do all that they left for later. */
function settle({ work, slot }: TestDriver): void {
  while (work.pending) {
    work.reset();
    slot.resume();
  }
}

describe.each([
  ['reads', 0, VIRTQ_DESC_F_WRITE],
  ['writes', 1, 0],
] as const)('of %s', (_, type, flags) => {
  test('no more than the bound are begun, and the others when there is room again', () => {
    const slow = new Slow();
    const driver = new TestDriver(new VirtioBlock(slow.disk(), 'racho-0'), 64);
    ask(driver, type, flags);
    settle(driver);
    expect([slow.waiting.length, driver.used(0)]).toEqual([4, []]);
    let back = 0;
    while (slow.waiting.length > 0) {
      slow.waiting.shift()!();
      settle(driver);
      back += driver.used(0).length;
    }
    expect([back, driver.status]).toEqual([REQUESTS, 15]);
    expect(slow.most).toBeLessThanOrEqual(HELD_MAX + CHAIN_BYTES_MAX);
  });

  test('a reset does not let more begin', () => {
    const slow = new Slow();
    const driver = new TestDriver(new VirtioBlock(slow.disk(), 'racho-0'), 64);
    for (let i = 0; i < 20; i++) {
      ask(driver, type, flags);
      settle(driver);
    }
    expect(slow.waiting).toHaveLength(4);
    // Answers to those of earlier lives make room for the requests of this one; what is told twice counts once.
    const [first, second] = slow.waiting.splice(0);
    first!();
    first!();
    settle(driver);
    expect([slow.waiting.length, driver.used(0)]).toEqual([1, []]);
    second!();
    settle(driver);
    expect(slow.waiting).toHaveLength(2);
  });
});

test('requests without data count, too', () => {
  const slow = new Slow();
  const driver = new TestDriver(new VirtioBlock(slow.disk(), 'racho-0'), 64);
  for (let i = 0; i < 1000; i++) {
    ask(driver, 4, 0, 0);
    settle(driver);
  }
  expect(slow.waiting).toHaveLength(HELD_MAX / 4096);
});

test('and messages to a 9P server', () => {
  const slow = new Slow();
  const serve = (message: Uint8Array, reply: (message: Uint8Array) => void): void =>
    slow.ask(message.length, () => reply(new Uint8Array(7)));
  const device: VirtioDevice = new VirtioP9({ tag: 'x', serve, reset: () => undefined });
  const driver = new TestDriver(device, 64);
  for (let i = 0; i < 20; i++) {
    driver.start();
    driver.ram.write(BUFFERS, Uint8Array.of(0, 0, 8));
    driver.writeDescriptor(RAM_BASE, 0, { address: BUFFERS, length: PIECE, flags: VIRTQ_DESC_F_NEXT, next: 1 });
    driver.writeDescriptor(RAM_BASE, 1, { address: BUFFERS, length: 16, flags: VIRTQ_DESC_F_WRITE, next: 0 });
    for (let j = 0; j < REQUESTS; j++) driver.offer(0, 0);
    driver.notify(0);
    settle(driver);
  }
  expect(slow.held).toBeLessThanOrEqual(HELD_MAX + PIECE);
  // Those of the last life are served without another notification.
  while (slow.waiting.length > 0) {
    slow.waiting.shift()!();
    settle(driver);
  }
  expect([driver.used(0).length, driver.status]).toEqual([REQUESTS, 15]);
});

test('a snapshot waits until none has to wait', () => {
  const save = { direction: 'save' } as Fields;
  const held = new Held('block', () => undefined);
  const release = held.take(HELD_MAX);
  expect(() => held.exchange(save)).not.toThrow();
  expect(held.hasRoom()).toBe(false);
  expect(() => held.exchange(save)).toThrow(expect.objectContaining({ code: 'E_SNAPSHOT_BUSY' }));
  release();
  expect(held.hasRoom()).toBe(true);
  expect(() => held.exchange(save)).not.toThrow();
});
