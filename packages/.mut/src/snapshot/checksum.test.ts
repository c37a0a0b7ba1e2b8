import fc from 'fast-check';
import { expect, test } from 'vitest';
import { xxh32 } from './checksum.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each([
  ['', 0x02cc_5d05],
  ['a', 0x550d_7456],
  ['abc', 0x32d1_53ff],
  ['Nobody inspects the spammish repetition', 0xe229_3b2f],
])('of %j is what others compute', (text, sum) => {
  expect(xxh32(ascii(text))).toBe(sum);
});

test('does not depend on where the bytes lie', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat({ max: 9 }), (bytes, offset) => {
      const elsewhere = new Uint8Array(offset + bytes.length);
      elsewhere.set(bytes, offset);
      expect(xxh32(elsewhere.subarray(offset))).toBe(xxh32(bytes));
    }),
  );
});

test('notices a change of any byte', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 100 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (bytes, at, by) => {
        const changed = bytes.slice();
        changed[at % bytes.length]! ^= by;
        expect(xxh32(changed)).not.toBe(xxh32(bytes));
      },
    ),
  );
});
