/** Entropy, console, network and 9P, each driven through its slot. */
import type { Fields } from '../../snapshot/fields.ts';
import { describe, expect, test } from 'vitest';
import type { ConsolePort, P9Server, PacketPort } from '../backends/ports.ts';
import { seededEntropy } from '../backends/entropy.ts';
import { VirtioConsole } from './console.ts';
import { VirtioEntropy } from './entropy.ts';
import { VirtioNet } from './net.ts';
import { VirtioP9 } from './p9.ts';
import { TestDriver } from './testing.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

describe('entropy', () => {
  test('fills requests from its source, in order', () => {
    const driver = new TestDriver(new VirtioEntropy(seededEntropy(5)));
    driver.start();
    const [a, b] = driver.request(0, [10, 6]);
    const [c] = driver.request(0, [4]);
    const expected = new Uint8Array(20);
    seededEntropy(5)(expected);
    expect([driver.get(8), driver.used(0).map(({ length }) => length)]).toEqual([4, [16, 4]]);
    expect(Uint8Array.of(...driver.bytes(a!, 10), ...driver.bytes(b!, 6), ...driver.bytes(c!, 4))).toEqual(expected);
  });

  test('gives at most 64 KiB at a time', () => {
    const driver = new TestDriver(new VirtioEntropy(seededEntropy(5)));
    driver.start();
    driver.request(0, [100_000]);
    expect(driver.used(0)).toMatchObject([{ length: 65_536 }]);
  });
});

describe('console', () => {
  const [RX, TX] = [0, 1];
  function start(features: readonly number[] = []) {
    let output = '';
    const wire = { deliver: (_: Uint8Array): void => undefined, resize: (_c: number, _r: number): void => undefined };
    const terminal: ConsolePort = {
      send: (bytes) => (output += text(bytes)),
      onReceive: (deliver) => (wire.deliver = deliver),
      onResize: (resize) => (wire.resize = resize),
    };
    const driver = new TestDriver(new VirtioConsole(terminal));
    driver.start(features, undefined, 2);
    return { driver, wire, output: () => output };
  }

  test('prints', () => {
    const { driver, output } = start();
    driver.request(TX, [ascii('hello, '), ascii('world')]);
    driver.request(TX, [ascii('\n')]);
    expect([driver.get(8), output(), driver.used(TX).map(({ length }) => length)]).toEqual([
      3,
      'hello, world\n',
      [0, 0],
    ]);
  });

  test('input waits for buffers, and buffers for input', () => {
    const { driver, wire } = start();
    wire.deliver(ascii('abcdef'));
    expect(driver.level).toBe(0);
    const [a] = driver.request(RX, [4]);
    expect([driver.used(RX).map(({ length }) => length), text(driver.bytes(a!, 4))]).toEqual([[4], 'abcd']);
    const [b] = driver.request(RX, [4]);
    const [c] = driver.request(RX, [4]);
    wire.deliver(ascii('xyz'));
    expect(driver.used(RX).map(({ length }) => length)).toEqual([2, 3]);
    expect([text(driver.bytes(b!, 2)), text(driver.bytes(c!, 3)), driver.level]).toEqual(['ef', 'xyz', 1]);
  });

  test('tells the size of the screen, and when it changes', () => {
    const { driver, wire } = start([0]);
    const generation = driver.get(0xfc);
    wire.resize(80, 25);
    expect([driver.get(0x100), driver.get(0x60), driver.get(0xfc)]).toEqual([80 | (25 << 16), 2, generation + 1]);
  });

  test('without a screen it offers no size', () => {
    const driver = new TestDriver(new VirtioConsole({ send: () => undefined, onReceive: () => undefined }));
    expect(driver.get(0x10) & 1).toBe(0);
  });
});

