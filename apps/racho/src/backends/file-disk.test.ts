import { readFileSync, truncateSync } from 'node:fs';
import type { BlockBackend } from '@racho/machine';
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { scratchFolder } from '../testing/guests.ts';
import { openFileDisk } from './file-disk.ts';

const files = scratchFolder();
const opened: (() => void)[] = [];
afterAll(() => opened.forEach((close) => close()));

function disk(path: string, access: 'read-write' | 'read-only' = 'read-write'): BlockBackend {
  const { disk: made, close } = openFileDisk(path, access);
  opened.push(close);
  return made;
}

function read(from: BlockBackend, sector: number, count: number): Uint8Array | undefined {
  const done = vi.fn();
  from.read(sector, count, done);
  expect(done).toHaveBeenCalledOnce();
  return done.mock.calls[0]![0] as Uint8Array | undefined;
}

function write(to: BlockBackend, sector: number, bytes: Uint8Array): boolean {
  let written: boolean | undefined;
  to.write(sector, bytes, (done) => (written = done));
  return written!;
}

it('is its file, before and after', () => {
  const path = files.write('model.img', new Uint8Array(512 * 8));
  const tested = disk(path);
  const model = new Uint8Array(512 * 8);
  const step = fc.tuple(fc.nat({ max: 7 }), fc.integer({ min: 0, max: 3 }), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      for (const [sector, wanted, fill] of steps) {
        const count = Math.min(wanted, 8 - sector);
        const bytes = new Uint8Array(512 * count).fill(fill);
        expect(write(tested, sector, bytes)).toBe(true);
        model.set(bytes, 512 * sector);
        expect(Buffer.from(read(tested, 0, 8)!).equals(model)).toBe(true);
      }
      tested.flush((flushed) => expect(flushed).toBe(true));
      expect(readFileSync(path).equals(model)).toBe(true);
    }),
    { numRuns: 10 },
  );
});

it('has the size of its file', () => {
  expect(disk(files.write('three.img', new Uint8Array(1536))).sectors).toBe(3);
  expect(disk(files.write('none.img', new Uint8Array(0)), 'read-only')).toMatchObject({ sectors: 0, readOnly: true });
});

it('that is read-only cannot be written, whoever asks', () => {
  const path = files.write('ro.img', new Uint8Array(512));
  expect(write(disk(path, 'read-only'), 0, new Uint8Array(512).fill(1))).toBe(false);
  expect(readFileSync(path)[0]).toBe(0);
});

it('that has become shorter gives an error where there is nothing left', () => {
  const path = files.write('shrunk.img', new Uint8Array(1024));
  const tested = disk(path);
  truncateSync(path, 512);
  expect(read(tested, 0, 1)).toHaveLength(512);
  expect(read(tested, 1, 1)).toBeUndefined();
  expect(read(tested, 0, 2)).toBeUndefined();
});

it('that is closed gives errors', () => {
  const { disk: tested, close } = openFileDisk(files.write('closed.img', new Uint8Array(512)), 'read-write');
  close();
  expect(read(tested, 0, 1)).toBeUndefined();
  expect(write(tested, 0, new Uint8Array(512))).toBe(false);
  tested.flush((flushed) => expect(flushed).toBe(false));
});

describe('is not made of', () => {
  it.each([
    ['half a sector', files.write('half.img', new Uint8Array(700)), 'truncate -s %512'],
    ['a qcow2 image', files.write('a.qcow2', Buffer.from(`QFI\xfb${'\0'.repeat(508)}`, 'latin1')), 'qemu-img convert'],
    ['a device', '/dev/null', 'raw disk image'],
  ])('%s', (_what, path, remedy) => {
    expect(() => openFileDisk(path, 'read-only')).toThrow(
      expect.objectContaining({ code: 'E_DISK', status: 2, remedy: expect.stringContaining(remedy) as string }),
    );
  });

  it('a file that is not there, or a folder', () => {
    const missing = files.path('missing.img');
    expect(() => openFileDisk(missing, 'read-only')).toThrow('there is no such file');
    expect(() => openFileDisk(missing, 'read-write')).toThrow(
      expect.objectContaining({ code: 'E_FILE', remedy: expect.stringContaining(`${missing},overlay`) as string }),
    );
    expect(() => openFileDisk(files.path('.'), 'read-write')).toThrow('it is a directory');
  });
});
