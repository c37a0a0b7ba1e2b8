import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bytes, BytesError, type BytesErrorCode } from './index.ts';
import { viewOf, wrap } from './raw.ts';

/** The code and message of the `BytesError` that `action` throws. */
function failure(action: () => unknown): { code: BytesErrorCode; message: string } {
  try {
    action();
  } catch (error) {
    if (error instanceof BytesError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was thrown');
}

const octets = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 64 });

describe('against DataView and Uint8Array', () => {
  const models: Record<string, (view: DataView, bytes: Bytes, at: number) => [expected: unknown, got: unknown]> = {
    at: (view, bytes, at) => [view.getUint8(at), bytes.at(at)],
    u16: (view, bytes, at) => [view.getUint16(at, true), bytes.u16(at)],
    u32: (view, bytes, at) => [view.getUint32(at, true), bytes.u32(at)],
    u64: (view, bytes, at) => [view.getBigUint64(at, true), bytes.u64(at)],
    i53: (view, bytes, at) => {
      const exact = view.getBigInt64(at, true);
      return [Number.isSafeInteger(Number(exact)) ? Number(exact) : undefined, bytes.i53(at)];
    },
  };

  test.each(Object.entries(models))('%s', (_, read) => {
    const narrow = fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }).map((n) => {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigInt64(0, n, true);
      return [...new Uint8Array(view.buffer)];
    });
    fc.assert(
      fc.property(fc.oneof(octets, narrow), fc.nat(66), (values, at) => {
        const bytes = Bytes.from(values);
        let pair;
        try {
          pair = read(new DataView(Uint8Array.from(values).buffer), bytes, at);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError); // the model's own, thrown first
          expect(failure(() => read(new DataView(new ArrayBuffer(128)), bytes, at)).code).toBe('E_BYTES_RANGE');
          return;
        }
        expect(pair[1]).toBe(pair[0]);
      }),
    );
  });

  test('what is written is read back, and nothing else changes', () => {
    const writes = fc.oneof(
      fc
        .nat(0xff)
        .map((v) => [1, (b: Bytes, at: number) => b.set(at, v), (b: Bytes, at: number) => b.at(at), v] as const),
      fc
        .nat(0xffff)
        .map((v) => [2, (b: Bytes, at: number) => b.setU16(at, v), (b: Bytes, at: number) => b.u16(at), v] as const),
      fc
        .nat(0xffff_ffff)
        .map((v) => [4, (b: Bytes, at: number) => b.setU32(at, v), (b: Bytes, at: number) => b.u32(at), v] as const),
      fc
        .bigInt({ min: 0n, max: 2n ** 64n - 1n })
        .map((v) => [8, (b: Bytes, at: number) => b.setU64(at, v), (b: Bytes, at: number) => b.u64(at), v] as const),
      fc
        .maxSafeInteger()
        .map((v) => [8, (b: Bytes, at: number) => b.setI53(at, v), (b: Bytes, at: number) => b.i53(at), v] as const),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 24 }), fc.nat(16), writes, (before, at, write) => {
        const [size, set, get, value] = write;
        const bytes = Bytes.from(before);
        set(bytes, at);
        expect(get(bytes, at)).toBe(value);
        expect([...bytes.slice(0, at), ...bytes.slice(at + size)]).toEqual([
          ...before.slice(0, at),
          ...before.slice(at + size),
        ]);
      }),
    );
  });

  test('slice, copyFrom, fill, concat, equals, indexOf', () => {
    fc.assert(
      fc.property(octets, octets, fc.nat(64), fc.nat(64), fc.nat(64), fc.nat(255), (a, b, i, j, k, byte) => {
        const view = Uint8Array.from(a);
        const bytes = Bytes.from(a);
        const other = Bytes.from(b);
        expect([...Bytes.concat(bytes, other, bytes)]).toEqual([...a, ...b, ...a]);
        expect(bytes.equals(other)).toBe(a.length === b.length && a.every((v, at) => v === b[at]));
        expect(bytes.equals(Bytes.from(a))).toBe(true);
        const [start, end] = [Math.min(i, j), Math.max(i, j)];
        if (end <= a.length) {
          expect([...bytes.slice(start, end)]).toEqual(a.slice(start, end));
          expect(bytes.indexOf(byte, start)).toBe(view.indexOf(byte, start));
          if (k + end - start <= a.length) {
            bytes.copyFrom(bytes, k, start, end); // overlapping as often as not
            view.copyWithin(k, start, end);
            expect([...bytes]).toEqual([...view]);
          }
          bytes.fill(byte, start, end);
          view.fill(byte, start, end);
          expect([...bytes]).toEqual([...view]);
        }
      }),
    );
  });
});

