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
      code: `export const f = (xs: number[] | string[]): void => {
  xs[0] = 1;
};`,
      types: [],
      lint: ['framekernel/no-uncertain-write'],
    },
    {
      what: 'writes to a member of this or that by a pattern',
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
      code: `export const f = (pair: [string, number], i: number): number => {
  pair[i & 1] = 'x';
  return pair[1];
};`,
      types: [],
      lint: ['framekernel/no-uncertain-write'],
    },
  ],
};