describe('net', () => {
  const [RX, TX] = [0, 1];
  const frame = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 255);
  function start(options: Partial<PacketPort> = {}) {
    const sent: Uint8Array[] = [];
    const wire = { deliver: (_: Uint8Array): void => undefined };
    const port: PacketPort = {
      send: (one) => sent.push(one),
      onReceive: (deliver) => (wire.deliver = deliver),
      ...options,
    };
    const driver = new TestDriver(new VirtioNet(port));
    driver.start([5], undefined, 2);
    return { driver, wire, sent };
  }
  const header = new Uint8Array(12);
  const received = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);

  test('has an address', () => {
    const mac = (driver: TestDriver): number[] => Array.from({ length: 6 }, (_, i) => driver.slot.read(0x100 + i, 1)!);
    expect(mac(start().driver)).toEqual([0x52, 0x54, 0, 0x12, 0x34, 0x56]);
    expect(mac(start({ mac: Uint8Array.of(2, 0, 0, 0, 0, 9) }).driver)).toEqual([2, 0, 0, 0, 0, 9]);
  });

  test('sends frames without their headers', () => {
    const { driver, sent } = start();
    driver.request(TX, [header, frame(60)]);
    driver.request(TX, [Uint8Array.of(...header, ...frame(20)), frame(14)]);
    expect(sent).toEqual([frame(60), Uint8Array.of(...frame(20), ...frame(14))]);
    expect([driver.get(8), driver.used(TX).length]).toEqual([1, 2]);
  });

  test.each([0, 13, 1519, 70_000])('gives back a frame of %d bytes unsent', (length) => {
    const { driver, sent } = start();
    driver.request(TX, [header, frame(length)]);
    expect([sent, driver.used(TX).length, driver.status]).toEqual([[], 1, 15]);
  });

  test('receives frames in order, with headers', () => {
    const { driver, wire } = start();
    wire.deliver(frame(60));
    wire.deliver(frame(1518));
    const [a] = driver.request(RX, [1530]);
    const [b, c] = driver.request(RX, [30, 1500]);
    expect(driver.used(RX).map(({ length }) => length)).toEqual([72, 1530]);
    expect(driver.bytes(a!, 72)).toEqual(Uint8Array.of(...received, ...frame(60)));
    expect(Uint8Array.of(...driver.bytes(b!, 30), ...driver.bytes(c!, 1500))).toEqual(
      Uint8Array.of(...received, ...frame(1518)),
    );
  });

  test('what the port has changed since does not matter', () => {
    const { driver, wire } = start();
    const own = frame(60);
    wire.deliver(own);
    own.fill(0);
    const [a] = driver.request(RX, [100]);
    expect(driver.bytes(a!, 72)).toEqual(Uint8Array.of(...received, ...frame(60)));
  });

  test('loses frames that have no place', () => {
    const { driver, wire } = start();
    for (const length of [13, 1519]) wire.deliver(frame(length));
    wire.deliver(frame(60));
    driver.request(RX, [71]);
    expect(driver.used(RX)).toMatchObject([{ length: 0 }]);
    for (let i = 0; i < 300; i++) wire.deliver(frame(14));
    for (let i = 0; i < 260; i++) driver.request(RX, [26]);
    expect([driver.used(RX).length, driver.status]).toEqual([256, 15]);
  });

  test('a port that answers while it is sent to is heard', () => {
    const wire = { deliver: (_: Uint8Array): void => undefined };
    const { driver } = start({ send: (one) => wire.deliver(one), onReceive: (deliver) => (wire.deliver = deliver) });
    const [room] = driver.request(RX, [100]);
    driver.request(TX, [header, frame(30)]);
    expect([driver.used(RX), driver.used(TX).length]).toMatchObject([[{ length: 42 }], 1]);
    expect(driver.bytes(room!, 42)).toEqual(Uint8Array.of(...received, ...frame(30)));
  });

  test('after a reset nothing of before comes', () => {
    const { driver, wire } = start();
    wire.deliver(frame(60));
    driver.set(0x70, 0);
    wire.deliver(frame(60));
    driver.start([5], undefined, 2);
    driver.request(RX, [100]);
    expect(driver.used(RX)).toEqual([]);
  });
});

describe('9P', () => {
  function start(answer: (message: Uint8Array) => Uint8Array = (message) => message) {
    const seen: Uint8Array[] = [];
    let resets = 0;
    const server: P9Server = {
      tag: 'share',
      serve: (message, reply) => {
        seen.push(message);
        reply(answer(message));
      },
      reset: () => {
        resets++;
      },
    };
    const device = new VirtioP9(server);
    const driver = new TestDriver(device);
    driver.start([0]);
    return { device, driver, seen, resets: () => resets };
  }
  const message = Uint8Array.of(9, 0, 0, 0, 100, 1, 0, 0xaa, 0xbb);

  test('is not saved while the guest uses a server that cannot save itself', () => {
    const { device, driver } = start();
    const nothing = (): void => undefined;
    const flag = (_: string, value: boolean): boolean => value;
    const fields = { direction: 'save', same: nothing, backend: nothing, flag } as unknown as Fields;
    const save = (): void => device.exchange(fields);
    expect(save).not.toThrow();
    driver.request(0, [message, 20]);
    expect(save).toThrow(expect.objectContaining({ code: 'E_SNAPSHOT_UNSUPPORTED' }));
    driver.set(0x70, 0);
    expect(save).not.toThrow();
  });

  test('has a tag', () => {
    const { driver } = start();
    const config = Array.from({ length: 7 }, (_, i) => driver.slot.read(0x100 + i, 1)!);
    expect([driver.get(8), config]).toEqual([9, [5, 0, ...ascii('share')]]);
  });

  test('carries messages of the size that they say, and answers', () => {
    const { driver, seen } = start((one) => Uint8Array.of(...one, 1));
    const [, , a, b] = driver.request(0, [message.slice(0, 3), Uint8Array.of(...message.slice(3), 1, 2, 3), 4, 20]);
    expect([seen, driver.used(0)]).toMatchObject([[message], [{ length: 10 }]]);
    expect(Uint8Array.of(...driver.bytes(a!, 4), ...driver.bytes(b!, 6))).toEqual(Uint8Array.of(...message, 1));
  });

  test('a server is told of a reset', () => {
    const { driver, resets } = start();
    const before = resets();
    driver.set(0x70, 0);
    expect(resets()).toBe(before + 1);
  });

  test.each([
    ['shorter than a header', [Uint8Array.of(7, 0, 0, 0, 1, 0), 100]],
    ['that says less than a header', [Uint8Array.of(6, 0, 0, 0, 1, 0, 0), 100]],
    ['that says more than there is', [Uint8Array.of(10, 0, 0, 0, 1, 0, 0), 100]],
    ['that says more than any', [Uint8Array.of(0, 0, 0, 255, 1, 0, 0), 100]],
    ['without room for the answer', [message, 8]],
  ])('a message %s stops the device', (_, buffers) => {
    const { driver } = start();
    driver.request(0, buffers);
    expect([driver.status, driver.used(0)]).toEqual([79, []]);
  });
});
