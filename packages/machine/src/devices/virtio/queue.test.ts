import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Chain } from './chain.ts';
import { CHAIN_BYTES_MAX } from './descriptors.ts';
import type { VirtioDevice, VirtioPort } from './device.ts';
import { VIRTIO_F_EVENT_IDX, VIRTIO_F_INDIRECT_DESC, VIRTIO_F_VERSION_1 } from './features.ts';
import { BUFFERS, RAM_BASE, RAM_SIZE, TestDriver, type Buffer } from './testing.ts';

const PLAIN = [VIRTIO_F_VERSION_1];
const INDIRECT = [VIRTIO_F_VERSION_1, VIRTIO_F_INDIRECT_DESC];
const EVENTS = [VIRTIO_F_VERSION_1, VIRTIO_F_EVENT_IDX];

const NEXT = 1;
const WRITE = 2;
const TABLE = 4;

/** Copies what it reads to where it may write, at once or when it is told. */
class Echo implements VirtioDevice {
  readonly name = 'echo';
  readonly id = 42;
  readonly features: readonly number[] = [];
  readonly queueSizes: readonly number[] = [16];
  readonly config: Uint8Array = new Uint8Array(0);
  readonly held: Chain[] = [];
  holds = false;
  port: VirtioPort | undefined;

  connect(port: VirtioPort): void {
    this.port = port;
  }

  notify(): void {
    const queue = this.port!.queues[0]!;
    for (let chain = queue.pop(); chain !== undefined; chain = queue.pop()) {
      if (this.holds) this.held.push(chain);
      else this.serve(chain);
    }
  }

  serve(chain: Chain): void {
    const length = Math.min(chain.readable, chain.writable);
    const bytes = chain.read(0, length);
    if (bytes !== undefined && chain.write(0, bytes)) chain.complete(length);
  }
}

function start(common: readonly number[] = PLAIN) {
  const device = new Echo();
  const driver = new TestDriver(device);
  driver.start([], common);
  return { device, driver };
}

const bytesOf = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

describe('chains', () => {
  test('are served however they are cut up', () => {
    const cuts = fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cuts, cuts), { minLength: 1, maxLength: 5 }), (requests) => {
        const { driver } = start();
        let next = 0;
        for (const [lengths, rooms] of requests) {
          const pieces = lengths.map((length) => Uint8Array.from({ length }, () => next++ % 256));
          const addresses = driver.request(0, [...pieces, ...rooms]);
          const sent = pieces.flatMap((piece) => [...piece]);
          const got = rooms.flatMap((room, i) => [...driver.bytes(addresses[pieces.length + i]!, room)]);
          const length = Math.min(sent.length, got.length);
          expect(got.slice(0, length)).toEqual(sent.slice(0, length));
          expect(driver.used(0)).toMatchObject([{ length }]);
        }
        expect(driver.status).toBe(15);
      }),
    );
  });

  test('go round the rings for ever', () => {
    const device = new Echo();
    const driver = new TestDriver(device, 4);
    driver.start([], PLAIN);
    const room = driver.allocate(1);
    driver.writeDescriptor(RAM_BASE, 0, { address: BUFFERS, length: 1, flags: NEXT, next: 3 });
    driver.writeDescriptor(RAM_BASE, 3, { address: room, length: 1, flags: WRITE, next: 0 });
    for (let i = 0; i < 70_000; i++) {
      driver.offer(0, 0);
      driver.notify(0);
      driver.work.reset();
      if (driver.used(0).length !== 1) throw new Error(`request ${i} did not come back`);
    }
    expect(driver.status).toBe(15);
  });

  test('may be in an indirect table, alone or behind others', () => {
    const { driver } = start(INDIRECT);
    const table = driver.allocate(32);
    const [, room] = driver.chain(0, [bytesOf(2, 3), 3], table);
    const first = driver.allocate(1);
    driver.ram.write(first, bytesOf(1));
    // What the descriptor of the table says of writing does not matter.
    for (const [index, flags] of [
      [0, TABLE],
      [2, TABLE | WRITE],
    ] as const) {
      driver.writeDescriptor(RAM_BASE, index, { address: table, length: 32, flags, next: 9 });
    }
    driver.writeDescriptor(RAM_BASE, 1, { address: first, length: 1, flags: NEXT, next: 2 });
    driver.offer(0, 0);
    driver.notify(0);
    expect([driver.used(0), driver.bytes(room!, 3)]).toEqual([[{ head: 0, length: 2 }], bytesOf(2, 3, 0)]);
    driver.offer(0, 1);
    driver.notify(0);
    expect([driver.used(0), driver.bytes(room!, 3)]).toEqual([[{ head: 1, length: 3 }], bytesOf(1, 2, 3)]);
    expect(driver.status).toBe(15);
  });

  test('of an indirect table may be longer than the queue', () => {
    const { driver } = start(INDIRECT);
    const table = driver.allocate(16 * 40);
    for (let i = 0; i < 40; i++) {
      driver.writeDescriptor(table, i, { address: BUFFERS, length: 1, flags: i < 39 ? NEXT : WRITE, next: i + 1 });
    }
    driver.writeDescriptor(RAM_BASE, 0, { address: table, length: 16 * 40, flags: TABLE, next: 0 });
    driver.offer(0, 0);
    driver.notify(0);
    expect([driver.status, driver.used(0)]).toEqual([15, [{ head: 0, length: 1 }]]);
  });
});

