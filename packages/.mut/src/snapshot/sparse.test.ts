import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BLOCK, concat, fillFrom, sparseParts, sparseRuns } from './sparse.ts';

/** Arrays of some blocks, with bytes here and there. */
const arrays = fc
  .tuple(fc.nat({ max: 5 * BLOCK }), fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 6 }))
  .map(([length, marks]) => {
    const bytes = new Uint8Array(length);
    for (const [at, value] of marks) if (length > 0) bytes[at % length] = value;
    return bytes;
  });

test('comes back as it was, over whatever is there', () => {
  fc.assert(
    fc.property(arrays, fc.integer({ min: 0, max: 255 }), (bytes, before) => {
      const encoded = concat(sparseParts(bytes));
      const target = new Uint8Array(bytes.length).fill(before);
      fillFrom(sparseRuns(encoded, bytes.length)!, target);
      expect(Buffer.compare(target, bytes)).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('takes no room for zeros, wherever they lie', () => {
  const bytes = new Uint8Array(100 * BLOCK + 1).subarray(1);
  expect(sparseParts(bytes)).toEqual([]);
  bytes[7 * BLOCK] = bytes[9 * BLOCK - 1] = 1;
  expect(concat(sparseParts(bytes)).length).toBe(8 + 2 * BLOCK);
});

test('of nobody knows what is refused or something of the right size', () => {
  const header = fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })).map(([first, count]) => Uint32Array.of(first, count));
  const pieces = fc.array(
    fc.oneof(
      fc.uint8Array(),
      header.map((words) => new Uint8Array(words.buffer)),
      arrays,
    ),
  );
  fc.assert(
    fc.property(pieces, fc.nat({ max: 5 * BLOCK }), (parts, size) => {
      const runs = sparseRuns(concat(parts), size) ?? [];
      let free = 0;
      for (const { at, bytes } of runs) {
        expect(at).toBeGreaterThanOrEqual(free);
        expect(bytes.length).toBeGreaterThan(0);
        free = at + bytes.length;
      }
      expect(free).toBeLessThanOrEqual(size);
      fillFrom(runs, new Uint8Array(size));
    }),
  );
});

test.each([
  ['a run without bytes', [0, 1]],
  ['a run of nothing', [0, 0]],
  ['a run behind the end', [2, 1]],
  ['half a header', [0]],
])('%s is refused', (_, words) => {
  expect(sparseRuns(new Uint8Array(Uint32Array.from(words).buffer), 2 * BLOCK)).toBeUndefined();
});
