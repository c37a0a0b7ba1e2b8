/** Large arrays that are mostly zeros, as runs of the blocks that are not: first block and number of blocks (u32 each), then their bytes. */

export const BLOCK = 4096;
const RUN_HEADER = 8;

/** A run that was read: where its bytes go. */
export interface Run {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Whether a block is zero; by words, as most of RAM is looked at in vain. */
function zeroTest(bytes: Uint8Array): (block: number) => boolean {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset % 4 !== 0 || length % BLOCK !== 0) {
    return (block) => bytes.subarray(block * BLOCK, (block + 1) * BLOCK).every((byte) => byte === 0);
  }
  const words = new Int32Array(buffer, byteOffset, length / 4);
  return (block) => {
    const end = ((block + 1) * BLOCK) / 4;
    for (let i = (block * BLOCK) / 4; i < end; i += 4) {
      if ((words[i]! | words[i + 1]! | words[i + 2]! | words[i + 3]!) !== 0) return false;
    }
    return true;
  };
}

/** The blocks that are not zero, as pairs of first and end. */
function* runsOf(bytes: Uint8Array): Generator<readonly [first: number, end: number]> {
  const blocks = Math.ceil(bytes.length / BLOCK);
  const isZero = zeroTest(bytes);
  for (let first = 0; first < blocks; first++) {
    if (isZero(first)) continue;
    let end = first + 1;
    while (end < blocks && !isZero(end)) end++;
    yield [first, end];
    first = end;
  }
}

/** The encoding in pieces, which are views of `bytes` where they can be: nothing is copied yet. */
export function sparseParts(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (const [first, end] of runsOf(bytes)) {
    const header = new Uint8Array(RUN_HEADER);
    const view = new DataView(header.buffer);
    view.setUint32(0, first, true);
    view.setUint32(4, end - first, true);
    parts.push(header, bytes.subarray(first * BLOCK, end * BLOCK));
  }
  return parts;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, { length }) => sum + length, 0);

/** The runs of an encoded array of `size` bytes, or `undefined` if that is not what `encoded` is. Nothing is copied. */
export function sparseRuns(encoded: Uint8Array, size: number): Run[] | undefined {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length);
  const runs: Run[] = [];
  let free = 0;
  let at = 0;
  while (at < encoded.length) {
    if (at + RUN_HEADER > encoded.length) return undefined;
    const start = view.getUint32(at, true) * BLOCK;
    const end = Math.min(start + view.getUint32(at + 4, true) * BLOCK, size);
    at += RUN_HEADER;
    if (start < free || end <= start || at + end - start > encoded.length) return undefined;
    runs.push({ at: start, bytes: encoded.subarray(at, at + end - start) });
    at += end - start;
    free = end;
  }
  return runs;
}

/** Makes `target` what was encoded. Zeros that are there are not written again: memory that was never touched costs the host nothing. */
export function fillFrom(runs: readonly Run[], target: Uint8Array): void {
  let free = 0;
  for (const { at, bytes } of [...runs, { at: target.length, bytes: new Uint8Array(0) }]) {
    for (const [first, end] of runsOf(target.subarray(free, at))) {
      target.fill(0, free + first * BLOCK, Math.min(free + end * BLOCK, at));
    }
    target.set(bytes, at);
    free = at + bytes.length;
  }
}
