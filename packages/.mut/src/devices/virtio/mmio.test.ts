import { describe, expect, test } from 'vitest';
import type { VirtioDevice, VirtioPort } from './device.ts';
import { VIRTIO_F_EVENT_IDX, VIRTIO_F_INDIRECT_DESC, VIRTIO_F_VERSION_1 } from './features.ts';
import { BUFFERS, TestDriver } from './testing.ts';

const DESCRIPTORS = 0x80;
const CONFIG = 0x100;

/** Gives back every request, written with nothing. */
class Sink implements VirtioDevice {
  readonly name = 'sink';
  readonly id = 42;
  readonly features: readonly number[] = [3, 33];
  readonly queueSizes: readonly number[] = [16, 8];
  readonly config: Uint8Array = Uint8Array.of(1, 2, 3, 4, 5);
  readonly notified: number[] = [];
  resets = 0;
  throws = false;
  port: VirtioPort | undefined;

  connect(port: VirtioPort): void {
    this.port = port;
  }

  notify(index: number): void {
    this.notified.push(index);
    if (this.throws) throw new Error('host');
    const queue = this.port!.queues[index]!;
    for (let chain = queue.pop(); chain !== undefined; chain = queue.pop()) chain.complete(0);
  }

  reset(): void {
    this.resets++;
  }
}

function make() {
  const device = new Sink();
  return { device, driver: new TestDriver(device) };
}

test('an empty slot has a magic number, no device, and nothing else', () => {
  const driver = new TestDriver(undefined);
  expect([0, 4, 8, 0xc].map((register) => driver.get(register))).toEqual([0x7472_6976, 2, 0, 0x554d_4551]);
  for (let register = 0x10; register < 0x200; register += 4) {
    driver.set(register, 0xffff_ffff);
    expect(driver.get(register)).toBe(0);
  }
  expect([driver.slot.read(0x200, 4), driver.slot.write(0xffc, 4, 0)]).toEqual([undefined, false]);
});

test('a device tells its id, features, queues and configuration', () => {
  const { driver } = make();
  expect([0, 4, 8].map((register) => driver.get(register))).toEqual([0x7472_6976, 2, 42]);
  const words = [0, 1, 2, 0xffff_ffff].map((word) => {
    driver.set(0x14, word);
    return driver.get(0x10);
  });
  expect(words).toEqual([(1 << 3) | (1 << VIRTIO_F_INDIRECT_DESC) | (1 << VIRTIO_F_EVENT_IDX), 0b11, 0, 0]);
  const sizes = [0, 1, 2, 0xffff_ffff].map((queue) => {
    driver.set(0x30, queue);
    return driver.get(0x34);
  });
  expect(sizes).toEqual([16, 8, 0, 0]);
  expect([driver.slot.read(CONFIG, 1), driver.slot.read(CONFIG + 2, 2), driver.get(CONFIG)]).toEqual([
    1, 0x403, 0x4030201,
  ]);
  expect([driver.get(CONFIG + 4), driver.get(CONFIG + 8)]).toEqual([5, 0]);
});

test('control registers are words, and shared memory does not exist', () => {
  const { driver } = make();
  expect([driver.slot.read(0, 1), driver.slot.read(0, 2)]).toEqual([0, 0]);
  driver.slot.write(0x70, 1, 1);
  expect(driver.status).toBe(0);
  expect([0xb0, 0xb4, 0xb8, 0xbc].map((register) => driver.get(register))).toEqual(Array(4).fill(0xffff_ffff));
});

describe('feature negotiation', () => {
  const negotiate = (low: number, high: number): number => {
    const { driver } = make();
    driver.set(0x70, 3);
    for (const [word, value] of [low, high].entries()) {
      driver.set(0x24, word);
      driver.set(0x20, value);
    }
    driver.set(0x70, 11);
    return driver.status;
  };

  test.each([
    ['everything offered', (1 << 3) | (1 << VIRTIO_F_EVENT_IDX), 0b11, 11],
    ['VERSION_1 alone', 0, 1 << (VIRTIO_F_VERSION_1 - 32), 11],
    ['no VERSION_1', 1 << 3, 0b10, 3],
    ['what was not offered', 1 << 4, 0b01, 3],
    ['what was not offered above', 0, 0b101, 3],
  ])('%s', (_, low, high, status) => {
    expect(negotiate(low, high)).toBe(status);
  });

  test('ends with FEATURES_OK', () => {
    const { driver } = make();
    driver.start([], [VIRTIO_F_VERSION_1]);
    driver.set(0x24, 1);
    driver.set(0x20, 0);
    driver.request(0, [new Uint8Array(1)]);
    expect([driver.status, driver.used(0).length]).toEqual([15, 1]);
  });
});

test('before DRIVER_OK no queue is touched; then what waits in it is', () => {
  const { device, driver } = make();
  driver.set(0x70, 3);
  driver.set(0x24, 1);
  driver.set(0x20, 1);
  driver.set(0x70, 11);
  driver.setQueue(0);
  driver.request(0, [new Uint8Array(4)]);
  expect([device.notified, driver.used(0), driver.level]).toEqual([[], [], 0]);
  driver.set(0x70, 15);
  expect([device.notified, driver.used(0).length, driver.level]).toEqual([[0], 1, 1]);
});

