/** Framing: whatever is sent arrives, in pieces of any size, and what is damaged is seen. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOf, textOf } from './hex.ts';
import { encode, PacketReader, type WireEvent } from './packet.ts';

const read = (reader: PacketReader, text: string): WireEvent[] => [...reader.read(bytesOf(text))];
const anyData = fc.uint8Array({ maxLength: 200 }).map(textOf);

it('gives back what was encoded, in pieces of any size, between acknowledgements', () => {
  fc.assert(
    fc.property(fc.array(anyData, { maxLength: 4 }), fc.array(fc.nat(20), { minLength: 1 }), (packets, cuts) => {
      const wire = packets.map((data) => `+${textOf(encode(data))}`).join('');
      const reader = new PacketReader();
      const events: WireEvent[] = [];
      for (let at = 0, i = 0; at < wire.length; i++) {
        const size = 1 + cuts[i % cuts.length]!;
        events.push(...read(reader, wire.slice(at, at + size)));
        at += size;
      }
      expect(events).toEqual(packets.map((data) => ({ kind: 'packet', data })));
    }),
  );
});

it('sees any change of one byte of a packet', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: fc.constantFrom(...Array.from('abc019,:')) }),
      fc.nat(),
      fc.integer({ min: 1, max: 9 }),
      (data, at, by) => {
        const wire = encode(data);
        const place = 1 + (at % data.length);
        wire[place] = (wire[place]! + by) % 128;
        expect(read(new PacketReader(), textOf(wire))).not.toContainEqual({ kind: 'packet', data });
      },
    ),
  );
});

it('knows what stands between packets', () => {
  const reader = new PacketReader();
  expect(read(reader, '+x-\x03$g#67')).toEqual([
    { kind: 'again' },
    { kind: 'interrupt' },
    { kind: 'packet', data: 'g' },
  ]);
  // Within a packet a Ctrl-C is a byte.
  expect(read(reader, '$\x03#03')).toEqual([{ kind: 'packet', data: '\x03' }]);
  expect(read(reader, '$g#68$g#zz')).toEqual([
    { kind: 'damaged', data: 'g' },
    { kind: 'damaged', data: 'g' },
  ]);
  expect(read(reader, '$lost end$g#67')).toEqual([{ kind: 'packet', data: 'g' }]);
});

it('drops what is longer than it said', () => {
  const reader = new PacketReader();
  const events = read(reader, `$${'a'.repeat(1_000_000)}#00$g#67`);
  expect(events).toEqual([
    { kind: 'damaged', data: '' },
    { kind: 'packet', data: 'g' },
  ]);
});