test('a slice is a copy', () => {
  const bytes = Bytes.of(1, 2, 3);
  const copy = bytes.slice(1);
  bytes.fill(9);
  expect([...copy]).toEqual([2, 3]);
});

test('hexadecimal', () => {
  expect(Bytes.fromHex(' DE ad\n beEF ').toHex()).toBe('deadbeef');
  expect(Bytes.fromHex('').length).toBe(0);
  fc.assert(
    fc.property(octets, (values) => {
      expect([...Bytes.fromHex(Bytes.from(values).toHex())]).toEqual(values);
    }),
  );
  for (const hex of ['a', 'abc', 'a b', 'zz', '0x12', '١٢', 'ab-cd']) {
    expect(failure(() => Bytes.fromHex(hex)).code).toBe('E_BYTES_HEX');
  }
});

test('the text form names length and first bytes', () => {
  expect(String(Bytes.of(0x7f, 0x45))).toBe('Bytes(2) 7f45');
  expect(String(Bytes.alloc(0))).toBe('Bytes(0)');
  expect(String(Bytes.alloc(33))).toBe(`Bytes(33) ${'00'.repeat(32)}…`);
});

describe('bad arguments', () => {
  const bytes = (): Bytes => Bytes.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
  const wrongIndices = [-1, 9, 0.5, NaN, Infinity, -Infinity, 2 ** 53, '0', 1n, undefined, null, {}, [2]];

  test.each(wrongIndices)('index %s', (index) => {
    const at = index as number;
    const target = bytes();
    for (const action of [
      () => target.at(at),
      () => target.set(at, 1),
      () => target.u16(at),
      () => target.setU16(at, 1),
      () => target.u32(at),
      () => target.setU32(at, 1),
      () => target.u64(at),
      () => target.setU64(at, 1n),
      () => target.i53(at),
      () => target.setI53(at, 1),
    ]) {
      expect(failure(action).code).toBe('E_BYTES_RANGE');
    }
    expect(target.equals(bytes())).toBe(true);
  });

  test('a field that begins inside and ends outside', () => {
    expect(failure(() => bytes().u16(8)).message).toBe('2 bytes at 8 not within 9 bytes');
    expect(failure(() => bytes().setU32(6, 1)).message).toBe('4 bytes at 6 not within 9 bytes');
    expect(failure(() => bytes().u64(2)).message).toBe('8 bytes at 2 not within 9 bytes');
    expect(failure(() => bytes().at(9)).message).toBe('index 9 not within 9 bytes');
  });

  test.each([
    [-1, 2],
    [3, 2],
    [0, 10],
    [10, 10],
    [0.5, 2],
    [0, NaN],
    ['0', 2],
    [0, 2n],
  ])('range %s .. %s', (start, end) => {
    const [from, to] = [start as number, end as number];
    const target = bytes();
    for (const action of [
      () => target.slice(from, to),
      () => target.fill(7, from, to),
      () => target.toText(from, to),
      () => target.copyFrom(bytes(), 0, from, to),
    ]) {
      expect(failure(action).code).toBe('E_BYTES_RANGE');
    }
    expect(target.equals(bytes())).toBe(true);
  });

  test('a copy that does not fit', () => {
    const target = bytes();
    expect(failure(() => target.copyFrom(bytes(), 1)).message).toBe('9 bytes at 1 not within 9 bytes');
    expect(failure(() => target.copyFrom(bytes(), 10, 0, 0)).code).toBe('E_BYTES_RANGE');
    target.copyFrom(bytes(), 9, 0, 0);
    expect(failure(() => target.indexOf(1, 10)).code).toBe('E_BYTES_RANGE');
  });

  test.each([-1, 256, 1.5, NaN, '1', 1n, undefined])('byte %s', (byte) => {
    const value = byte as number;
    const target = bytes();
    for (const action of [
      () => target.set(0, value),
      () => target.fill(value),
      () => target.indexOf(value),
      () => Bytes.of(value),
      () => Bytes.from([0, value]),
    ]) {
      expect(failure(action).code).toBe('E_BYTES_VALUE');
    }
    expect(target.equals(bytes())).toBe(true);
  });

  test('numbers too wide for their field', () => {
    const target = bytes();
    expect(failure(() => target.setU16(0, 0x1_0000)).code).toBe('E_BYTES_VALUE');
    expect(failure(() => target.setU32(0, -1)).message).toBe('-1 is not a u32: an integer in 0 .. 4294967295');
    expect(failure(() => target.setU32(0, 0x1_0000_0000)).code).toBe('E_BYTES_VALUE');
    for (const value of [-1n, 1n << 64n, 1 as unknown as bigint]) {
      expect(failure(() => target.setU64(0, value)).code).toBe('E_BYTES_VALUE');
    }
    for (const value of [2 ** 53, -(2 ** 53), 0.5, NaN, 1n as unknown as number]) {
      expect(failure(() => target.setI53(0, value)).code).toBe('E_BYTES_VALUE');
    }
    expect(target.equals(bytes())).toBe(true);
  });

  test.each([-1, 0.5, NaN, 2 ** 32, Infinity, '1', 1n])('length %s', (length) => {
    expect(failure(() => Bytes.alloc(length as number)).code).toBe('E_BYTES_LENGTH');
  });
});

