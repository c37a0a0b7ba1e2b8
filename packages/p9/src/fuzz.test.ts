/** Hostile clients: whatever comes, one reply that is well formed and fits goes back, nothing throws, and nothing grows without bound. */
import { ERRNO } from '@racho/abi';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHeader, writeMessage } from './codec.ts';
import type { FieldType, FieldValue } from './fields.ts';
import { memoryTree } from './memory-tree.ts';
import { type MessageName, messages } from './messages.ts';
import { Server } from './server.ts';
import { Client, failed, NOFID, ROOT } from './testing.ts';

const MSIZE = 4096;

function client(): Client {
  const tree = memoryTree({ files: { 'a/b': 'hello', c: 'x' }, capacity: 1 << 16 });
  return new Client(new Server({ tree, tag: 'share' }), MSIZE);
}

function checked(target: Client, message: Uint8Array): void {
  const before = message.slice();
  const reply = target.send(message);
  expect(readHeader(reply)!.size).toBe(reply.length);
  expect(reply.length).toBeLessThanOrEqual(512 * 1024);
  if (message.length >= 7) expect(readHeader(reply)!.tag).toBe(readHeader(message)!.tag);
  expect(message).toEqual(before);
}

/** Values that mean something now and then. */
const VALUES: Readonly<Record<FieldType, fc.Arbitrary<FieldValue>>> = {
  u8: fc.nat({ max: 255 }),
  u16: fc.nat({ max: 65_535 }),
  u32: fc.oneof(
    fc.nat({ max: 5 }),
    fc.nat({ max: 5 }),
    fc.constantFrom(0x200, 0o100644, 0xffff_ffff),
    fc.nat({ max: 2 ** 32 - 1 }),
  ),
  u64: fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })),
  string: fc.oneof(
    fc.constantFrom('a', 'b', 'c', '..', '.', '', '/', 'a/b', '9P2000.L'),
    fc.string({ maxLength: 300 }),
  ),
  strings: fc.array(fc.constantFrom('a', 'b', 'c', '..', ''), { maxLength: 20 }),
  qid: fc.constant({ type: 0, version: 0, path: 0n }),
  qids: fc.constant([]),
  data: fc.uint8Array({ maxLength: 5000 }),
};

const request: fc.Arbitrary<Uint8Array> = fc.constantFrom(...(Object.keys(messages) as MessageName[])).chain((name) => {
  const { type, request: fields } = messages[name];
  const values = Object.fromEntries(Object.entries(fields).map(([field, kind]) => [field, VALUES[kind]]));
  return fc.record(values).map((body) => writeMessage(type, 1, fields, body));
});

/** A message with a few bytes changed, cut short or made longer. */
const damaged = fc
  .tuple(request, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 }), fc.integer({ min: -9, max: 9 }))
  .map(([message, changes, longer]) => {
    const bytes = new Uint8Array(Math.max(0, message.length + longer));
    bytes.set(message.subarray(0, bytes.length));
    for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
    return bytes;
  });

test('any messages, sound or damaged, in any order', () => {
  const sent = fc.array(fc.oneof(request, request, damaged, fc.uint8Array({ maxLength: 60 })), { maxLength: 60 });
  fc.assert(
    fc.property(sent, (all) => {
      const target = client();
      for (const message of all) checked(target, message);
      target.server.reset();
      expect(target.call('clunk', { fid: ROOT })).toBe(ERRNO.EBADF);
    }),
    { numRuns: 500 },
  );
});

test('fids are bounded', () => {
  const target = client();
  let fid = 1;
  while (!failed(target.call('walk', { fid: ROOT, newfid: fid, names: [] }))) fid++;
  expect(fid).toBe(65_536);
  expect(target.call('attach', { fid, afid: NOFID, uname: '', aname: '', n_uname: 0 })).toBe(ERRNO.ENFILE);
  target.ok('clunk', { fid: 7 });
  target.ok('walk', { fid: ROOT, newfid: 7, names: [] });
});

test('open files are bounded', () => {
  const target = client();
  const open = (fid: number): unknown => {
    target.ok('walk', { fid: ROOT, newfid: fid, names: ['c'] });
    return target.call('lopen', { fid, flags: 0 });
  };
  let fid = 1;
  while (!failed(open(fid))) fid++;
  expect(fid).toBe(4097);
  expect(target.call('lopen', { fid, flags: 0 })).toBe(ERRNO.EMFILE);
});

test('what a tree in memory holds is bounded, and comes back', () => {
  const target = client();
  const fill = (): number => {
    let made = 0;
    while (!failed(target.call('mkdir', { dfid: ROOT, name: `d${made}`, mode: 0o755, gid: 0 }))) made++;
    return made;
  };
  const first = fill();
  expect(first).toBeGreaterThan(50);
  expect(target.call('symlink', { fid: ROOT, name: 's', target: 'x'.repeat(4000), gid: 0 })).toBe(ERRNO.ENOSPC);
  target.ok('walk', { fid: ROOT, newfid: 1, names: ['c'] });
  target.ok('lopen', { fid: 1, flags: 2 });
  for (let i = 0; i < 40; i++) target.call('write', { fid: 1, offset: BigInt(i * 4000), data: new Uint8Array(4000) });
  expect(target.call('write', { fid: 1, offset: 1n << 16n, data: new Uint8Array(1) })).toBe(ERRNO.ENOSPC);
  const nothing = { mode: 0, uid: 0, gid: 0, atime_sec: 0n, atime_nsec: 0n, mtime_sec: 0n, mtime_nsec: 0n };
  expect(target.call('setattr', { fid: 1, valid: 8, size: 1n << 40n, ...nothing })).toBe(ERRNO.ENOSPC);
  target.ok('setattr', { fid: 1, valid: 8, size: 1n, ...nothing });
  for (let i = 0; i < first; i++) target.ok('unlinkat', { dirfid: ROOT, name: `d${i}`, flags: 0x200 });
  expect(fill()).toBe(first);
});
