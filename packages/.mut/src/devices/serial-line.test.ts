import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SerialLine } from './serial-line.ts';

describe('output', () => {
  test('comes in order, in full batches or at a flush, in arrays of its own', () => {
    const batches: Uint8Array[] = [];
    const line = new SerialLine((bytes) => batches.push(bytes));
    const sent = Uint8Array.from({ length: 2500 }, (_, i) => i);
    line.send(sent[0]!);
    line.sendAll(sent.subarray(1));
    expect(batches.map((batch) => batch.length)).toEqual([1024, 1024]);
    line.flush();
    line.flush();
    expect(batches.map((batch) => batch.length)).toEqual([1024, 1024, 452]);
    expect(Uint8Array.from(batches.flatMap((batch) => [...batch]))).toEqual(sent);
  });

  test('a sink that throws loses its batch and no more', () => {
    const seen: number[] = [];
    let broken = true;
    const line = new SerialLine((bytes) => {
      if (broken) throw new Error('sink');
      seen.push(...bytes);
    });
    line.send(1);
    expect(() => line.flush()).toThrow('sink');
    broken = false;
    line.send(2);
    line.flush();
    expect(seen).toEqual([2]);
  });
});

describe('input', () => {
  test('behaves as a bounded queue', () => {
    const limit = 7;
    const step = fc.oneof(
      fc.record({ op: fc.constant('receive' as const), bytes: fc.uint8Array({ maxLength: 10 }) }),
      fc.record({ op: fc.constant('take' as const) }),
      fc.record({ op: fc.constant('takeAll' as const), limit: fc.integer({ min: -1, max: 9 }) }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const line = new SerialLine(() => undefined, limit);
        let model: number[] = [];
        for (const s of steps) {
          if (s.op === 'receive') {
            const taken = [...s.bytes].slice(0, limit - model.length);
            line.receive(s.bytes);
            expect(line.takeOverrun()).toBe(taken.length < s.bytes.length);
            model.push(...taken);
          } else if (s.op === 'take') {
            expect(line.take()).toBe(model.shift());
          } else {
            const count = Math.max(s.limit, 0);
            expect([...line.takeAll(s.limit)]).toEqual(model.slice(0, count));
            model = model.slice(count);
          }
          expect(line.pending).toBe(model.length);
          expect(line.room).toBe(limit - model.length);
        }
      }),
    );
  });

  test('an overrun is told once', () => {
    const line = new SerialLine(() => undefined, 1);
    line.receive(Uint8Array.of(1, 2));
    expect([line.takeOverrun(), line.takeOverrun()]).toEqual([true, false]);
  });
});
