import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { Output } from './output.ts';

/** A reader that takes a chunk only when told to. */
function slowReader(): Writable & { take: () => void; seen: string[] } {
  const seen: string[] = [];
  let pending: (() => void) | undefined;
  const stream = new Writable({
    highWaterMark: 4,
    write(chunk: Buffer, _encoding, done) {
      seen.push(chunk.toString());
      pending = done;
    },
  });
  return Object.assign(stream, { seen, take: () => pending?.() });
}

it('waits for a reader that is behind', async () => {
  const sink = slowReader();
  const out = new Output(sink);
  out.write('more than four');
  let drained = false;
  const wait = out.drained().then(() => (drained = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(drained).toBe(false);
  sink.take();
  await wait;
  expect(sink.seen).toEqual(['more than four']);
});

it('does not wait for a reader that keeps up', async () => {
  const out = new Output(slowReader());
  out.write('abc');
  await out.drained();
  expect(out.closed).toBe(false);
});

function failing(code: string): Writable {
  return new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
  });
}

it('takes the leaving of a reader for an end, and drops the rest', async () => {
  const out = new Output(failing('EPIPE'));
  out.write('nobody reads this');
  await out.drained();
  expect(out.closed).toBe(true);
  out.write('nor this');
  await out.drained();
});
