/** A kernel in a hardened realm: it can change nothing of the language under ostd, and programs go on as before. */
import { runInNewContext, runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { hardenRealm } from './boot.ts';
import { FrameAllocOptions, OstdError, Task } from './index.ts';
import { accountedFrames } from './testing/invariants.ts';
import { run, runTask } from './testing/run.ts';

hardenRealm(); // the realm of this file alone
hardenRealm();

describe('a kernel can’t change', () => {
  const evil = (): never => {
    throw new Error('evil');
  };
  const iterator = (value: Iterable<unknown>): object => Object.getPrototypeOf(value[Symbol.iterator]()) as object;
  const generator = Object.getPrototypeOf(function* () {}) as { readonly prototype: object }; // prettier-ignore
  const targets: readonly (readonly [what: string, on: object, key: PropertyKey])[] = [
    ['Array.prototype.push', Array.prototype, 'push'],
    ['what an array iterates by', Array.prototype, Symbol.iterator],
    ['Map.prototype.get', Map.prototype, 'get'],
    ['Set.prototype.delete', Set.prototype, 'delete'],
    ['WeakMap.prototype.has', WeakMap.prototype, 'has'],
    ['the step of an array’s iterator', iterator([]), 'next'],
    ['the step of a map’s iterator', iterator(new Map()), 'next'],
    ['the step of a generator', generator.prototype, 'next'],
    ['Function.prototype.call', Function.prototype, 'call'],
    ['Object.freeze', Object, 'freeze'],
    ['Object.prototype.toString', Object.prototype, 'toString'],
    ['Object.prototype', Object.prototype, 'readable'],
    ['Number.isInteger', Number, 'isInteger'],
    ['BigInt.asUintN', BigInt, 'asUintN'],
    ['Math.floor', Math, 'floor'],
    ['Reflect.ownKeys', Reflect, 'ownKeys'],
    ['JSON.stringify', JSON, 'stringify'],
    ['Uint8Array.prototype.set', Object.getPrototypeOf(Uint8Array.prototype) as object, 'set'],
    ['DataView.prototype.getUint32', DataView.prototype, 'getUint32'],
    ['Promise.prototype.then', Promise.prototype, 'then'],
    ['the name of errors', Error.prototype, 'name'],
    ['what makes stacks', Error, 'prepareStackTrace'],
    ['what else Error has', Error, 'captureStackTrace'],
    ['what Error has not', Error, 'listener'],
    ['a function that Error has', Reflect.get(Error, 'captureStackTrace'), 'listener'],
    ['what the global Map is', globalThis, 'Map'],
    ['what the global Error is', globalThis, 'Error'],
  ];

  it.each(targets)('%s', (_what, on, key) => {
    runTask(function* () {
      const frames = accountedFrames();
      const before: unknown = Reflect.get(on, key);
      expect(() => Object.assign(on, { [key]: evil })).toThrow(TypeError);
      expect(() => Object.defineProperty(on, key, { get: evil, configurable: true })).toThrow(TypeError);
      if (key in on) expect(Reflect.deleteProperty(on, key)).toBe(false);
      expect(Reflect.setPrototypeOf(on, {})).toBe(on === globalThis);
      if (on === globalThis) Reflect.setPrototypeOf(on, Object.prototype);
      expect(Reflect.get(on, key)).toBe(before);
      FrameAllocOptions.allocFrame()!.release();
      expect(accountedFrames()).toBe(frames);
      yield* [];
    });
  });
});

// By value, not by member: what an accessor gives is reached as well, and a member of it is called by libraries of the host.
it('leaves nothing open that is reached from the language, but what the host sets on errors', () => {
  const found = new Set<unknown>([globalThis, Error]);
  const open: string[] = [];
  const visit = (value: unknown, way: string): void => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || found.has(value)) return;
    found.add(value);
    if (!Object.isFrozen(value)) open.push(way);
    for (const key of Reflect.ownKeys(value)) {
      try {
        visit(Reflect.get(value, key), `${way}.${String(key)}`);
      } catch {
        // an accessor that wants an object of its class
      }
    }
    visit(Object.getPrototypeOf(value), `${way}.[[Prototype]]`);
  };
  for (const value of [
    {},
    [],
    '',
    0,
    0n,
    true,
    Symbol.iterator,
    () => undefined,
    new Map(),
    new Set(),
    new WeakMap(),
  ]) {
    visit(Object.getPrototypeOf(value), typeof value);
  }
  const named = { Math, JSON, Reflect, Promise, Proxy, errors: Error.prototype, RangeError, Uint8Array };
  for (const [name, value] of Object.entries(named)) visit(value, name);
  const functions = { generator: function* () {}, asynchronous: async () => Promise.resolve(), both: async function* () {}, list: [].values(), map: new Map().entries(), matches: ''.matchAll(/x/g) }; // prettier-ignore
  for (const [name, value] of Object.entries(functions)) visit(Object.getPrototypeOf(value), name);
  if ('Iterator' in globalThis) {
    const helpers = runInThisContext(
      '[[].values().map(String), Iterator.from({ next: () => ({ done: true }) })]',
    ) as object[];
    for (const value of helpers) visit(Object.getPrototypeOf(value), 'helper');
  }
  expect(open).toEqual([]);
});