describe('completion', () => {
  test('may come later and in another order', () => {
    const { device, driver } = start();
    device.holds = true;
    const [, a] = driver.request(0, [bytesOf(1), 1]);
    const [, b] = driver.request(0, [bytesOf(2), 1]);
    expect([driver.used(0), driver.level]).toEqual([[], 0]);
    for (const chain of [...device.held].reverse()) device.serve(chain);
    expect(driver.used(0)).toEqual([
      { head: 2, length: 1 },
      { head: 0, length: 1 },
    ]);
    expect([driver.level, driver.bytes(a!, 1), driver.bytes(b!, 1)]).toEqual([1, bytesOf(1), bytesOf(2)]);
  });

  test('counts once', () => {
    const { device, driver } = start();
    device.holds = true;
    driver.request(0, [bytesOf(1)]);
    device.held[0]!.complete(0);
    device.held[0]!.complete(0);
    expect(driver.used(0)).toHaveLength(1);
  });

  test.each([
    ['a reset of the device', 0x70, 0],
    ['the end of the queue', 0x44, 0],
  ])('does nothing after %s', (_, register, value) => {
    const { device, driver } = start();
    device.holds = true;
    driver.request(0, [bytesOf(1), 1]);
    driver.set(register, value);
    driver.start([], PLAIN);
    device.held[0]!.read(0, 99);
    device.held[0]!.complete(1);
    expect([driver.used(0), driver.level, driver.status]).toEqual([[], 0, 15]);
  });
});

describe('notifications', () => {
  test('are left out when the driver does not want them', () => {
    const { driver } = start();
    driver.writeDriverArea(0, 'flags', 1);
    driver.request(0, [bytesOf(1)]);
    expect([driver.used(0).length, driver.level]).toEqual([1, 0]);
    driver.writeDriverArea(0, 'flags', 0);
    driver.request(0, [bytesOf(1)]);
    expect(driver.level).toBe(1);
  });

  test('with event indices come at the position the driver chose', () => {
    const { driver } = start(EVENTS);
    driver.writeDriverArea(0, 'flags', 1); // does not matter then
    driver.writeDriverArea(0, 'used_event', 2);
    const levels = Array.from({ length: 4 }, () => {
      driver.set(0x64, 1);
      driver.request(0, [bytesOf(1)]);
      return driver.level;
    });
    expect(levels).toEqual([0, 0, 1, 0]);
    expect(driver.availEvent(0)).toBe(4);
  });
});

