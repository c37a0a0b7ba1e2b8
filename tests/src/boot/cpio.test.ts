/** Archives by the layout that Linux documents. */
import { expect, test } from 'vitest';
import { characterDevice, cpio, directory, file } from './cpio.ts';

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly device: readonly [number, number];
  readonly data: string;
}

/** Reads an archive back, by the offsets of the fields. */
function entriesOf(archive: Uint8Array): Entry[] {
  const text = (at: number, length: number): string => new TextDecoder().decode(archive.subarray(at, at + length));
  const aligned = (at: number): number => Math.ceil(at / 4) * 4;
  const entries: Entry[] = [];
  for (let at = 0; at < archive.length;) {
    const field = (i: number): number => Number.parseInt(text(at + 6 + 8 * i, 8), 16);
    expect(text(at, 6)).toBe('070701');
    const [mode, size, nameSize] = [field(1), field(6), field(11)];
    expect(text(at + 110 + nameSize - 1, 1)).toBe('\0');
    const data = aligned(at + 110 + nameSize);
    entries.push({ name: text(at + 110, nameSize - 1), mode, device: [field(9), field(10)], data: text(data, size) });
    at = aligned(data + size);
  }
  return entries;
}

test('holds directories, files and devices, and ends with a trailer', () => {
  const archive = cpio([
    directory('bin'),
    file('bin/sh', 'text', 0o755),
    file('empty', new Uint8Array()),
    characterDevice('console', 5, 1),
  ]);
  expect(entriesOf(archive)).toEqual([
    { name: 'bin', mode: 0o040755, device: [0, 0], data: '' },
    { name: 'bin/sh', mode: 0o100755, device: [0, 0], data: 'text' },
    { name: 'empty', mode: 0o100644, device: [0, 0], data: '' },
    { name: 'console', mode: 0o020600, device: [5, 1], data: '' },
    { name: 'TRAILER!!!', mode: 0, device: [0, 0], data: '' },
  ]);
});
