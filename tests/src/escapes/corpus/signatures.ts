/** Signatures and assignments that the compiler believes, although they are wrong. Long as there are ways. */
import type { Group } from '../escape.ts';

export const signatures: Group = {
  title: 'Signatures that are not checked',
  escapes: [
    {
      what: 'lies in a predicate',
      code: `import type { Vaddr } from '@racho/ostd';
export const f = (n: number): n is Vaddr => n > 0;`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'lies in an assertion function',
      variantOf: 'lies in a predicate',
      code: `export function f(x: unknown): asserts x is string {
  void x;
}`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'lies in an assertion of truth',
      variantOf: 'lies in a predicate',
      code: `export function f(x: unknown): asserts x {
  void x;
}`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'lies in a predicate on this',
      variantOf: 'lies in a predicate',
      code: `export class C {
  m(): this is string {
    return true;
  }
}`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'lies in the type of a predicate',
      variantOf: 'lies in a predicate',
      code: `export type P = (x: unknown) => x is string;
export const f = (p: P): P => p;`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'overloads a function',
      code: `export function f(x: number): string;
export function f(x: unknown): unknown {
  return x;
}`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'overloads a method',
      variantOf: 'overloads a function',
      code: `export class C {
  m(x: number): string;
  m(x: unknown): unknown {
    return x;
  }
}`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'takes a method with less than is promised',
      code: `interface Sink {
  put(x: number | string): void;
}
export const sink: Sink = { put(x: string) { void x.length; } };`,
      types: [],
      lint: ['@typescript-eslint/method-signature-style', 'framekernel/no-bivariant-method'],
    },
    {
      what: 'narrows what it overrides',
      variantOf: 'takes a method with less than is promised',
      code: `class Base {
  put(x: number | string): void {
    void x;
  }
}
export class Derived extends Base {
  override put(x: string): void {
    void x.length;
  }
}`,
      types: [],
      lint: ['framekernel/no-bivariant-method'],
    },
    {
      what: 'narrows what an interface promises',
      variantOf: 'takes a method with less than is promised',
      code: `interface Sink {
  put(x: number | string): void;
}
export class C implements Sink {
  put(x: string): void {
    void x.length;
  }
}`,
      types: [],
      lint: ['@typescript-eslint/method-signature-style', 'framekernel/no-bivariant-method'],
    },
    {
      what: 'widens an array',
      code: `export const f = (names: string[]): number => {
  const all: (number | string)[] = names;
  return all.push(1);
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'widens a map',
      variantOf: 'widens an array',
      code: `export const f = (sizes: Map<string, 1>): void => {
  const all: Map<string, number> = sizes;
  all.set('', 2);
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'widens an array by a call',
      variantOf: 'widens an array',
      code: `const put = (to: (number | string)[]): number => to.push(1);
export const f = (names: string[]): number => put(names);`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'widens an array in a member',
      variantOf: 'widens an array',
      code: `interface Box {
  list: (number | string)[];
}
export const f = (list: string[]): Box => ({ list });`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'writes to a readonly member by another name',
      code: `export const f = (page: { readonly size: number }): void => {
  const same: { size: number } = page;
  same.size = 0;
};`,
      types: [],
      lint: ['framekernel/no-readonly-alias'],
    },
    {
      what: 'writes to a readonly member by a call',
      variantOf: 'writes to a readonly member by another name',
      code: `const clear = (page: { size: number }): void => {
  page.size = 0;
};
export const f = (page: { readonly size: number }): void => {
  clear(page);
};`,
      types: [],
      lint: ['framekernel/no-readonly-alias'],
    },
    {
      what: 'narrows a method one level down',
      variantOf: 'takes a method with less than is promised',
      code: `class Box<T> {
  #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  put(value: T): void {
    this.#value = value;
  }
  get(): T {
    return this.#value;
  }
}
export const f = (held: { readonly box: Box<'a'> }): void => {
  const wide: { readonly box: Box<string> } = held;
  wide.box.put('b');
};`,
      types: [],
      lint: ['framekernel/no-bivariant-method', 'framekernel/no-widened-property'],
    },
    {
      what: 'narrows the methods of a list',
      variantOf: 'takes a method with less than is promised',
      code: `class Box<T> {
  #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  put(value: T): void {
    this.#value = value;
  }
  get(): T {
    return this.#value;
  }
}
export const f = (boxes: readonly Box<'a'>[]): void => {
  const wide: readonly Box<string>[] = boxes;
  for (const box of wide) box.put('b');
};`,
      types: [],
      lint: ['framekernel/no-bivariant-method', 'framekernel/no-widened-property'],
    },
    {
      what: 'narrows what a coroutine is sent',
      variantOf: 'takes a method with less than is promised',
      code: `export const f = (g: Generator<number, void, 'a'>): void => {
  const wide: Generator<number, void, string> = g;
  wide.next('b');
};`,
      types: [],
      lint: ['framekernel/no-bivariant-method'],
    },
    {
      what: 'says how a type varies',
      code: `interface Foo<out T> {
  readonly x: T extends string ? 'text' : number;
}
export const f = (foo: Foo<string>): number => {
  const lie: Foo<unknown> = foo;
  return lie.x;
};`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'lets a conditional type vary',
      code: `interface Foo<T> {
  readonly x: T extends string ? 'text' : number;
}
export const f = (foo: Foo<string>): number => {
  const lie: Foo<unknown> = foo;
  return lie.x;
};`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'narrows what a class is constructed with',
      code: `class Page {
  readonly size: number;
  constructor(size: number | string) {
    this.size = typeof size === 'number' ? size : 0;
  }
}
class Named extends Page {
  constructor(name: string) {
    super(name.length);
  }
}
export const f = (): Page => {
  const Any: typeof Page = Named;
  return new Any(1);
};`,
      types: [],
      lint: ['framekernel/no-bivariant-method'],
    },
    {
      what: 'lets a conditional type of the library vary',
      variantOf: 'lets a conditional type vary',
      code: `interface Call<F extends (...given: never) => unknown> {
  readonly given: Parameters<F>;
}
export const f = (call: Call<(x: number | string) => void>): Call<(x: string) => void> => call;`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'changes what it is called on',
      code: `interface Page {
  size: 1;
  readonly grow: (this: { size: number }) => void;
}
export const f = (page: Page): void => {
  page.grow();
};`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'lets a setter take more than a getter gives',
      code: `interface Wide {
  get size(): 1;
  set size(to: number);
}
export const f = (page: { size: 1 }): void => {
  const wide: Wide = page;
  wide.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'takes readonly away by a mapped type',
      code: `type Mutable<T> = { -readonly [K in keyof T]: T[K] };
const unlocked = <T>(page: T): Mutable<T> => page;
export const f = (page: { readonly size: number }): void => {
  unlocked(page).size = 0;
};`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'narrows a method that is named by a symbol',
      variantOf: 'takes a method with less than is promised',
      code: `const put: unique symbol = Symbol('put');
class Base {
  [put](x: number | string): string {
    return String(x);
  }
}
export class Derived extends Base {
  override [put](x: string): string {
    return x.trim();
  }
}`,
      types: [],
      lint: ['framekernel/no-bivariant-method'],
    },
    {
      what: 'narrows a method that takes anything',
      variantOf: 'takes a method with less than is promised',
      code: `class Base {
  put(x: unknown): string {
    return typeof x;
  }
}
export class Derived extends Base {
  override put(x: string): string {
    return x.trim();
  }
}`,
      types: [],
      lint: ['framekernel/no-bivariant-method'],
    },
    {
      what: 'narrows what a generic method takes besides',
      variantOf: 'takes a method with less than is promised',
      code: `class Base {
  put<T>(key: T, x: number | string): T {
    return String(x) === '' ? key : key;
  }
}
export class Derived extends Base {
  override put<T>(key: T, x: string): T {
    return x.trim() === '' ? key : key;
  }
}`,
      types: [],
      lint: ['framekernel/no-bivariant-method'],
    },
    {
      what: 'has a type that is called in two ways',
      variantOf: 'overloads a function',
      code: `interface Both {
  (x: string): string;
  (x: number): number;
}
export const both: Both = <T extends { readonly size: 1 }>(x: T): T['size'] => x.size;`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'has a type that makes in two ways',
      variantOf: 'overloads a function',
      code: `class Box<T extends boolean> {
  readonly value: T;
  constructor(value: T) {
    this.value = value;
  }
}
export const f: { new (x: true): Box<true>; new (x: true, y: string): Box<false> } = Box;`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'bounds a type parameter by another',
      code: `type Run<T> = <U extends T>(x: U) => string;
const trim: Run<string> = (x) => x.trim();
const any: Run<number> = trim;
export const f = (): string => any(1);`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'has a setter and no getter',
      code: `class Sink {
  total = 0;
  set value(x: number) {
    this.total += x;
  }
}
export const f = (sink: Sink): string => sink.value.toFixed(0);`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'gives what a function gives that is not known',
      variantOf: 'lets a conditional type vary',
      code: `interface Call<F extends (...given: never) => unknown> {
  readonly run: (x: ReturnType<F>) => void;
}
export const f = (x: Call<() => string>): Call<() => number | string> => x;`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'narrows what the library has a method take',
      variantOf: 'takes a method with less than is promised',
      code: `export const f: Iterator<number, string> = {
  next: () => ({ done: false, value: 1 }),
  return: (value: string) => ({ done: true, value: value.trim() }),
};`,
      types: [],
      lint: ['framekernel/no-bivariant-method'],
    },
    {
      what: 'takes the type of a method by its name',
      variantOf: 'takes a method with less than is promised',
      code: `class Base {
  put(x: number | string): string {
    return String(x);
  }
}
const put: Base['put'] = (x: string) => x.trim();
export const f = (): string => put(1);`,
      types: [],
      lint: ['framekernel/no-bivariant-method'],
    },
    {
      what: 'makes what it is called on',
      code: `class Base {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  static make(): Base {
    return new this('x');
  }
}
class Derived extends Base {
  constructor(n: number) {
    super(n.toFixed(2));
  }
}
export const f = (): Base => Derived.make();`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'makes what it is called on by another name',
      variantOf: 'makes what it is called on',
      code: `class Base {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  static make(): Base {
    const Self = this;
    return new Self('x');
  }
}
export const f = (): Base => Base.make();`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
  ],
};
