/** Types that the compiler believes of a value, although another name of it says something else. */
import type { Group } from '../escape.ts';

export const lies: Group = {
  title: 'Types that lie',
  escapes: [
    {
      what: 'widens a property',
      code: `export const f = (narrow: { key: 'a' }): void => {
  const wide: { key: string } = narrow;
  wide.key = 'constructor';
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property by a call',
      code: `const set = (to: { key: string }): void => {
  to.key = 'constructor';
};
export const f = (narrow: { key: 'a' }): void => {
  set(narrow);
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property of a base class',
      code: `class Page {
  name: string = '';
}
class Root extends Page {
  override name: 'root' = 'root';
}
const rename = (page: Page): void => {
  page.name = 'other';
};
export const f = (root: Root): void => {
  rename(root);
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property two levels down',
      code: `export const f = (box: { readonly page: { size: 1 } }): void => {
  const wide: { readonly page: { size: number } } = box;
  wide.page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens an array inside of an object',
      code: `export const f = (box: { list: string[] }): void => {
  const wide: { list: (number | string)[] } = box;
  wide.list.push(1);
};`,
      types: [],
      lint: ['framekernel/no-covariant-array', 'framekernel/no-widened-property'],
    },
    {
      what: 'writes to what is readonly two levels down',
      code: `export const f = (box: { readonly page: { readonly size: number } }): void => {
  const same: { readonly page: { size: number } } = box;
  same.page.size = 0;
};`,
      types: [],
      lint: ['framekernel/no-readonly-alias'],
    },
    {
      what: 'gives one member the value of another by a generic key',
      code: `interface Page {
  name: string;
  size: number;
}
export const f = <K extends keyof Page>(page: Page, key: K, value: Page[K]): void => {
  page[key] = value;
};`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a number that is none',
      code: `export const f = (x: readonly ((text: string) => () => unknown)[][], n: number): unknown => x[n]?.[n]?.('return 1')();`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a name that is another',
      code: `export const f = (x: { readonly a: { readonly a: unknown } }, key: 'a'): unknown => x[key][key];`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'finds Function by a name that is another, in a pattern',
      code: `export const f = (x: { readonly a: unknown }, key: 'a'): unknown => {
  const { [key]: found } = x;
  return found;
};`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'forgets an optional member',
      code: `interface Sized {
  readonly size: number;
}
export const f = (named: Sized & { readonly name: number }): { readonly size: number; readonly name?: string } => {
  const sized: Sized = named;
  return sized;
};`,
      types: [],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'forgets it, and spreads what has it',
      code: `interface Sized {
  readonly size: number;
}
export const f = (named: Sized & { readonly name: number }): { readonly size: number; readonly name?: string } => {
  const sized: Sized = named;
  return { ...sized };
};`,
      types: [],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'forgets an optional parameter',
      code: `const flush = (limit?: number): string | undefined => limit?.toFixed();
export const f = (): string | undefined => {
  const run: () => string | undefined = flush;
  const lie: (name?: string) => string | undefined = run;
  return lie('x');
};`,
      types: [],
      lint: ['framekernel/no-forgotten-parameter'],
    },
    {
      what: 'forgets a rest parameter',
      code: `const flush = (...limits: number[]): string | undefined => limits.at(0)?.toFixed();
export const f = (): string | undefined => {
  const run: () => string | undefined = flush;
  const lie: (name?: string) => string | undefined = run;
  return lie('x');
};`,
      types: [],
      lint: ['framekernel/no-forgotten-parameter'],
    },
    {
      what: 'believes that values are what the type lists',
      code: `interface Sized {
  readonly [name: string]: number;
}
export const f = (sized: Sized): number => Object.values(sized).reduce((sum, each) => sum + each, 0);`,
      types: [18046],
      lint: [],
    },
    {
      what: 'believes that entries are what the type lists',
      code: `export const f = (sized: { readonly size: number }): string => Object.entries(sized).map(([, each]) => each.toFixed()).join();`,
      types: [18046],
      lint: ['framekernel/no-forgotten-optional'],
    },
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
      code: `const like: Error = { name: 'Error', message: 'none' };
export const f = (x: string | Error): number => (x instanceof Error ? 0 : x.length);
export const g = (): number => f(like);`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'turns a tuple round',
      code: `export const f = (pair: [string, number]): number => {
  pair.reverse();
  return pair[0].length;
};`,
      types: [],
      lint: ['framekernel/no-tuple-mutation'],
    },
    {
      what: 'takes from a tuple',
      code: `export const f = (pair: [string, string]): number => {
  pair.pop();
  return pair[1].length;
};`,
      types: [],
      lint: ['framekernel/no-tuple-mutation'],
    },
    {
      what: 'changes a tuple as an array',
      code: `const sort = (list: (number | string)[]): void => {
  list.reverse();
};
export const f = (pair: [string, number]): number => {
  sort(pair);
  return pair[0].length;
};`,
      types: [],
      lint: ['framekernel/no-tuple-mutation'],
    },
    {
      what: 'widens a property in the type of a pattern',
      code: `export const f = (box: { readonly page: { size: 1 } }): void => {
  const { page }: { readonly page: { size: number } } = box;
  page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in an accessor',
      code: `const one: { size: 1 } = { size: 1 };
export class Holder {
  accessor page: { size: number } = one;
}`,
      types: [],
      lint: ['framekernel/no-widened-property'],
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
      code: `export const f = (pages: readonly { size: 1 }[]): void => {
  let wide: { size: number };
  for (wide of pages) wide.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'widens a property in a map that is only read',
      code: `export const f = (pages: ReadonlyMap<string, { size: 1 }>): void => {
  const wide: ReadonlyMap<string, { size: number }> = pages;
  for (const page of wide.values()) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a function returns',
      code: `export const f = (make: () => { size: 1 }): void => {
  const wide: () => { size: number } = make;
  wide().size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a callback takes',
      code: `export const f = (pages: readonly { size: 1 }[]): void => {
  pages.forEach((page: { size: number }) => {
    page.size = 2;
  });
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a coroutine hands on',
      code: `function* all(pages: readonly { size: 1 }[]): Generator<{ size: number }, void> {
  yield* pages;
}
export const f = (pages: readonly { size: 1 }[]): void => {
  for (const page of all(pages)) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a tuple',
      code: `export const f = (pair: ['a', 1]): void => {
  const wide: [string, number] = pair;
  wide[0] = 'b';
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'forgets a member, and looks it up by its name',
      code: `type Sized = { readonly size: number };
export const f = (both: Sized & { readonly name: string }): number => {
  const sized: Sized = both;
  const table: Readonly<Record<string, number>> = sized;
  return table['name'] ?? 0;
};`,
      types: [],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'takes one error for another',
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
      code: `export function* f(x: unknown): Generator<number, void> {
  if (x instanceof Set) yield* x;
}`,
      types: [],
      lint: ['framekernel/no-generic-instanceof'],
    },
    {
      what: 'has any made of its own class by instanceof',
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
      what: 'counts to an address that nobody has checked',
      code: `import { vaddr, type Vaddr } from '@racho/ostd';
export const f = (): Vaddr => {
  let address = vaddr(0);
  address++;
  return address;
};`,
      types: [],
      lint: ['framekernel/no-narrow-count'],
    },
    {
      what: 'counts one tag to another',
      code: `export const f = (box: { kind: 0; readonly a: string } | { kind: 1; readonly b: number }): number => {
  if (box.kind === 0) box.kind++;
  return box.kind === 1 ? box.b : 0;
};`,
      types: [],
      lint: ['framekernel/no-narrow-count'],
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
      what: 'believes that a list is appended as it is',
      code: `export const f = (xs: (readonly string[])[], more: readonly string[]): readonly (readonly string[])[] => xs.concat(more);`,
      types: [2345],
      lint: [],
    },
    {
      what: 'believes that what looks like a list is empty',
      code: `export const f = (like: { readonly length: number; readonly 0: string }): readonly number[] => Array.from(like, (x: undefined): number => x ?? 0);`,
      types: [2769],
      lint: [],
    },
    {
      what: 'believes that JSON has a text for anything',
      code: `export const f = (): number => JSON.stringify(() => 1).length;`,
      types: [2532],
      lint: [],
    },
    {
      what: 'finds Function by a name behind another of the same name',
      code: `export const f = (x: { readonly a: unknown }, k: 'a'): unknown => {
  const outer = k;
  {
    const k = outer;
    return x[k];
  }
};`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'widens a property behind a type parameter',
      code: `const set = <T extends { size: number }>(page: T): void => {
  page.size = 2;
};
export const f = (page: { size: 1 }): void => {
  set(page);
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in the default of a pattern',
      code: `export const f = (box: { readonly page: { size: 1 } }, { page }: { readonly page: { size: number } } = box): void => {
  page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in a list behind a type parameter',
      code: `const set = <T extends { size: number }>(pages: readonly T[]): void => {
  for (const page of pages) page.size = 2;
};
export const f = (page: { size: 1 }): void => {
  set([page]);
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property by a choice',
      code: `export const f = (narrow: { size: 1 }, wide: { size: number }, isWide: boolean): void => {
  const page = isWide ? wide : narrow;
  page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property in a list of two kinds',
      code: `export const f = (narrow: { size: 1 }, wide: { size: number }): void => {
  for (const page of [narrow, wide]) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property that it inherits',
      code: `class Page {
  size: number | string = 0;
  grow(): void {
    this.size = 'big';
  }
}
class Root extends Page {
  override size: number = 0;
}
export const f = (root: Root): number => {
  root.grow();
  return root.size;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a static property that it inherits',
      code: `class Page {
  static size: number | string = 0;
  readonly #size: number = 0;
  static grow(): void {
    this.size = 'big';
  }
  get size(): number {
    return this.#size;
  }
}
class Root extends Page {
  static override size: number = 0;
}
export const f = (): number => {
  Root.grow();
  return Root.size;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what accessors hold',
      code: `class Box<T> {
  #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  get value(): T {
    return this.#value;
  }
  set value(value: T) {
    this.#value = value;
  }
}
export const f = (box: Box<'a'>): void => {
  const wide: Box<string> = box;
  wide.value = 'b';
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what any name leads to',
      code: `export const f = (sizes: Record<string, 1>): void => {
  const wide: Record<string, number> = sizes;
  wide['page'] = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a member by any name',
      code: `export const f = (): number => {
  const page = { size: 1 };
  const wide: Record<string, number | string> = page;
  wide['size'] = 'big';
  return page.size;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a map holds',
      code: `export const f = (pages: ReadonlyMap<string, { size: 1 }>): void => {
  const wide: { size: number } | undefined = pages.get('root');
  if (wide !== undefined) wide.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what a list gives up',
      code: `export const f = (pages: { size: 1 }[]): { size: number } | undefined => pages.pop();`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens what is frozen, one level down',
      code: `export const f = (pages: readonly { size: 1 }[]): void => {
  const wide: readonly { size: number }[] = Object.freeze(pages);
  for (const page of wide) page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a list that it has sorted',
      code: `export const f = (names: string[]): number => {
  const all: (number | string)[] = names.sort(() => 0);
  return all.push(1);
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'widens a list behind a type parameter',
      code: `export const f = <T extends string[]>(names: T, more: T): readonly T[] => {
  const all: (number | string)[] = names;
  all.push(1);
  return [names, more];
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'makes a tuple longer',
      code: `export const f = (one: [string]): 1 => {
  const two: [string, number?] = one;
  two[1] = 2;
  return one.length;
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'unlocks what any name leads to',
      code: `export const f = (sizes: Readonly<Record<string, number>>): void => {
  const same: Record<string, number> = sizes;
  same['page'] = 2;
};`,
      types: [],
      lint: ['framekernel/no-readonly-alias'],
    },
    {
      what: 'forgets a member behind a type parameter',
      code: `interface Sized {
  readonly size: number;
}
export const f = <T extends Sized>(page: T, pages: readonly T[]): { readonly size: number; readonly name?: string } =>
  pages.includes(page) ? page : { size: 0 };`,
      types: [],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'forgets all members',
      code: `export const f = (page: { readonly name: number }): { readonly name?: string } => {
  const some: object = page;
  return some;
};`,
      types: [],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'forgets a member, and looks it up by its number',
      code: `type Sized = { readonly size: number };
export const f = (sized: Sized): { readonly [index: number]: string } => sized;`,
      types: [],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'forgets a member of what it has made',
      code: `interface Sized {
  readonly size: number;
}
export const f = (Page: new () => Sized): { readonly size: number; readonly name?: string } => new Page();`,
      types: [],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'forgets an optional parameter of a class',
      code: `class Page {
  readonly size: number;
  constructor(size?: number) {
    this.size = size ?? 0;
  }
}
export const f = (): Page => {
  const make: new () => Page = Page;
  const lie: new (name?: string) => Page = make;
  return new lie('root');
};`,
      types: [],
      lint: ['framekernel/no-forgotten-parameter'],
    },
    {
      what: 'says what every object has to be something else',
      code: `export const f = (): number => {
  const page: { readonly size: number; readonly valueOf?: number } = { size: 1 };
  return page.valueOf ?? 0;
};`,
      types: [2322],
      lint: [],
    },
    {
      what: 'says what every function has to be something else',
      code: `export const f = (run: () => number): string | undefined => {
  const named: { (): number; readonly length?: string } = run;
  return named.length;
};`,
      types: [2322],
      lint: [],
    },
    {
      what: 'checks a list, and lets others add to it',
      code: `export const f = (all: (number | string)[]): readonly string[] => {
  if (!all.every((each) => typeof each === 'string')) return [];
  const names: readonly string[] = all;
  return names;
};`,
      types: [2322],
      lint: [],
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
      code: `const f = (x: { readonly length: number } | readonly string[]): string => (Array.isArray(x) ? x.join() : '');
export const g = (sizes: readonly number[]): string => f(sizes);`,
      types: [],
      lint: ['framekernel/no-handle-literal'],
    },
    {
      what: 'finds another map than the one that it knows',
      code: `const f = (x: { readonly size: number } | Map<string, string>): number =>
  x instanceof Map ? (x.get('a')?.length ?? 0) : x.size;
export const g = (sizes: Map<string, number>): number => f(sizes);`,
      types: [],
      lint: ['framekernel/no-generic-instanceof'],
    },
    {
      what: 'asks who made what an interface describes',
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
      what: 'widens a property by returning this or that',
      code: `export const f = (narrow: { size: 1 }, wide: { size: number }): void => {
  const pick = (isWide: boolean) => {
    if (isWide) return wide;
    return narrow;
  };
  pick(false).size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a property by a variable without a type',
      code: `export const f = (narrow: { size: 1 }, wide: { size: number }, isWide: boolean): void => {
  let page;
  if (isWide) page = wide;
  else page = narrow;
  page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'widens what a method gives that it overrides',
      code: `class Table {
  readonly #page: { size: number } = { size: 0 };
  page(): { size: number } {
    return this.#page;
  }
}
class Root extends Table {
  readonly #root: { size: 1 } = { size: 1 };
  override page(): { size: 1 } {
    return this.#root;
  }
}
export const f = (root: Root): void => {
  const table: Table = root;
  table.page().size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'widens a list that it inherits',
      code: `class Table {
  readonly names: (number | string)[] = [];
  add(): void {
    this.names.push(1);
  }
}
class Root extends Table {
  override readonly names: string[] = [];
}
export const f = (root: Root): readonly string[] => {
  root.add();
  return root.names;
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'makes readonly what it inherits',
      code: `class Table {
  size: number = 0;
  grow(): void {
    this.size = 1;
  }
}
class Root extends Table {
  override readonly size: number = 0;
}
export const f = (root: Root): number => {
  root.grow();
  return root.size;
};`,
      types: [],
      lint: ['framekernel/no-readonly-alias'],
    },
  ],
};
