/**
 * The standard library that safe code may name, for compilation with `noLib`.
 *
 * What is not here is no name to the compiler: no clock, timer, randomness, file or network; no typed array and no shared
 * memory; no promise; no evaluator, reflection or prototype (`Function`, `Object.prototype`, `Reflect` and `Proxy` have no
 * value); nothing that depends on the host's language; no regular expression. What is here computes, and returns what it
 * says. Whatever would be `any` is `unknown`.
 */

// The types that the compiler itself asks for. They are empty where safe code has no use for their members.
/** What everything has. A type that says something else of these names is untrue; so they are known, and of no use. */
interface Object {
  readonly hasOwnProperty: unknown;
  readonly isPrototypeOf: unknown;
  readonly propertyIsEnumerable: unknown;
  readonly toString: unknown;
  readonly valueOf: unknown;
}
interface Function {
  readonly apply: unknown;
  readonly bind: unknown;
  readonly call: unknown;
  readonly length: unknown;
  readonly name: unknown;
}
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}
interface IArguments {}
interface RegExp {}
interface ImportMeta {}
interface TemplateStringsArray extends ReadonlyArray<string> {}

interface Boolean {
  valueOf: () => boolean;
}
interface BooleanConstructor {
  (value?: unknown): boolean;
}
declare const Boolean: BooleanConstructor;

interface Symbol {
  valueOf: () => symbol;
}
interface SymbolConstructor {
  (description?: string): symbol;
  readonly iterator: unique symbol;
}
declare const Symbol: SymbolConstructor;

declare const NaN: number;
declare const Infinity: number;

interface Number {
  toString: (radix?: number) => string;
  toFixed: (digits?: number) => string;
}
interface NumberConstructor {
  (value?: bigint | number | string | boolean): number;
  readonly EPSILON: number;
  readonly MAX_SAFE_INTEGER: number;
  readonly MIN_SAFE_INTEGER: number;
  readonly MAX_VALUE: number;
  readonly MIN_VALUE: number;
  readonly POSITIVE_INFINITY: number;
  readonly NEGATIVE_INFINITY: number;
  readonly NaN: number;
  readonly isFinite: (value: unknown) => boolean;
  readonly isInteger: (value: unknown) => boolean;
  readonly isNaN: (value: unknown) => boolean;
  readonly isSafeInteger: (value: unknown) => boolean;
  readonly parseFloat: (text: string) => number;
  readonly parseInt: (text: string, radix?: number) => number;
}
declare const Number: NumberConstructor;

interface BigInt {
  toString: (radix?: number) => string;
}
interface BigIntConstructor {
  (value: bigint | number | string | boolean): bigint;
  readonly asIntN: (bits: number, value: bigint) => bigint;
  readonly asUintN: (bits: number, value: bigint) => bigint;
}
declare const BigInt: BigIntConstructor;

interface Math {
  readonly E: number;
  readonly LN2: number;
  readonly LN10: number;
  readonly LOG2E: number;
  readonly LOG10E: number;
  readonly PI: number;
  readonly SQRT1_2: number;
  readonly SQRT2: number;
  readonly abs: (x: number) => number;
  readonly ceil: (x: number) => number;
  readonly clz32: (x: number) => number;
  readonly floor: (x: number) => number;
  readonly fround: (x: number) => number;
  readonly imul: (x: number, y: number) => number;
  readonly log2: (x: number) => number;
  readonly max: (...values: readonly number[]) => number;
  readonly min: (...values: readonly number[]) => number;
  readonly round: (x: number) => number;
  readonly sign: (x: number) => number;
  readonly sqrt: (x: number) => number;
  readonly trunc: (x: number) => number;
}
/** Without `random`, and without what differs from host to host in the last bit. */
declare const Math: Math;

interface String {
  readonly length: number;
  readonly [index: number]: string;
  at: (index: number) => string | undefined;
  charCodeAt: (index: number) => number;
  codePointAt: (index: number) => number | undefined;
  concat: (...texts: readonly string[]) => string;
  endsWith: (text: string, end?: number) => boolean;
  includes: (text: string, from?: number) => boolean;
  indexOf: (text: string, from?: number) => number;
  lastIndexOf: (text: string, from?: number) => number;
  padEnd: (length: number, fill?: string) => string;
  padStart: (length: number, fill?: string) => string;
  repeat: (count: number) => string;
  /** The replacement of a `$` pattern is the language's; text alone stands for itself. */
  replaceAll: (text: string, by: string) => string;
  slice: (start?: number, end?: number) => string;
  split: (separator: string, limit?: number) => string[];
  startsWith: (text: string, from?: number) => boolean;
  /** By Unicode's own tables, not by the host's language. */
  toLowerCase: () => string;
  toUpperCase: () => string;
  trim: () => string;
  trimEnd: () => string;
  trimStart: () => string;
  [Symbol.iterator]: () => StringIterator<string>;
}
interface StringConstructor {
  (value?: string | number | bigint | boolean | null): string;
  readonly fromCharCode: (...codes: readonly number[]) => string;
  readonly fromCodePoint: (...codes: readonly number[]) => string;
}
declare const String: StringConstructor;

