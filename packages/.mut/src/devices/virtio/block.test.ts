import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BlockBackend } from '../backends/block-backend.ts';
import { memoryDisk } from '../backends/memory-disk.ts';
import { VirtioBlock } from './block.ts';
import { le } from './dma.ts';
import { RAM_BASE, RAM_SIZE, TestDriver, type Buffer as Piece } from './testing.ts';

const IN = 0;
const OUT = 1;
const FLUSH = 4;
const GET_ID = 8;
const OK = 0;
const IOERR = 1;
const UNSUPP = 2;
const SECTORS = 16;

const header = (type: number, sector = 0): Uint8Array => Uint8Array.of(...le(type, 4), 0, 0, 0, 0, ...le(sector, 8));
const pattern = (length: number, seed = 0): Uint8Array => Uint8Array.from({ length }, (_, i) => (seed + 7 * i) % 251);

function start(backend: BlockBackend = memoryDisk(pattern(512 * SECTORS))) {
  const driver = new TestDriver(new VirtioBlock(backend, 'racho-0'));
  driver.start();
  return driver;
}

/** Sends a request whose last buffer is the status; gives that, and what is in the other writable buffers. */
function request(driver: TestDriver, buffers: readonly Piece[]): { status: number; data: number[] } {
  const addresses = driver.request(0, [...buffers, 1]);
  const data = buffers.flatMap((buffer, i) =>
    typeof buffer === 'number' ? [...driver.bytes(addresses[i]!, buffer)] : [],
  );
  return { status: driver.bytes(addresses.at(-1)!, 1)[0]!, data };
}

test('tells its capacity, limits and sector size', () => {
  const driver = start();
  expect([0x100, 0x104, 0x10c, 0x114].map((register) => driver.get(register))).toEqual([SECTORS, 0, 254, 512]);
  expect([driver.get(8), driver.get(0x10) & ((1 << 9) | (1 << 5))]).toEqual([2, 1 << 9]);
});

