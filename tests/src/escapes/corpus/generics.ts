/** Functions that know too little of what a type parameter stands for. */
import type { Group } from '../escape.ts';

export const generics: Group = {
  title: 'Type parameters that stand for something else',
  escapes: [
    {
      what: 'takes a type parameter for one that may have nothing',
      code: `const loosen = <T>(x: T): { [P in keyof T]: T[P] | undefined } => x;
export const f = (box: { name: string }): number => {
  const wide = loosen(box);
  wide.name = undefined;
  return box.name.length;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'takes a type parameter for a record of anything',
      variantOf: 'takes a type parameter for one that may have nothing',
      code: `const loosen = <T extends object>(x: T): Record<keyof T, unknown> => x;
export const f = (box: { name: string }): number => {
  loosen(box).name = 1;
  return box.name.length;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'takes a type parameter for what bounds it',
      variantOf: 'takes a type parameter for one that may have nothing',
      code: `const widen = <Wide, Narrow extends Wide>(x: Narrow, xs: readonly Wide[]): readonly Wide[] => [x, ...xs];
export const f = (narrow: { size: 1 }, wide: { size: number }): void => {
  for (const each of widen(narrow, [wide])) each.size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'takes a part for a type parameter',
      variantOf: 'takes a type parameter for one that may have nothing',
      code: `const pick = <Wide>(x: Wide & { readonly size: 1 }): Wide => x;
export const f = (narrow: { size: 1 }): void => {
  pick<{ size: number }>(narrow).size = 2;
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'hands a generic function over',
      code: `const grow = <T extends { size: number }>(page: T): T => {
  const wide: { size: number } = page;
  wide.size = 2;
  return page;
};
export const f = (pages: readonly { size: 1 }[]): readonly { size: 1 }[] => pages.map(grow);`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'puts a list of the narrower behind a type parameter',
      variantOf: 'hands a generic function over',
      code: `const grow = <T extends { size: number }>(pages: readonly T[]): void => {
  const wide: readonly { size: number }[] = pages;
  for (const page of wide) page.size = 2;
};
export const f = (pages: readonly { size: 1 }[]): void => {
  grow(pages);
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'says what a type parameter stands for',
      variantOf: 'hands a generic function over',
      code: `const make = <T extends { size: number }>(write: (page: T) => void, page: T): void => {
  write(page);
};
export const f = (page: { size: 1 }): void => {
  make<{ size: 1 }>((narrow) => narrow.size, page);
};`,
      types: [],
      lint: ['framekernel/no-widened-property'],
    },
    {
      what: 'merges two of any type',
      code: `const merge = <T extends object, U extends object>(a: T, b: U): T & U => ({ ...a, ...b });
interface Named {
  readonly v: string;
}
export const f = (a: Named, b: { readonly v: number | string }): string => merge(a, b).v;`,
      types: [],
      lint: ['framekernel/no-generic-spread'],
    },
    {
      what: 'sets a member of a copy of any type',
      variantOf: 'merges two of any type',
      code: `const withSize = <T extends { readonly size: number }>(x: T): T => ({ ...x, size: 2 });
export const f = (x: { readonly size: 1 }): 1 => withSize(x).size;`,
      types: [],
      lint: ['framekernel/no-generic-spread'],
    },
    {
      what: 'copies a handle as any type',
      variantOf: 'merges two of any type',
      code: `import type { UFrame } from '@racho/ostd';
const copy = <T extends object>(x: T): T => ({ ...x });
export const f = (frame: UFrame): UFrame => copy(frame);`,
      types: [],
      lint: ['framekernel/no-generic-spread'],
    },
    {
      what: 'takes a member from a copy of any type',
      variantOf: 'merges two of any type',
      code: `const without = <T extends { readonly a: number }>(x: T): Omit<T, 'a'> => {
  const { a, ...rest } = x;
  return a > 0 ? rest : rest;
};
export const f = (x: { readonly a: number; readonly b: string }): string => without(x).b;`,
      types: [],
      lint: ['framekernel/no-generic-spread'],
    },
  ],
};