interface IteratorYieldResult<T> {
  done?: false;
  value: T;
}
interface IteratorReturnResult<R> {
  done: true;
  value: R;
}
type IteratorResult<T, R = unknown> = IteratorYieldResult<T> | IteratorReturnResult<R>;
interface Iterator<T, R = unknown, N = unknown> {
  next(...[value]: [] | [N]): IteratorResult<T, R>;
  return?(value?: R): IteratorResult<T, R>;
  throw?(error?: unknown): IteratorResult<T, R>;
}
interface Iterable<T, R = unknown, N = unknown> {
  [Symbol.iterator](): Iterator<T, R, N>;
}
interface IterableIterator<T, R = unknown, N = unknown> extends Iterator<T, R, N> {
  [Symbol.iterator](): IterableIterator<T, R, N>;
}
interface IteratorObject<T, R = unknown, N = unknown> extends Iterator<T, R, N> {
  [Symbol.iterator](): IteratorObject<T, R, N>;
}
type BuiltinIteratorReturn = undefined;
interface ArrayIterator<T> extends IteratorObject<T, undefined> {
  [Symbol.iterator](): ArrayIterator<T>;
}
interface StringIterator<T> extends IteratorObject<T, undefined> {
  [Symbol.iterator](): StringIterator<T>;
}
interface MapIterator<T> extends IteratorObject<T, undefined> {
  [Symbol.iterator](): MapIterator<T>;
}
interface SetIterator<T> extends IteratorObject<T, undefined> {
  [Symbol.iterator](): SetIterator<T>;
}
interface Generator<T = unknown, R = unknown, N = unknown> extends IteratorObject<T, R, N> {
  next(...[value]: [] | [N]): IteratorResult<T, R>;
  return(value: R): IteratorResult<T, R>;
  throw(error: unknown): IteratorResult<T, R>;
  [Symbol.iterator](): Generator<T, R, N>;
}

interface ReadonlyArray<T> {
  readonly length: number;
  readonly [index: number]: T;
  at(index: number): T | undefined;
  /** Of lists only: an element that is a list itself would be taken apart. */
  concat(...lists: readonly (readonly T[])[]): T[];
  entries(): ArrayIterator<[number, T]>;
  /** No predicate on `this`: who has the list as a mutable one may add to it later. */
  every(predicate: (value: T, index: number) => unknown): boolean;
  filter<S extends T>(predicate: (value: T, index: number) => value is S): S[];
  filter(predicate: (value: T, index: number) => unknown): T[];
  find<S extends T>(predicate: (value: T, index: number) => value is S): S | undefined;
  find(predicate: (value: T, index: number) => unknown): T | undefined;
  findIndex(predicate: (value: T, index: number) => unknown): number;
  findLast(predicate: (value: T, index: number) => unknown): T | undefined;
  findLastIndex(predicate: (value: T, index: number) => unknown): number;
  flatMap<U>(callback: (value: T, index: number) => readonly U[]): U[];
  forEach(callback: (value: T, index: number) => void): void;
  includes(value: T, from?: number): boolean;
  indexOf(value: T, from?: number): number;
  /** Of texts and what is written like them: of a function it would be the source, which differs from build to build. */
  join(this: readonly (string | number | bigint | boolean | null | undefined)[], separator?: string): string;
  keys(): ArrayIterator<number>;
  lastIndexOf(value: T, from?: number): number;
  map<U>(callback: (value: T, index: number) => U): U[];
  reduce<U>(callback: (sum: U, value: T, index: number) => U, first: U): U;
  reduceRight<U>(callback: (sum: U, value: T, index: number) => U, first: U): U;
  slice(start?: number, end?: number): T[];
  some(predicate: (value: T, index: number) => unknown): boolean;
  toReversed(): T[];
  toSorted(compare: (a: T, b: T) => number): T[];
  values(): ArrayIterator<T>;
  [Symbol.iterator](): ArrayIterator<T>;
}
/** `sort` has no default order: that one goes by text, also for numbers. */
interface Array<T> extends ReadonlyArray<T> {
  length: number;
  [index: number]: T;
  copyWithin(target: number, start: number, end?: number): this;
  fill(value: T, start?: number, end?: number): this;
  pop(): T | undefined;
  push(...values: readonly T[]): number;
  reverse(): T[];
  shift(): T | undefined;
  sort(compare: (a: T, b: T) => number): this;
  splice(start: number, count?: number, ...values: readonly T[]): T[];
  unshift(...values: readonly T[]): number;
}
interface ArrayConstructor {
  isArray(value: unknown): value is readonly unknown[];
  from<T>(source: Iterable<T>): T[];
  from<T, U>(source: Iterable<T>, map: (value: T, index: number) => U): U[];
  from<U>(source: { readonly length: number }, map: (value: unknown, index: number) => U): U[];
  of<T>(...values: readonly T[]): T[];
}
declare const Array: ArrayConstructor;