test('reads and writes like an array, however requests are cut up', () => {
  const cut = (length: number): fc.Arbitrary<number[]> =>
    fc.array(fc.nat({ max: length }), { maxLength: 4 }).map((marks) => {
      const sorted = [0, ...marks.sort((a, b) => a - b), length];
      return sorted.slice(1).map((mark, i) => mark - sorted[i]!);
    });
  const operation = fc
    .tuple(fc.constantFrom(IN, OUT), fc.nat({ max: SECTORS - 1 }), fc.integer({ min: 1, max: 3 }), fc.nat({ max: 250 }))
    .filter(([, sector, count]) => sector + count <= SECTORS)
    .chain(([type, sector, count, seed]) => fc.tuple(fc.constant({ type, sector, count, seed }), cut(512 * count)));
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 8 }), (operations) => {
      const driver = start();
      const model = pattern(512 * SECTORS);
      for (const [{ type, sector, count, seed }, lengths] of operations) {
        const own = model.subarray(512 * sector, 512 * (sector + count));
        if (type === IN) {
          const { status, data } = request(driver, [header(IN, sector), ...lengths]);
          expect([status, Uint8Array.from(data)]).toEqual([OK, own.slice()]);
          expect(driver.used(0)).toMatchObject([{ length: 512 * count + 1 }]);
        } else {
          own.set(pattern(512 * count, seed));
          let at = 0;
          const pieces = lengths.map((length) => own.slice(at, (at += length)));
          expect(request(driver, [header(OUT, sector), ...pieces]).status).toBe(OK);
          driver.used(0);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('header and data may share a buffer, and so may data and status', () => {
  const disk = pattern(512 * SECTORS);
  const driver = start(memoryDisk(disk));
  request(driver, [Uint8Array.of(...header(OUT, 3), ...pattern(512, 9))]);
  expect(disk.slice(512 * 3, 512 * 4)).toEqual(pattern(512, 9));
  const both = header(IN, 3);
  const [, , room] = driver.request(0, [both.slice(0, 5), both.slice(5), 513]);
  expect(driver.bytes(room!, 513)).toEqual(Uint8Array.of(...pattern(512, 9), OK));
});

test.each([
  ['reads beyond the end', [header(IN, SECTORS), 512]],
  ['reads that end beyond it', [header(IN, SECTORS - 1), 1024]],
  ['reads far away', [header(IN, 2 ** 53), 512]],
  ['reads at the last sector number', [Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, ...Array<number>(8).fill(255)), 512]],
  ['writes beyond the end', [header(OUT, SECTORS), pattern(512)]],
  ['reads of half a sector', [header(IN), 256]],
  ['writes of half a sector', [header(OUT), pattern(256)]],
  ['ids without room', [header(GET_ID), 19]],
])('%s are I/O errors', (_, buffers: Piece[]) => {
  const disk = pattern(512 * SECTORS);
  const driver = start(memoryDisk(disk));
  expect(request(driver, buffers).status).toBe(IOERR);
  expect([driver.status, driver.used(0).length, disk]).toEqual([15, 1, pattern(512 * SECTORS)]);
});

test('flush reaches the back-end, other requests are not supported', () => {
  let flushes = 0;
  const driver = start({ ...memoryDisk(new Uint8Array(512)), flush: (done) => done(++flushes === 1) });
  expect([1, 2, 3].map(() => request(driver, [header(FLUSH)]).status)).toEqual([OK, IOERR, IOERR]);
  expect(flushes).toBe(3);
  for (const type of [2, 11, 13, 0x8000_0000]) expect(request(driver, [header(type)]).status).toBe(UNSUPP);
});

test('tells its id', () => {
  const { status, data } = request(start(), [header(GET_ID), 20]);
  expect([status, String.fromCharCode(...data)]).toEqual([OK, 'racho-0'.padEnd(20, '\0')]);
});

test('a read-only disk says so and takes no writes', () => {
  const disk = new Uint8Array(512);
  const driver = start({ ...memoryDisk(disk), readOnly: true });
  expect(driver.get(0x10) & (1 << 5)).toBe(1 << 5);
  expect([request(driver, [header(OUT), pattern(512)]).status, disk]).toEqual([IOERR, new Uint8Array(512)]);
});

describe('a back-end', () => {
  test('that fails gives an I/O error', () => {
    const driver = start({
      ...memoryDisk(new Uint8Array(512)),
      read: (_s, _c, done) => done(undefined),
      write: (_s, _b, done) => done(false),
    });
    expect(request(driver, [header(IN), 512]).status).toBe(IOERR);
    expect(request(driver, [header(OUT), pattern(512)]).status).toBe(IOERR);
  });

  test('that gives less than was asked for, too', () => {
    const driver = start({ ...memoryDisk(new Uint8Array(512)), read: (_s, _c, done) => done(new Uint8Array(100)) });
    expect(request(driver, [header(IN), 512]).status).toBe(IOERR);
  });

  test('may answer later, in any order, and after a reset in vain', () => {
    const waiting: (() => void)[] = [];
    const inner = memoryDisk(pattern(1024));
    const driver = start({
      ...inner,
      read: (sector, count, done) => waiting.push(() => inner.read(sector, count, done)),
    });
    driver.request(0, [header(IN, 0), 512, 1]);
    const [, second] = driver.request(0, [header(IN, 1), 512, 1]);
    expect([driver.used(0), driver.level]).toEqual([[], 0]);
    waiting[1]!();
    expect([driver.used(0), driver.level, driver.bytes(second!, 512)]).toEqual([
      [{ head: 3, length: 513 }],
      1,
      pattern(1024).slice(512),
    ]);
    driver.start();
    const before = driver.ram.bytes.slice();
    waiting[0]!();
    expect([driver.used(0), driver.level, driver.status]).toEqual([[], 0, 15]);
    // That memory is the guest's again.
    expect(Buffer.compare(driver.ram.bytes, before)).toBe(0);
  });
});

test.each([
  ['no header', [1]],
  ['half a header', [header(IN).slice(0, 15), 513]],
  ['no room for the status', [header(IN)]],
])('%s stops the device', (_, buffers: Piece[]) => {
  const driver = start();
  driver.request(0, buffers);
  expect([driver.status, driver.used(0)]).toEqual([79, []]);
});

test('data outside RAM stops the device', () => {
  const driver = start();
  const address = driver.allocate(16);
  driver.ram.write(address, header(IN));
  driver.writeDescriptor(RAM_BASE, 0, { address, length: 16, flags: 1, next: 1 });
  driver.writeDescriptor(RAM_BASE, 1, { address: RAM_BASE + RAM_SIZE - 512, length: 513, flags: 2, next: 0 });
  driver.offer(0, 0);
  driver.notify(0);
  expect([driver.status, driver.used(0)]).toEqual([79, []]);
});