// A new context has the globals of the language and nothing of the host's.
it('leaves no global of the language open but the clock and what no value leads to', () => {
  const names = runInNewContext('Object.getOwnPropertyNames(globalThis)') as string[];
  const isFixed = (name: string): boolean => {
    const { value, writable } = Object.getOwnPropertyDescriptor(globalThis, name) as TypedPropertyDescriptor<unknown>;
    return writable === false && (Object.isFrozen(value) || value === Error);
  };
  const left = new Set(['Date', 'Intl', 'Temporal', 'console', 'globalThis']);
  expect(names.filter((name) => !isFixed(name) && !left.has(name))).toEqual([]);
});

describe('a kernel gets no code from text', () => {
  it.each([
    ['a function', () => undefined],
    ['a generator', function* () {}],
    ['an asynchronous function', async () => Promise.resolve()],
    ['a class', Task],
  ])('by the constructor of %s', (_what, fn) => {
    const make = Reflect.get(fn, 'constructor') as (code: string) => unknown;
    expect(() => make('return 1')).toThrow(TypeError);
    expect(() => Reflect.construct(make, ['return 1']) as unknown).toThrow(TypeError);
    expect(fn).toBeInstanceOf(Function);
  });
});

describe('a program goes on', () => {
  it('to give members of its own the names of inherited ones', () => {
    const error = new OstdError('E_PANIC', 'text');
    expect([error.name, String(error)]).toEqual(['OstdError', 'OstdError: text']);
    error.message = 'other';
    const own: Record<string, unknown> = { plain: 1 };
    own['toString'] = 'mine';
    own['valueOf'] = 2;
    expect([error.message, ...['toString', 'valueOf'].map((key): unknown => Reflect.get(own, key))]).toEqual([
      'other',
      'mine',
      2,
    ]);
    expect(Object.keys(own)).toEqual(['plain', 'toString', 'valueOf']);
    const derived = Object.assign(Object.create(Array.prototype) as object, { constructor: Map });
    expect(derived.constructor).toBe(Map);
  });

  it('to print the stack of an error, and to set how long it is', () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 1;
    expect(new TypeError('x').stack).toMatch(/^TypeError: x\n {4}at [^\n]+$/);
    Error.stackTraceLimit = limit;
  });

  it('to boot systems, and to report a panic', () => {
    const { panic, status } = run(() => {
      Task.spawn('test', function* () {
        throw new RangeError('mine');
        yield* Task.yield();
      });
    });
    expect([status, panic]).toEqual([101, expect.objectContaining({ message: 'mine' })]);
  });
});
