import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MachineError } from '../../error.ts';
import type { BlockBackend } from './block-backend.ts';
import { hostEntropy, seededEntropy } from './entropy.ts';
import { memoryDisk } from './memory-disk.ts';
import { overlayDisk } from './overlay-disk.ts';

const pattern = (length: number, seed = 0): Uint8Array => Uint8Array.from({ length }, (_, i) => (seed + 7 * i) % 251);

function read(disk: BlockBackend, sector: number, count: number): Uint8Array | undefined {
  let result: Uint8Array | undefined;
  disk.read(sector, count, (bytes) => (result = bytes?.slice()));
  return result;
}

describe('a disk in memory', () => {
  test('is its bytes', () => {
    const bytes = pattern(2048);
    const disk = memoryDisk(bytes);
    expect([disk.sectors, read(disk, 1, 2), read(disk, 4, 0)]).toEqual([
      4,
      pattern(2048).slice(512, 1536),
      new Uint8Array(0),
    ]);
    disk.write(3, new Uint8Array(512), (done) => expect(done).toBe(true));
    expect(bytes.slice(1536)).toEqual(new Uint8Array(512));
  });

  test.each([1, 511, 513])('has whole sectors, not %d bytes', (length) => {
    expect(() => memoryDisk(new Uint8Array(length))).toThrow(MachineError);
    expect(() => memoryDisk(new Uint8Array(length))).toThrow(`${length}`);
  });
});

describe('an overlay', () => {
  test('is its base with what was written since, and leaves the base alone', () => {
    const write = fc.tuple(fc.nat({ max: 7 }), fc.integer({ min: 1, max: 3 }), fc.nat({ max: 250 }));
    fc.assert(
      fc.property(fc.array(write, { maxLength: 10 }), (writes) => {
        const base = pattern(512 * 10);
        const disk = overlayDisk(memoryDisk(base));
        const model = pattern(512 * 10);
        for (const [sector, count, seed] of writes) {
          const bytes = pattern(512 * count, seed);
          disk.write(sector, bytes, (done) => expect(done).toBe(true));
          model.set(bytes, 512 * sector);
          bytes.fill(0);
        }
        expect(read(disk, 0, 10)).toEqual(model);
        expect(read(disk, 3, 4)).toEqual(model.slice(512 * 3, 512 * 7));
        expect(base).toEqual(pattern(512 * 10));
      }),
    );
  });

  test('passes on that its base cannot read', () => {
    const disk = overlayDisk({ ...memoryDisk(new Uint8Array(512)), read: (_s, _c, done) => done(undefined) });
    expect(read(disk, 0, 1)).toBeUndefined();
  });

  test('can be written although its base cannot', () => {
    const disk = overlayDisk({ ...memoryDisk(new Uint8Array(512)), readOnly: true });
    expect(disk.readOnly).toBeUndefined();
    disk.flush((done) => expect(done).toBe(true));
  });

  test('takes no more memory than it may, and what it has can be written again', () => {
    const disk = overlayDisk(memoryDisk(pattern(512 * 10)), { limit: 512 * 3 });
    const write = (sector: number, count: number): boolean | undefined => {
      let result: boolean | undefined;
      disk.write(sector, new Uint8Array(512 * count), (done) => (result = done));
      return result;
    };
    expect([write(0, 4), write(1, 2), write(0, 4), write(0, 3), write(0, 3), write(9, 1)]).toEqual([
      ...[false, true, false, true, true, false],
    ]);
    expect(read(disk, 3, 7)).toEqual(pattern(512 * 10).slice(512 * 3));
  });

  test('reads what there was when the reading began', () => {
    let answer = (): void => undefined;
    const inner = memoryDisk(pattern(512));
    const disk = overlayDisk({
      ...inner,
      read: (sector, count, done) => (answer = () => inner.read(sector, count, done)),
    });
    let got: Uint8Array | undefined;
    disk.read(0, 1, (bytes) => (got = bytes));
    disk.write(0, new Uint8Array(512), () => undefined);
    answer();
    expect(got).toEqual(pattern(512));
  });
});

describe('entropy', () => {
  const take = (length: number, source: (target: Uint8Array) => void): Uint8Array => {
    const bytes = new Uint8Array(length);
    source(bytes);
    return bytes;
  };

  test('of a seed is the same again, however it is cut, and differs from that of another', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const whole = take(64, seededEntropy(a));
        const source = seededEntropy(a);
        expect(Uint8Array.of(...take(10, source), ...take(54, source))).toEqual(whole);
        if (a !== b) expect(take(64, seededEntropy(b))).not.toEqual(whole);
      }),
    );
  });

  test.each([
    ['of a seed', seededEntropy(0)],
    ['of the host', hostEntropy],
  ])('%s fills all of an array with all values', (_, source) => {
    const counts = new Uint32Array(256);
    for (const byte of take(256 * 1024, source)) counts[byte]!++;
    // 1024 expected of each, with a standard deviation of 32.
    expect(Math.min(...counts)).toBeGreaterThan(700);
    expect(Math.max(...counts)).toBeLessThan(1350);
  });
});