test('DRIVER_OK without FEATURES_OK starts nothing', () => {
  const { device, driver } = make();
  driver.set(0x70, 7);
  driver.setQueue(0);
  driver.request(0, [new Uint8Array(4)]);
  expect([device.notified, driver.used(0)]).toEqual([[], []]);
});

test('the interrupt line is up while a cause is not acknowledged', () => {
  const { driver } = make();
  driver.start();
  driver.request(0, [new Uint8Array(4)]);
  expect([driver.level, driver.get(0x60)]).toEqual([1, 1]);
  driver.set(0x64, 2);
  expect([driver.level, driver.get(0x60)]).toEqual([1, 1]);
  driver.set(0x64, 1);
  expect([driver.level, driver.get(0x60)]).toEqual([0, 0]);
});

test('a change of the configuration makes a new generation, and an interrupt if the driver is there', () => {
  const { device, driver } = make();
  device.port!.configChanged();
  expect([driver.get(0xfc), driver.level]).toEqual([1, 0]);
  driver.start();
  device.port!.configChanged();
  expect([driver.get(0xfc), driver.get(0x60), driver.level]).toEqual([2, 2, 1]);
});

describe('DEVICE_NEEDS_RESET', () => {
  test('tells the driver, stops the queues, and ends with a reset', () => {
    const { device, driver } = make();
    driver.start();
    device.port!.fail('because');
    expect([driver.status, driver.get(0x60), driver.level, driver.slot.failure]).toEqual([79, 2, 1, 'because']);
    driver.request(0, [new Uint8Array(4)]);
    driver.set(0x70, 15);
    expect([driver.status, driver.used(0), device.notified]).toEqual([79, [], [0]]);
    driver.start();
    driver.request(0, [new Uint8Array(4)]);
    expect([driver.status, driver.used(0).length, driver.slot.failure]).toEqual([15, 1, undefined]);
  });

  test('is not for the driver to set', () => {
    const { driver } = make();
    driver.set(0x70, 0xff);
    expect(driver.status).toBe(0xff & ~64 & ~8);
  });
});

test('reset forgets everything', () => {
  const { device, driver } = make();
  driver.start([3]);
  driver.request(0, [new Uint8Array(4)]);
  device.resets = 0;
  driver.set(0x70, 0);
  expect([device.resets, driver.level, driver.status, driver.get(0x60), driver.get(0x44)]).toEqual([1, 0, 0, 0, 0]);
  driver.slot.reset();
  expect(device.resets).toBe(2);
});

describe('the set-up of a queue', () => {
  const setUp = (changes: readonly (readonly [register: number, value: number])[]) => {
    const { driver } = make();
    driver.start([], [VIRTIO_F_VERSION_1], 0);
    driver.set(0x30, 0);
    const proper = [
      [0x38, 16],
      [DESCRIPTORS, BUFFERS],
      [0x90, BUFFERS + 0x1000],
      [0xa0, BUFFERS + 0x2000],
    ] as const;
    for (const [register, value] of [...proper, ...changes]) driver.set(register, value);
    driver.set(0x44, 1);
    return driver;
  };

  test('is accepted', () => {
    const driver = setUp([]);
    expect([driver.get(0x44), driver.status]).toEqual([1, 15]);
  });

  test.each([
    ['no descriptors', 0x38, 0],
    ['more than there may be', 0x38, 32],
    ['no power of two', 0x38, 12],
    ['descriptors not aligned', DESCRIPTORS, BUFFERS + 8],
    ['a driver area not aligned', 0x90, BUFFERS + 1],
    ['a device area not aligned', 0xa0, BUFFERS + 2],
  ])('is refused: %s', (_, register, value) => {
    const driver = setUp([[register, value]]);
    expect([driver.get(0x44), driver.status]).toEqual([0, 79]);
  });

  test.each([
    ['descriptors', 0x84],
    ['driver area', 0x94],
    ['device area', 0xa4],
  ])('has 64-bit addresses: %s out of RAM', (_, register) => {
    const driver = setUp([[register, 1]]);
    expect(driver.status).toBe(15);
    driver.ram.bytes.set([1, 0, 1, 0], 0x1_1000);
    driver.notify(0);
    expect(driver.status).toBe(79);
  });

  test('does not change while the queue is ready', () => {
    const driver = setUp([]);
    driver.set(0x38, 3);
    driver.set(0x80, 1);
    driver.notify(0);
    driver.set(0x44, 0);
    driver.set(0x38, 3);
    driver.set(0x44, 1);
    expect(driver.status).toBe(79);
  });

  test('ends with QueueReady 0', () => {
    const { device, driver } = make();
    driver.start();
    driver.set(0x44, 0);
    driver.request(0, [new Uint8Array(4)]);
    expect([driver.used(0), device.notified, driver.get(0x44)]).toEqual([[], [0], 0]);
  });
});

test('notifications of queues that are not there do nothing', () => {
  const { device, driver } = make();
  driver.start();
  device.notified.length = 0;
  for (const queue of [1, 2, 0xffff_ffff]) driver.notify(queue);
  expect(device.notified).toEqual([]);
});

test('what the host throws goes to the machine, not to the hart', () => {
  const { device, driver } = make();
  driver.start();
  device.throws = true;
  driver.request(0, [new Uint8Array(4)]);
  expect(String(driver.thrown)).toBe('Error: host');
});