describe('nothing leaks', () => {
  const imposters: unknown[] = [
    null,
    undefined,
    1,
    'bytes',
    {},
    new Uint8Array(3),
    Object.create(Bytes.prototype),
    new Proxy(Bytes.of(1), {}),
  ];

  test('only what was made here is Bytes', () => {
    expect(Bytes.is(Bytes.of(1))).toBe(true);
    for (const imposter of imposters) {
      expect(Bytes.is(imposter)).toBe(false);
      const fake = imposter as Bytes;
      expect(failure(() => Bytes.of(1).equals(fake)).code).toBe('E_BYTES_TYPE');
      expect(failure(() => Bytes.of(1).copyFrom(fake)).code).toBe('E_BYTES_TYPE');
      expect(failure(() => Bytes.concat(Bytes.of(1), fake)).code).toBe('E_BYTES_TYPE');
      expect(failure(() => viewOf(fake)).code).toBe('E_BYTES_TYPE');
    }
  });

  test('no constructor, no subclass, no own or changeable properties', () => {
    type Open = new (key: unknown, view: Uint8Array) => Bytes;
    const open = Bytes as unknown as Open;
    expect(failure(() => new open(undefined, new Uint8Array(1))).code).toBe('E_BYTES_TYPE');
    class Sub extends open {}
    expect(failure(() => new Sub(undefined, new Uint8Array(1))).code).toBe('E_BYTES_TYPE');
    expect(Reflect.ownKeys(Bytes.of(1))).toEqual([]);
    expect(Object.isFrozen(Bytes.of(1)) && Object.isFrozen(Bytes) && Object.isFrozen(Bytes.prototype)).toBe(true);
    expect(Object.isFrozen(Object.getPrototypeOf(Bytes.of(1)[Symbol.iterator]()))).toBe(true);
  });

  test('no member returns anything that holds the storage', () => {
    const bytes = Bytes.of(1, 2, 3);
    for (const name of Reflect.ownKeys(Bytes.prototype)) {
      if (name === 'constructor') continue;
      const member = Reflect.get(Bytes.prototype, name, bytes) as unknown;
      let result = member;
      try {
        if (typeof member === 'function') result = Reflect.apply(member, bytes, [0, 0]);
      } catch (error) {
        expect(error).toBeInstanceOf(BytesError);
        continue;
      }
      expect(ArrayBuffer.isView(result)).toBe(false);
      expect(result instanceof ArrayBuffer).toBe(false);
    }
  });
});

describe('raw', () => {
  test('viewOf and wrap share the storage', () => {
    const bytes = Bytes.of(1, 2, 3);
    viewOf(bytes)[1] = 9;
    expect(bytes.at(1)).toBe(9);
    const memory = new Uint8Array(8);
    const window = wrap(memory.subarray(2, 6));
    window.setU32(0, 0x04030201);
    expect([...memory]).toEqual([0, 0, 1, 2, 3, 4, 0, 0]);
    expect(failure(() => window.at(4)).code).toBe('E_BYTES_RANGE');
  });

  test('a slice of shared memory is a copy', () => {
    const memory = new Uint8Array(new SharedArrayBuffer(4));
    const copy = wrap(memory).slice();
    memory[0] = 1;
    expect(copy.at(0)).toBe(0);
  });

  test('memory that goes away leaves nothing to reach', () => {
    const memory = new Uint8Array(16);
    const window = wrap(memory);
    structuredClone(memory.buffer, { transfer: [memory.buffer] }); // detaches it, as WebAssembly.Memory.grow does
    expect(window.length).toBe(0);
    expect(failure(() => window.at(0)).code).toBe('E_BYTES_RANGE');
  });

  test.each([null, undefined, 4, [1, 2], new DataView(new ArrayBuffer(4)), new Uint16Array(2)])('wrap(%s)', (value) => {
    expect(failure(() => wrap(value as unknown as Uint8Array)).code).toBe('E_BYTES_TYPE');
  });
});
