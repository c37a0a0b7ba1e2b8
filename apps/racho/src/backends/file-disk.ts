/**
 * A disk in a file: positioned reads and writes of its descriptor. They are done when the call returns, so that a run with
 * a disk is as reproducible as one without.
 */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { type BlockBackend, SECTOR_SIZE } from '@racho/machine';
import { CliError } from '../errors.ts';
import { fileError } from '../files.ts';

export interface FileDisk {
  readonly disk: BlockBackend;
  readonly close: () => void;
}

/** The first bytes of a qcow2 file, the format that a disk for QEMU is most likely in if it is not raw. */
const QCOW_MAGIC = Buffer.from('QFI\xfb', 'latin1');

/** @throws CliError `E_FILE` if it cannot be opened so, `E_DISK` if it is no disk image. */
export function openFileDisk(path: string, access: 'read-write' | 'read-only'): FileDisk {
  const fd = open(path, access);
  try {
    return { disk: diskOn(fd, sectorsOf(fd, path), access), close: () => closeSync(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function open(path: string, access: 'read-write' | 'read-only'): number {
  try {
    return openSync(path, access === 'read-only' ? 'r' : 'r+');
  } catch (error) {
    const remedy =
      access === 'read-only'
        ? 'Check the path.'
        : `Check the path; "${path},ro" and "${path},overlay" do not write to it.`;
    throw fileError('open', path, error, remedy);
  }
}

function sectorsOf(fd: number, path: string): number {
  const status = fstatSync(fd);
  if (!status.isFile()) throw new CliError('E_DISK', `"${path}" is not a regular file`, 'Name a raw disk image.');
  if (status.size % SECTOR_SIZE !== 0) {
    const message = `"${path}" has ${status.size} bytes, which is not a whole number of sectors`;
    throw new CliError('E_DISK', message, `Make it longer: truncate -s %${SECTOR_SIZE} FILE`);
  }
  const magic = Buffer.alloc(QCOW_MAGIC.length);
  if (readSync(fd, magic, 0, magic.length, 0) === magic.length && magic.equals(QCOW_MAGIC)) {
    const message = `"${path}" is a qcow2 image; a disk here is raw`;
    throw new CliError('E_DISK', message, 'Convert it: qemu-img convert -O raw FILE disk.img');
  }
  return status.size / SECTOR_SIZE;
}

function diskOn(fd: number, sectors: number, access: 'read-write' | 'read-only'): BlockBackend {
  return {
    sectors,
    readOnly: access === 'read-only',
    read: (sector, count, done) => {
      const bytes = new Uint8Array(count * SECTOR_SIZE);
      done(
        moveAll(bytes, sector * SECTOR_SIZE, (at, position) => readSync(fd, bytes, at, bytes.length - at, position))
          ? bytes
          : undefined,
      );
    },
    write: (sector, bytes, done) => {
      done(
        moveAll(bytes, sector * SECTOR_SIZE, (at, position) => writeSync(fd, bytes, at, bytes.length - at, position)),
      );
    },
    flush: (done) => done(attempt(() => (fsyncSync(fd), 1)) === 1),
  };
}

/** One call may move less than it was asked to. Nothing at all is an error: the file has become shorter, or the disk is full. */
function moveAll(bytes: Uint8Array, start: number, move: (at: number, position: number) => number): boolean {
  for (let at = 0; at < bytes.length;) {
    const moved = attempt(() => move(at, start + at));
    if (moved === 0) return false;
    at += moved;
  }
  return true;
}

/** What the guest gets for any failure of its disk is the same: an I/O error. */
function attempt(call: () => number): number {
  try {
    return call();
  } catch {
    return 0;
  }
}