describe('a driver that breaks the rules stops its device', () => {
  const chainOf = (
    ...descriptors: readonly (readonly [address: number, length: number, flags: number, next: number])[]
  ) => descriptors.map(([address, length, flags, next]) => ({ address, length, flags, next }));
  const WRONG = RAM_BASE + RAM_SIZE;

  test.each([
    ['a loop', PLAIN, chainOf([BUFFERS, 1, NEXT, 1], [BUFFERS, 1, NEXT, 0])],
    ['a descriptor that is its own next', PLAIN, chainOf([BUFFERS, 1, NEXT, 0])],
    ['a next beyond the table', PLAIN, chainOf([BUFFERS, 1, NEXT, 16])],
    ['readable behind writable', PLAIN, chainOf([BUFFERS, 1, NEXT | WRITE, 1], [BUFFERS, 1, 0, 0])],
    ['a readable buffer outside RAM', PLAIN, chainOf([WRONG, 1, NEXT, 1], [BUFFERS, 1, WRITE, 0])],
    ['one that ends outside RAM', PLAIN, chainOf([WRONG - 1, 2, NEXT, 1], [BUFFERS, 2, WRITE, 0])],
    ['a writable buffer outside RAM', PLAIN, chainOf([BUFFERS, 1, NEXT, 1], [RAM_BASE - 1, 1, WRITE, 0])],
    ['an address beyond 2^53', PLAIN, chainOf([2 ** 63, 1, NEXT, 1], [BUFFERS, 1, WRITE, 0])],
    ['too many bytes', PLAIN, chainOf([BUFFERS, CHAIN_BYTES_MAX, NEXT, 1], [BUFFERS, 1, WRITE, 0])],
    ['indirect without the feature', PLAIN, chainOf([BUFFERS, 16, TABLE, 0])],
    ['an indirect table with a next', INDIRECT, chainOf([BUFFERS, 16, TABLE | NEXT, 1], [BUFFERS, 1, 0, 0])],
    ['an empty indirect table', INDIRECT, chainOf([BUFFERS, 0, TABLE, 0])],
    ['a cut indirect table', INDIRECT, chainOf([BUFFERS, 24, TABLE, 0])],
    ['a huge indirect table', INDIRECT, chainOf([BUFFERS, 0xffff_fff0, TABLE, 0])],
    ['an indirect table outside RAM', INDIRECT, chainOf([WRONG, 16, TABLE, 0])],
    ['an indirect table in an indirect table', INDIRECT, chainOf([RAM_BASE, 16, TABLE, 0])],
  ])('%s', (_, features, descriptors) => {
    const { driver } = start(features);
    descriptors.forEach((descriptor, i) => driver.writeDescriptor(RAM_BASE, i, descriptor));
    driver.offer(0, 0);
    driver.notify(0);
    expect([driver.status, driver.get(0x60), driver.level]).toEqual([79, 2, 1]);
    expect([driver.used(0), driver.thrown]).toEqual([[], undefined]);
    expect(driver.slot.failure).not.toBe('');
  });

  test('a head beyond the table', () => {
    const { driver } = start();
    driver.offer(0, 16);
    driver.notify(0);
    expect(driver.status).toBe(79);
  });

  test('more requests than descriptors', () => {
    const { driver } = start();
    for (let i = 0; i < 17; i++) driver.offer(0, 0);
    driver.notify(0);
    expect(driver.status).toBe(79);
  });

  test('also if they come one by one to a slow device', () => {
    const { device, driver } = start();
    device.holds = true;
    driver.chain(0, [bytesOf(1)]);
    for (let i = 0; i < 17; i++) {
      expect(driver.status).toBe(15);
      driver.offer(0, 0);
      driver.notify(0);
    }
    expect([driver.status, device.held.length]).toEqual([79, 16]);
  });
});

test('whatever is in memory and registers, a device answers or stops', () => {
  const word = fc.oneof(
    fc.nat({ max: 40 }),
    fc.nat({ max: 0xffff_ffff }),
    fc.nat({ max: RAM_SIZE - 1 }).map((offset) => RAM_BASE + offset),
    fc.constantFrom(RAM_BASE, BUFFERS, BUFFERS + 0x1000, BUFFERS + 0x2000, 0xffff_ffff),
  );
  const flags = fc.oneof(fc.nat({ max: 7 }), fc.nat({ max: 0xffff }));
  const descriptor = fc.record({
    address: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(RAM_BASE, BUFFERS, BUFFERS + 64) }, word),
    length: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(0, 1, 16, 32, 48) }, word),
    flags,
    next: fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 5 }) }, fc.nat({ max: 0xffff })),
  });
  const poke = fc.record({ register: fc.nat({ max: 0x40 }).map((n) => 4 * n), value: word });
  const buffers = fc.array(fc.oneof(fc.nat({ max: 40 }), fc.uint8Array({ maxLength: 40 })), {
    minLength: 1,
    maxLength: 4,
  });
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(
      fc.array(descriptor, { minLength: 6, maxLength: 6 }),
      fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 20 }),
      fc.array(poke, { maxLength: 6 }),
      buffers,
      (descriptors, heads, pokes, legal: Buffer[]) => {
        const { driver } = start(INDIRECT);
        descriptors.forEach((one, i) => driver.writeDescriptor(RAM_BASE, i, one));
        descriptors.forEach((one, i) => driver.writeDescriptor(BUFFERS, i, one));
        for (const head of heads) {
          driver.offer(0, head);
          driver.notify(0);
        }
        for (const { register, value } of pokes) driver.set(register, value);
        driver.notify(0);
        expect(driver.thrown).toBeUndefined();
        outcomes.add(driver.slot.failure?.replaceAll(/\d+|0x[0-9a-f]+/g, 'n') ?? 'answered');
        // And the device is as good as new after a reset.
        driver.start([], PLAIN);
        driver.request(0, legal);
        const readable = legal.findLastIndex((buffer) => typeof buffer !== 'number');
        const writable = legal.findIndex((buffer) => typeof buffer === 'number');
        const ordered = writable < 0 || writable > readable;
        expect([driver.status, driver.used(0).length]).toEqual(ordered ? [15, 1] : [79, 0]);
      },
    ),
    { numRuns: 2000 },
  );
  // Answers, and every kind of failure.
  expect(outcomes.size).toBeGreaterThan(8);
});
