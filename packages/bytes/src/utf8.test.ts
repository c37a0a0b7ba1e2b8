import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bytes } from './index.ts';

const platform = new TextDecoder('utf-8', { ignoreBOM: true });

test('encodes as TextEncoder does, lone surrogates too', () => {
  const units = fc.array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7f0, max: 0xe010 })));
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    units.map((list) => String.fromCharCode(...list)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect([...Bytes.fromText(text)]).toEqual([...new TextEncoder().encode(text)]);
    }),
  );
});

test('decodes as TextDecoder does, ill-formed sequences too', () => {
  const edges = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xee];
  const byte = fc.oneof(fc.constantFrom(...edges, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff), fc.nat(255));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 12 }), (values) => {
      expect(Bytes.from(values).toText()).toBe(platform.decode(Uint8Array.from(values)));
    }),
    { numRuns: 5000 },
  );
});

test('every code point goes there and back', () => {
  for (let point = 0; point <= 0x10ffff; point += point % 0x100 < 2 ? 1 : 0x55) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const text = String.fromCodePoint(point);
    const bytes = Bytes.fromText(text);
    expect(bytes.toText()).toBe(text);
    expect(bytes.length).toBe(point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4);
  }
});

test('texts longer than one chunk', () => {
  const text = 'aé€😀'.repeat(5000);
  expect(Bytes.fromText(text).toText() === text).toBe(true); // as one value: a diff would be endless
});

// Safe code may name `String.fromCharCode`, and so could have that of it what a decoder calls.
test('hands the memory to nobody', () => {
  const taken: unknown[] = [];
  const meddled = Object.assign(String.fromCharCode, { apply: (_: unknown, list: unknown) => taken.push(list) });
  try {
    expect(Bytes.of(65, 66).toText()).toBe('AB');
    expect(taken).toEqual([]);
  } finally {
    delete (meddled as { apply?: unknown }).apply;
  }
});
