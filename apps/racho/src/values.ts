/** Texts of the command line as values: counts, sizes, addresses. */

/** Why a text is no such value, for the message `--option "text": WHY`. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
}

/** A positive count that JavaScript holds exactly. */
export function parseCount(text: string): number {
  const count = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(count) || count === 0) {
    throw new BadValue(`expected a whole number from 1 to ${Number.MAX_SAFE_INTEGER}`);
  }
  return count;
}

/** The number of harts of a machine. */
export function parseHarts(text: string): number {
  if (!/^[1-8]$/.test(text)) throw new BadValue('expected a number from 1 to 8');
  return Number(text);
}

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** The least and the most memory a machine can have: a few pages beside the kernel, and what one WebAssembly memory holds. */
export const MEMORY_MIN: number = 8 * 2 ** 20;
export const MEMORY_MAX: number = 2 * 2 ** 30;

/** Memory in bytes from `128M`, `1G`, `65536K`; a bare number means MiB, as QEMU's `-m` does. */
export function parseMemory(text: string): number {
  const match = /^(\d{1,10})([KMG]?)$/i.exec(text);
  const bytes = match ? Number(match[1]) * UNITS[match[2]!.toUpperCase() || 'M']! : NaN;
  if (!(bytes >= MEMORY_MIN && bytes <= MEMORY_MAX) || bytes % 4096 !== 0) {
    throw new BadValue(
      `expected a size from ${MEMORY_MIN / 2 ** 20}M to ${MEMORY_MAX / 2 ** 30}G, in whole pages, such as 128M`,
    );
  }
  return bytes;
}

/** A 64-bit address, decimal or `0x…`, as a `bigint` in 0 … 2^64 − 1. */
export function parseAddress(text: string): bigint {
  const value = /^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text) ? BigInt(text) : -1n;
  if (value < 0n || value >= 1n << 64n) throw new BadValue('expected an address such as 0x80000000');
  return value;
}

/** `PORT` or `HOST:PORT`, by default on the loopback interface; port 0 is any that is free. */
export function parseEndpoint(text: string): { host: string; port: number } {
  const [, host = '127.0.0.1', digits = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  const port = digits === '' ? NaN : Number(digits);
  if (!(port <= 65_535)) throw new BadValue('expected a port such as 1234, or HOST:PORT');
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port };
}

/** One of a few words. */
export function parseOneOf<const Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found === undefined) throw new BadValue(`expected ${words.join(' or ')}`);
    return found;
  };
}

export function parseText(text: string): string {
  return text;
}
