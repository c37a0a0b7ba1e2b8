/** File systems on a disk image, made and checked by e2fsprogs. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives `use` a folder that is gone afterwards. */
function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'racho-ext4-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const tool = (name: string, ...args: string[]): void => void execFileSync(`/usr/sbin/${name}`, args, { stdio: 'pipe' });

/** An image of so many MiB with these files in its root. */
export const makeExt4 = (mebibytes: number, files: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  inFolder((folder) => {
    const [root, image] = [join(folder, 'root'), join(folder, 'image')];
    mkdirSync(root);
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(root, name), bytes);
    tool('mkfs.ext4', '-q', '-F', '-d', root, image, `${mebibytes}M`);
    return readFileSync(image);
  });

/** Contents of a file in the image, which must be a clean file system. */
export const readExt4 = (bytes: Uint8Array, path: string): Uint8Array =>
  inFolder((folder) => {
    const [image, copy] = [join(folder, 'image'), join(folder, 'copy')];
    writeFileSync(image, bytes);
    tool('e2fsck', '-f', '-n', image);
    tool('debugfs', '-R', `dump ${path} ${copy}`, image);
    return readFileSync(copy);
  });
