/** Types that a test narrows although the value is something else. */
import type { Group } from '../escape.ts';

export const narrowing: Group = {
  title: 'Types that are narrowed',
  escapes: [
    {
      what: 'narrows by a member that others may have, too',
      code: `export const f = (x: { readonly a: number } | { readonly b: string }): number => ('b' in x ? x.b.length : x.a);`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'takes what looks like a class for one',
      code: `class Failure {
  readonly reason: string = 'none';
}
const like = (reason: string): Failure => ({ reason });
export const f = (x: string | Failure): number => (x instanceof Failure ? 0 : x.length);
export const g = (): number => f(like('no text'));`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'takes what looks like an error for one',
      variantOf: 'takes what looks like a class for one',
      code: `const like: Error = { name: 'Error', message: 'none' };
export const f = (x: string | Error): number => (x instanceof Error ? 0 : x.length);
export const g = (): number => f(like);`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'widens a property by an assignment pattern',
      code: `export const f = (box: { readonly page: { size: 1 } }): void => {
  let wide: { size: number };
  ({ page: wide } = box);
  wide.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'widens a property in the head of a loop',
      variantOf: 'widens a property by an assignment pattern',
      code: `export const f = (pages: readonly { size: 1 }[]): void => {
  let wide: { size: number };
  for (wide of pages) wide.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'takes one error for another',
      variantOf: 'takes what looks like a class for one',
      code: `export const f = (x: string | RangeError): number => (x instanceof RangeError ? 0 : x.length);
export const g = (): number => f(new TypeError('no text'));`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'has any made of a map by instanceof',
      code: `export const f = (x: object): number => {
  if (!(x instanceof Map)) return 0;
  const them: ReadonlyMap<string, number> = x;
  return them.get('a') ?? 0;
};`,
      types: [],
      lint: ['framekernel/no-generic-instanceof'],
    },
    {
      what: 'hands any on that instanceof made',
      variantOf: 'has any made of a map by instanceof',
      code: `export function* f(x: unknown): Generator<number, void> {
  if (x instanceof Set) yield* x;
}`,
      types: [],
      lint: ['framekernel/no-generic-instanceof'],
    },
    {
      what: 'has any made of its own class by instanceof',
      variantOf: 'has any made of a map by instanceof',
      code: `class Box<T> {
  readonly value: T;
  constructor(value: T) {
    this.value = value;
  }
}
interface Has<T> {
  readonly value: T;
}
export const f = (x: unknown): number => {
  if (!(x instanceof Box)) return 0;
  const has: Has<number> = x;
  return has.value;
};`,
      types: [],
      lint: ['framekernel/no-generic-instanceof'],
    },
    {
      what: 'narrows by an equality that converts',
      code: `class Box {
  readonly size = 1;
  toString(): string {
    return 'a';
  }
}
export const f = (x: 'a' | Box, a: 'a'): number => (x == a ? x.length : 0);
export const g = (): number => f(new Box(), 'a');`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'takes a text for an object',
      code: `const f = (x: number | { readonly length: number }): number => (typeof x === 'object' ? x.length : x);
export const g = (): number => f('text');`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'takes a class for an object',
      variantOf: 'takes a text for an object',
      code: `class Page {
  static readonly size: number = 1;
  readonly size: number = 1;
}
const f = (x: { readonly size: number } | (() => string)): number => (typeof x === 'function' ? x().length : x.size);
export const g = (): number => f(Page);`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'takes a list for an object',
      variantOf: 'takes a text for an object',
      code: `const f = (x: { readonly length: number } | readonly string[]): string => (Array.isArray(x) ? x.join() : '');
export const g = (sizes: readonly number[]): string => f(sizes);`,
      types: [2684],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'finds another map than the one that it knows',
      variantOf: 'has any made of a map by instanceof',
      code: `const f = (x: { readonly size: number } | Map<string, string>): number =>
  x instanceof Map ? (x.get('a')?.length ?? 0) : x.size;
export const g = (sizes: Map<string, number>): number => f(sizes);`,
      types: [],
      lint: ['framekernel/no-generic-instanceof'],
    },
    {
      what: 'asks who made what an interface describes',
      variantOf: 'takes what looks like a class for one',
      code: `interface Failure {
  readonly reason: string;
}
class Late {
  readonly reason: string = 'late';
}
const Maker: new () => Failure = Late;
const f = (x: Failure | string): number => (x instanceof Maker ? 0 : x.length);
export const g = (): number => f({ reason: 'none' });`,
      types: [],
      lint: ['framekernel/no-generic-instanceof'],
    },
    {
      what: 'takes two classes of one expression for one',
      variantOf: 'takes what looks like a class for one',
      code: `function make() {
  return class {
    readonly size = 1;
  };
}
const A = make();
const B = make();
const f = (x: InstanceType<typeof A> | string): number => (x instanceof A ? 0 : x.length);
export const g = (): number => f(new B());`,
      types: [],
      lint: ['framekernel/no-generic-instanceof', 'framekernel/no-reflective-syntax'],
    },
    {
      what: 'constructs what is something else',
      code: `class Page {
  readonly size: number = 0;
  constructor(other: { readonly size: number }) {
    return other;
  }
}
export const f = (x: Page | string): number => (x instanceof Page ? 0 : x.length);
export const g = (): number => f(new Page({ size: 1 }));`,
      types: [],
      lint: ['framekernel/no-handle-literal', 'no-constructor-return'],
    },
    {
      what: 'asks for a private member of anything',
      code: `class Cell<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  take(x: object): T | undefined {
    return #value in x ? x.#value : undefined;
  }
}
export const f = (): number | undefined => new Cell(1).take(new Cell('text'));`,
      types: [],
      lint: ['framekernel/no-generic-instanceof'],
    },
  ],
};
