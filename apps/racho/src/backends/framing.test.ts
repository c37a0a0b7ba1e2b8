import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FRAME_MAX, framed, unframer } from './framing.ts';

it('gives the frames back, however the stream is cut', () => {
  const frames = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (sent, cuts) => {
      const stream = Buffer.concat(sent.map(framed));
      const take = unframer();
      const got: Uint8Array[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const end = at + cuts[i % cuts.length]!;
        got.push(...take(stream.subarray(at, end))!);
        at = end;
      }
      expect(got).toEqual(sent);
    }),
  );
});

it('has the length before the frame, big-endian', () => {
  expect([...framed(Uint8Array.of(7, 8))]).toEqual([0, 0, 0, 2, 7, 8]);
});

it('gives up at what cannot be a frame, and keeps nothing', () => {
  const take = unframer();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(FRAME_MAX + 1);
  expect(take(Buffer.concat([framed(Uint8Array.of(1)), length]))).toBeUndefined();
  expect(take(framed(Uint8Array.of(1)))).toBeUndefined();
});