interface ReadonlyMap<K, V> {
  readonly size: number;
  entries(): MapIterator<[K, V]>;
  forEach(callback: (value: V, key: K) => void): void;
  get(key: K): V | undefined;
  has(key: K): boolean;
  keys(): MapIterator<K>;
  values(): MapIterator<V>;
  [Symbol.iterator](): MapIterator<[K, V]>;
}
interface Map<K, V> extends ReadonlyMap<K, V> {
  clear(): void;
  delete(key: K): boolean;
  set(key: K, value: V): this;
}
interface MapConstructor {
  new <K, V>(entries?: Iterable<readonly [K, V]>): Map<K, V>;
}
declare const Map: MapConstructor;

interface ReadonlySet<T> {
  readonly size: number;
  entries(): SetIterator<[T, T]>;
  forEach(callback: (value: T) => void): void;
  has(value: T): boolean;
  keys(): SetIterator<T>;
  values(): SetIterator<T>;
  [Symbol.iterator](): SetIterator<T>;
}
interface Set<T> extends ReadonlySet<T> {
  add(value: T): this;
  clear(): void;
  delete(value: T): boolean;
}
interface SetConstructor {
  new <T>(values?: Iterable<T>): Set<T>;
}
declare const Set: SetConstructor;

interface WeakMap<K extends object, V> {
  delete(key: K): boolean;
  get(key: K): V | undefined;
  has(key: K): boolean;
  set(key: K, value: V): this;
}
interface WeakMapConstructor {
  new <K extends object, V>(): WeakMap<K, V>;
}
declare const WeakMap: WeakMapConstructor;

interface WeakSet<T extends object> {
  add(value: T): this;
  delete(value: T): boolean;
  has(value: T): boolean;
}
interface WeakSetConstructor {
  new <T extends object>(): WeakSet<T>;
}
declare const WeakSet: WeakSetConstructor;

/** Own properties, by value: nothing that makes, changes or finds a prototype. */
/** `entries` and `values` find members of which a type says nothing, too; so what they give is `unknown`. */
interface ObjectConstructor {
  entries(value: object): [string, unknown][];
  freeze<T>(value: T): Readonly<T>;
  hasOwn(value: object, key: PropertyKey): boolean;
  is(a: unknown, b: unknown): boolean;
  isFrozen(value: unknown): boolean;
  keys(value: object): string[];
  values(value: object): unknown[];
}
declare const Object: ObjectConstructor;

interface JSON {
  /** Only what JSON can say: `undefined` for a function is no text. */
  readonly stringify: {
    (value: string | number | boolean | null): string;
    (value: object): string | undefined;
  };
}
/** Without `parse`, whose result is of no type. */
declare const JSON: JSON;

interface ErrorOptions {
  readonly cause?: unknown;
}
interface Error {
  readonly name: string;
  readonly message: string;
  readonly cause?: unknown;
}
/** Without `stack` and what sets it: paths of the host. */
interface ErrorConstructor {
  new (message?: string, options?: ErrorOptions): Error;
}
declare const Error: ErrorConstructor;
interface RangeError extends Error {}
declare const RangeError: ErrorConstructor;
interface TypeError extends Error {}
declare const TypeError: ErrorConstructor;

type PropertyKey = string | number | symbol;
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends PropertyKey, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends PropertyKey> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
type Parameters<T extends (...args: never) => unknown> = T extends (...args: infer P) => unknown ? P : never;
type ReturnType<T extends (...args: never) => unknown> = T extends (...args: never) => infer R ? R : never;
type ConstructorParameters<T extends abstract new (...args: never) => unknown> = T extends abstract new (
  ...args: infer P
) => unknown
  ? P
  : never;
type InstanceType<T extends abstract new (...args: never) => unknown> = T extends abstract new (
  ...args: never
) => infer R
  ? R
  : never;
type Uppercase<S extends string> = intrinsic;
type Lowercase<S extends string> = intrinsic;
type Capitalize<S extends string> = intrinsic;
type Uncapitalize<S extends string> = intrinsic;
type NoInfer<T> = intrinsic;
