/** Members that are written to although nobody knows what they hold. */
import type { Group } from '../escape.ts';

export const writes: Group = {
  title: 'Writes that may not fit',
  escapes: [
    {
      what: 'writes to a member of this or that',
      code: `export const f = (x: { value: string } | { value: number }): void => {
  x.value = 1;
};`,
      types: [],
      lint: ['framekernel/no-uncertain-write'],
    },
    {
      what: 'turns one kind of value into another',
      code: `type Shape = { kind: 'a'; readonly a: string } | { kind: 'b'; readonly b: string };
export const f = (x: Shape): void => {
  x.kind = 'b';
};`,
      types: [],
      lint: ['framekernel/no-uncertain-write'],
    },
    {
      what: 'writes to a list of this or that',
      variantOf: 'writes to a member of this or that',
      code: `export const f = (xs: number[] | string[]): void => {
  xs[0] = 1;
};`,
      types: [],
      lint: ['framekernel/no-uncertain-write'],
    },
    {
      what: 'writes to a member of this or that by a pattern',
      variantOf: 'writes to a member of this or that',
      code: `export const f = (x: { value: string } | { value: number }): void => {
  [x.value] = [1];
};`,
      types: [],
      lint: ['framekernel/no-uncertain-write'],
    },
    {
      what: 'writes to what is a type parameter besides',
      code: `const grow = <T>(page: T & { size: number }): void => {
  page.size = 2;
};
export const f = (page: { size: 1 }): 1 => {
  grow(page);
  return page.size;
};`,
      types: [],
      lint: ['framekernel/no-uncertain-write'],
    },
    {
      what: 'writes to a place of a tuple that it has computed',
      variantOf: 'writes to a member of this or that',
      code: `export const f = (pair: [string, number], i: number): number => {
  pair[i & 1] = 'x';
  return pair[1];
};`,
      types: [],
      lint: ['framekernel/no-uncertain-write'],
    },
    {
      what: 'adds to one of some texts',
      code: `export const f = (x: { key: 'a' | 'b' }): void => {
  x.key += 'c';
};`,
      types: [],
      lint: ['framekernel/no-narrow-count'],
    },
    {
      what: 'adds to one of some numbers',
      variantOf: 'adds to one of some texts',
      code: `export const f = (x: { size: 1 | 2 }): void => {
  x.size |= 4;
};`,
      types: [],
      lint: ['framekernel/no-narrow-count'],
    },
    {
      what: 'puts into a list by a name',
      code: `export const f = (list: number[][], key: number, other: number[]): void => {
  list[key] = other;
};`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'sets one of two members in a literal',
      code: `export const f = (key: 'a' | 'b'): { readonly a: number } => ({ a: 1, [key]: 'text' });`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
    {
      what: 'sets one of two members of a copy',
      variantOf: 'sets one of two members in a literal',
      code: `interface State {
  readonly count: number;
  readonly name: string;
}
export const f = (state: State, key: 'count' | 'name', value: number | string): State => ({ ...state, [key]: value });`,
      types: [],
      lint: ['framekernel/no-reflective-access'],
    },
  ],
};
