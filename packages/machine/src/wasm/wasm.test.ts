import { ByteBuffer } from './bytes.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { block, br, brIf, brTable, choose, drop, flatten, label, loop, returns, type Code } from './code.ts';
import { compile, createMemory, instantiate } from './host.ts';
import { extend32, i32, i64, load, store, wrap } from './instructions.ts';
import { signed, unsigned } from './leb128.ts';
import { FunctionBuilder, ModuleBuilder, type Local, type Signature } from './module.ts';

describe('LEB128', () => {
  const decode = (bytes: readonly number[], sign: 'signed' | 'unsigned'): bigint => {
    const value = bytes.reduce((sum, byte, i) => sum | (BigInt(byte & 0x7f) << BigInt(7 * i)), 0n);
    return sign === 'signed' ? BigInt.asIntN(7 * bytes.length, value) : value;
  };

  test('round-trips, in as few bytes as possible', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const bytes = signed(value);
        expect(decode(bytes, 'signed')).toBe(value);
        expect(decode(bytes.slice(0, -1), 'signed') === value && bytes.length > 1).toBe(false);
        expect(bytes.every((byte, i) => byte >= 0x80 === i < bytes.length - 1)).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.nat(0xffff_ffff), (value) => decode(unsigned(value), 'unsigned') === BigInt(value)));
  });

  test.each([
    [0, [0]],
    [63, [63]],
    [64, [0xc0, 0]],
    [-1, [0x7f]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [128, [0x80, 1]],
  ])('%d', (value, bytes) => {
    expect(signed(value)).toEqual(bytes);
  });
});

/** A function of a module of its own, called with i32 operands. */
function run(
  signature: Signature,
  build: (fn: FunctionBuilder, memory: number) => Code,
  ...operands: number[]
): number {
  const module = new ModuleBuilder('memory');
  const note = module.importFunction('note', { parameters: ['i32'] });
  module.exportFunction(
    'run',
    module.addFunction(signature, (fn) => build(fn, note)),
  );
  const memory = createMemory(65_536);
  const run = instantiate(compile(module.bytes()), { env: { memory, note: () => undefined } }, 'run');
  return run(...operands) as number;
}

describe('code', () => {
  test('branches leave blocks, and go back to the start of loops', () => {
    // The sum of 1 … n.
    const sum = run(
      { parameters: ['i32'], result: 'i32' },
      (fn) => {
        const [n] = fn.parameters as [Local];
        const total = fn.local('i32');
        const [done, again] = [label('done'), label('again')];
        return [
          block(
            done,
            loop(again, [
              brIf(done, i32.eqz(n.get)),
              total.set(i32.add(total.get, n.get)),
              n.set(i32.sub(n.get, i32.const(1))),
              br(again),
            ]),
          ),
          total.get,
        ];
      },
      100,
    );
    expect(sum).toBe(5050);
  });

  test('a table of branches goes to the label of the index, or to the default', () => {
    const table = (index: number): number =>
      run(
        { parameters: ['i32'], result: 'i32' },
        (fn) => {
          const [a, b, c] = [label('a'), label('b'), label('c')];
          const dispatch = brTable(fn.parameters[0]!.get, [a, b, a], c);
          return [
            block(c, [block(b, [block(a, dispatch), returns(i32.const(10))]), returns(i32.const(20))]),
            i32.const(30),
          ];
        },
        index,
      );
    expect([0, 1, 2, 3, -1].map(table)).toEqual([10, 20, 10, 30, 30]);
  });

  test('a choice has a value, and its arms can be left', () => {
    const pick = (n: number): number =>
      run(
        { parameters: ['i32'], result: 'i32' },
        (fn) => {
          const out = label('out');
          const [value] = fn.parameters as [Local];
          return [
            block(out, [
              value.set(choose('i32', value.get, i32.const(7), i32.const(8))),
              choose(undefined, i32.eq(value.get, i32.const(7)), br(out)),
              value.set(i32.const(9)),
            ]),
            value.get,
          ];
        },
        n,
      );
    expect([1, 0].map(pick)).toEqual([7, 9]);
  });

  test('a branch to a label that does not enclose it is a mistake of the generator', () => {
    expect(() => flatten(new ByteBuffer(), br(label('nowhere')))).toThrow(
      new RangeError('branch to nowhere from outside of it'),
    );
    const sibling = label('sibling');
    expect(() => flatten(new ByteBuffer(), [block(sibling, []), br(sibling)])).toThrow(RangeError);
  });

  test('memory instructions take an offset', () => {
    const value = run({ parameters: ['i32'], result: 'i32' }, (fn) => {
      const [address] = fn.parameters as [Local];
      return [
        store('i64.store', address.get, 1000, i64.const(-2)),
        drop(load('i64.load16_s', address.get, 1000)),
        wrap(extend32(i64.shr_u(load('i64.load', address.get, 999), i64.const(8)))),
      ];
    });
    expect(value).toBe(-2);
  });
});

describe('modules', () => {
  test('import before they define', () => {
    const module = new ModuleBuilder('memory');
    module.addFunction({ parameters: [] }, () => []);
    expect(() => module.importFunction('late', { parameters: [] })).toThrow(RangeError);
  });

  test('a missing export is reported', () => {
    const bytes = new ModuleBuilder('memory').bytes();
    expect(() => instantiate(compile(bytes), { env: { memory: createMemory(1) } }, 'run')).toThrow('exports no run');
  });

  test('memory that the host does not have is an error of the machine', () => {
    expect(() => createMemory(2 ** 33)).toThrow(expect.objectContaining({ code: 'E_HOST' }) as Error);
  });
});
