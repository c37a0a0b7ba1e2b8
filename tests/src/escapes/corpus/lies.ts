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
      lint: [],
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
  ],
};
