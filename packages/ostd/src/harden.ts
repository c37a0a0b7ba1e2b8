/**
 * Freezes what the language itself gives every program of the realm, so that no code can change it under ostd: neither
 * `Map.prototype.get` nor what `for … of` does. For apps, before they run code that they do not trust; undone by nothing.
 */

/**
 * Globals that hold them; a host may lack the newest. What only the host has is not among them, nor are the clock and what formats it (`Date`,
 * `Temporal`, `Intl`), which tests replace and no value leads to.
 */
const ROOTS = [
  ...['Object', 'Function', 'Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Promise'],
  ...['String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'RegExp', 'Proxy', 'Reflect', 'JSON', 'Math', 'Atomics'],
  ...['ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array'],
  ...['Uint16Array', 'Int32Array', 'Uint32Array', 'Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array'],
  ...[
    'BigUint64Array',
    'AggregateError',
    'EvalError',
    'RangeError',
    'ReferenceError',
    'SuppressedError',
    'SyntaxError',
  ],
  ...['TypeError', 'URIError', 'Iterator', 'DisposableStack', 'AsyncDisposableStack', 'WebAssembly', 'parseFloat'],
  ...['parseInt', 'isFinite', 'isNaN', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape'],
  ...['unescape', 'eval'],
].filter((name) => Object.hasOwn(globalThis, name));

/** Members that programs assign to objects of their own which inherit them: `error.name = …`, `this.constructor = …`. */
const ERROR_MEMBERS = ['constructor', 'name', 'message', 'toString'] as const;

/** Freezes the intrinsics of the realm; a second call does nothing more. */
export function hardenRealm(): void {
  const errors = ROOTS.filter((name) => name.endsWith('Error')).map((name) => prototypeOf(globalMember(name)));
  const hidden: unknown[] = [];
  const letOverride = (prototype: object, key: PropertyKey): unknown => hidden.push(hide(prototype, key));
  for (const prototype of [Error.prototype, ...errors]) for (const key of ERROR_MEMBERS) letOverride(prototype, key);
  if (!Object.isFrozen(Function.prototype)) for (const each of functionPrototypes()) tameConstructor(each);
  for (const key of Reflect.ownKeys(Object.prototype)) letOverride(Object.prototype, key);
  for (const key of ['constructor', 'toString']) letOverride(Function.prototype, key);
  for (const prototype of [Array.prototype, Promise.prototype]) letOverride(prototype, 'constructor');

  const seen = new Set<object>([Error]); // see `fixErrors`
  for (const name of ROOTS) {
    freeze(globalMember(name), seen);
    fixBinding(name);
  }
  freeze(Error.prototype, seen);
  fixBinding('Error');
  fixErrors(seen);
  for (const each of [...hidden, ...withoutNames()]) freeze(each, seen);
}

/** Those of functions of each sort. */
const functionPrototypes = (): object[] =>
  [function () {}, function* () {}, async function () {}, async function* () {}].map((fn) => Object.getPrototypeOf(fn) as object); // prettier-ignore

/** A function's `constructor` makes code of text, with the host's names in its reach: whoever comes by it so is refused. */
function tameConstructor(prototype: object): void {
  const refuse = function (): never {
    throw new TypeError('no code from text: the realm is hardened');
  };
  Object.defineProperty(refuse, 'prototype', { value: prototype, writable: false });
  Object.defineProperty(prototype, 'constructor', { value: refuse, configurable: true });
}

/** Intrinsics that no global names: iterators, what helps with them, generators, asynchronous functions. */
function* withoutNames(): Generator {
  yield* [[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator](), ''.matchAll(/x/g)].map(inherited);
  yield* functionPrototypes();
  yield* Object.values(Object.getOwnPropertyDescriptor(new Error('for its stack'), 'stack') ?? {}); // of newer hosts an accessor
  const wrapped = globalIterator?.from({ next: () => ({ done: true }) });
  if (wrapped !== undefined) yield* [wrapped, wrapped.map(inherited)].map(inherited);
}

/** ECMA-262, 27.1.3, of the edition of 2025. */
const globalIterator = globalMember('Iterator') as
  { readonly from: (iterator: object) => { readonly map: (mapper: typeof inherited) => object } } | undefined;

const inherited = (value: unknown): unknown => Object.getPrototypeOf(value);

function globalMember(name: string): unknown {
  return Reflect.get(globalThis, name);
}

function prototypeOf(constructor: unknown): object {
  return (constructor as { readonly prototype: object }).prototype;
}

/** Freezes `value` and all that is reached from it by members and prototypes. */
function freeze(value: unknown, seen: Set<object>): void {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
  if (seen.has(value)) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) {
    for (const part of Object.values(Object.getOwnPropertyDescriptor(value, key) ?? {})) freeze(part, seen);
  }
  freeze(inherited(value), seen);
  Object.freeze(value);
}

/**
 * Of `Error` the host sets how long stacks are, and nothing else. What makes them (`prepareStackTrace`) stays as it is: it is handed frames of
 * whoever ran, and with one of WebAssembly its instance.
 */
function fixErrors(seen: Set<object>): void {
  if (!Object.hasOwn(Error, 'prepareStackTrace')) Reflect.set(Error, 'prepareStackTrace', undefined);
  for (const key of Reflect.ownKeys(Error)) {
    const isFree = key === 'stackTraceLimit' || Object.getOwnPropertyDescriptor(Error, key)?.configurable !== true;
    if (!isFree) Object.defineProperty(Error, key, { writable: false, configurable: false });
    if (key !== 'prepareStackTrace') freeze(Reflect.get(Error, key), seen);
  }
  Object.preventExtensions(Error);
}

/** The global `name` stays what it is. */
function fixBinding(name: string): void {
  Object.defineProperty(globalThis, name, { writable: false, configurable: false });
}

/**
 * A frozen member can't be assigned to an object that inherits it (ECMA-262, 10.1.9.2, OrdinarySetWithOwnDescriptor); as an
 * accessor it can: the setter defines it there. Gives what is behind the accessor, which nobody finds who looks at members only.
 */
function hide(prototype: object, key: PropertyKey): unknown {
  const member = Object.getOwnPropertyDescriptor(prototype, key);
  if (member?.configurable !== true || !('value' in member)) return undefined;
  const value: unknown = member.value;
  Object.defineProperty(prototype, key, {
    get: () => value,
    set(this: object, next: unknown): void {
      if (this === prototype)
        throw new TypeError(`${String(key)} of an intrinsic can't be changed: the realm is hardened`);
      Object.defineProperty(this, key, { value: next, writable: true, enumerable: true, configurable: true });
    },
    enumerable: member.enumerable === true,
    configurable: false,
  });
  return value;
}
