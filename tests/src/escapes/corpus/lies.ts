/** Types that the compiler believes of a value, although another name of it says something else. */
import type { Group } from '../escape.ts';

export const lies: Group = {
  title: 'Types that lie',
  escapes: [
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
      variantOf: 'finds Function by a name that is another',
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
      variantOf: 'finds Function by a name that is another',
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
      variantOf: 'forgets an optional member',
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
      variantOf: 'forgets an optional parameter',
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
      variantOf: 'believes that values are what the type lists',
      code: `export const f = (sized: { readonly size: number }): string => Object.entries(sized).map(([, each]) => each.toFixed()).join();`,
      types: [18046],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'forgets a member, and looks it up by its name',
      variantOf: 'forgets an optional member',
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
      variantOf: 'finds Function by a name that is another',
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
      what: 'forgets a member behind a type parameter',
      variantOf: 'forgets an optional member',
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
      variantOf: 'forgets an optional member',
      code: `export const f = (page: { readonly name: number }): { readonly name?: string } => {
  const some: object = page;
  return some;
};`,
      types: [],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'forgets a member, and looks it up by its number',
      variantOf: 'forgets an optional member',
      code: `type Sized = { readonly size: number };
export const f = (sized: Sized): { readonly [index: number]: string } => sized;`,
      types: [],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'forgets a member of what it has made',
      variantOf: 'forgets an optional member',
      code: `interface Sized {
  readonly size: number;
}
export const f = (Page: new () => Sized): { readonly size: number; readonly name?: string } => new Page();`,
      types: [],
      lint: ['framekernel/no-forgotten-optional'],
    },
    {
      what: 'forgets an optional parameter of a class',
      variantOf: 'forgets an optional parameter',
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
      variantOf: 'says what every object has to be something else',
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
      what: 'forgets an optional parameter in a list of them',
      variantOf: 'forgets an optional parameter',
      code: `const flush = (limit?: number): number => (limit ?? 0) + 1;
export const f = (): number => {
  const run: (...given: []) => number = flush;
  const lie: (limit?: string) => number = run;
  return lie('text');
};`,
      types: [],
      lint: ['framekernel/no-forgotten-parameter'],
    },
    {
      what: 'forgets an optional element of its list of parameters',
      variantOf: 'forgets an optional parameter',
      code: `const flush = (...given: readonly [string, number?]): number => (given[1] ?? 0) + given[0].length;
export const f = (): number => {
  const run: (name: string) => number = flush;
  const lie: (name: string, limit?: string) => number = run;
  return lie('text', 'text');
};`,
      types: [],
      lint: ['framekernel/no-forgotten-parameter'],
    },
    {
      what: 'forgets an optional parameter of a method',
      variantOf: 'forgets an optional parameter',
      code: `interface Plain {
  readonly flush: () => void;
}
export const f = (given: { readonly flush: (limit?: number) => void }): Plain => given;`,
      types: [],
      lint: ['framekernel/no-forgotten-parameter'],
    },
    {
      what: 'widens a property by a variable that is undefined at first',
      variantOf: 'widens a property by a variable without a type',
      code: `export const f = (isNarrow: boolean, narrow: { size: 1 }, wide: { size: number }): void => {
  let page = undefined;
  if (isNarrow) page = narrow;
  else page = wide;
  page.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
  ],
};
