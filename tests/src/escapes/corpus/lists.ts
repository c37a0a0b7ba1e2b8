/** Lists and tuples that another name sees otherwise: longer, writable, or with other members. */
import type { Group } from '../escape.ts';

export const lists: Group = {
  title: 'Lists that are seen otherwise',
  escapes: [
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
      variantOf: 'turns a tuple round',
      code: `export const f = (pair: [string, string]): number => {
  pair.pop();
  return pair[1].length;
};`,
      types: [],
      lint: ['framekernel/no-tuple-mutation'],
    },
    {
      what: 'changes a tuple as an array',
      variantOf: 'turns a tuple round',
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
      what: 'widens a tuple',
      variantOf: 'widens an array inside of an object',
      code: `export const f = (pair: ['a', 1]): void => {
  const wide: [string, number] = pair;
  wide[0] = 'b';
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
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
      what: 'counts what a list has to what it cannot have',
      variantOf: 'counts to an address that nobody has checked',
      code: `export const f = (bits: (0 | 1)[]): void => {
  if (bits[0] !== undefined) bits[0]++;
};`,
      types: [],
      lint: ['framekernel/no-narrow-count'],
    },
    {
      what: 'counts one tag to another',
      variantOf: 'counts to an address that nobody has checked',
      code: `export const f = (box: { kind: 0; readonly a: string } | { kind: 1; readonly b: number }): number => {
  if (box.kind === 0) box.kind++;
  return box.kind === 1 ? box.b : 0;
};`,
      types: [],
      lint: ['framekernel/no-narrow-count'],
    },
    {
      what: 'widens a list that it has sorted',
      variantOf: 'widens an array inside of an object',
      code: `export const f = (names: string[]): number => {
  const all: (number | string)[] = names.sort(() => 0);
  return all.push(1);
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'widens a list behind a type parameter',
      variantOf: 'widens an array inside of an object',
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
      variantOf: 'turns a tuple round',
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
      variantOf: 'writes to what is readonly two levels down',
      code: `export const f = (sizes: Readonly<Record<string, number>>): void => {
  const same: Record<string, number> = sizes;
  same['page'] = 2;
};`,
      types: [],
      lint: ['framekernel/no-readonly-alias'],
    },
    {
      what: 'widens a list that it inherits',
      variantOf: 'widens an array inside of an object',
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
      variantOf: 'writes to what is readonly two levels down',
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
    {
      what: 'widens a list to one of anything',
      variantOf: 'widens an array inside of an object',
      code: `export const f = (names: string[]): number => {
  const wide: unknown[] = names;
  return wide.push(1);
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'widens a map to one of anything',
      variantOf: 'widens an array inside of an object',
      code: `export const f = (table: Map<string, string>): void => {
  const wide: Map<string, unknown> = table;
  wide.set('a', 1);
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'widens a private list, and adds to it by the class',
      variantOf: 'widens an array inside of an object',
      code: `class Names<T> {
  readonly #names: T[] = [];
  first(): T | undefined {
    return this.#names.at(0);
  }
  static add<T>(names: Names<T>, name: T): void {
    names.#names.push(name);
  }
}
export const f = (names: Names<'a'>): 'a' | undefined => {
  const wide: Names<string> = names;
  Names.add(wide, 'b');
  return names.first();
};`,
      types: [],
      lint: ['framekernel/no-covariant-array'],
    },
    {
      what: 'unlocks a property that is named by a symbol',
      variantOf: 'writes to what is readonly two levels down',
      code: `const size: unique symbol = Symbol('size');
export const f = (box: { readonly [size]: number }): void => {
  const same: { [size]: number } = box;
  same[size] = 2;
};`,
      types: [],
      lint: ['framekernel/no-readonly-alias'],
    },
    {
      what: 'has a list that takes on what is put into it',
      code: `export const f = (): readonly number[] => {
  const list = [];
  list.push(1);
  const numbers: number[] = list;
  list.push('text');
  return numbers;
};`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'spreads what may be left out before something else',
      code: `export const f = (a: readonly [number?]): readonly [number | undefined, string] => [...a, 'x'];`,
      types: [],
      lint: ['framekernel/no-tuple-mutation'],
    },
    {
      what: 'spreads arguments that may be left out before others',
      variantOf: 'spreads what may be left out before something else',
      code: `const f = (n: number | undefined, s: string): number => (n ?? 0) + s.length;
export const g = (a: readonly [number?]): number => f(...a, 'x');`,
      types: [],
      lint: ['framekernel/no-tuple-mutation'],
    },
    {
      what: 'writes to the original as to a copy',
      variantOf: 'writes to what is readonly two levels down',
      code: `export const f = (page: { readonly size: number }): void => {
  const copy = { ...page };
  const same: typeof copy = page;
  same.size = copy.size + 1;
};`,
      types: [],
      lint: ['framekernel/no-readonly-alias'],
    },
    {
      what: 'writes to what is readonly in one of two types',
      variantOf: 'writes to what is readonly two levels down',
      code: `export const f = (page: { readonly size: number }): void => {
  const same: { readonly size: number } & { size: number } = page;
  same.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-readonly-alias'],
    },
  ],
};
