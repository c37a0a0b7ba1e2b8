/**
 * Writes a cpio archive in the `newc` format, as Linux unpacks it into its initial file system.
 * Spec: Linux, Documentation/driver-api/early-userspace/buffer-format.rst.
 */

/** One entry; parents come before their children. */
export interface CpioEntry {
  /** Without a leading slash. */
  readonly path: string;
  /** File type and permissions, as in `st_mode`. */
  readonly mode: number;
  /** Contents of a file. */
  readonly data?: Uint8Array;
  /** Major and minor number of a device. */
  readonly device?: readonly [number, number];
}

const encoder = new TextEncoder();

export const directory = (path: string): CpioEntry => ({ path, mode: 0o040755 });
export const file = (path: string, data: Uint8Array | string, mode = 0o644): CpioEntry => ({
  path,
  mode: 0o100000 | mode,
  data: typeof data === 'string' ? encoder.encode(data) : data,
});
export const characterDevice = (path: string, major: number, minor: number): CpioEntry => ({
  path,
  mode: 0o020600,
  device: [major, minor],
});

const MAGIC = '070701';
const padding = (length: number): Uint8Array => new Uint8Array(-length & 3);

export function cpio(entries: readonly CpioEntry[]): Uint8Array {
  const pieces = [...entries, { path: 'TRAILER!!!', mode: 0 }].flatMap(record);
  const archive = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    archive.set(piece, at);
    at += piece.length;
  }
  return archive;
}

/** Thirteen fields of eight hexadecimal digits, the name with its NUL, and the data; the two latter padded to words. */
function record({ path, mode, data = new Uint8Array(), device = [0, 0] }: CpioEntry, index: number): Uint8Array[] {
  const name = encoder.encode(`${path}\0`);
  const [uid, gid, links, mtime, devMajor, devMinor, check] = [0, 0, 1, 0, 0, 0, 0];
  const fields = [
    index + 1,
    mode,
    uid,
    gid,
    links,
    mtime,
    data.length,
    devMajor,
    devMinor,
    ...device,
    name.length,
    check,
  ];
  const header = encoder.encode(MAGIC + fields.map((field) => field.toString(16).padStart(8, '0')).join(''));
  return [header, name, padding(header.length + name.length), data, padding(data.length)];
}
