/** Assertions, `any` and other ways to say that a value is what it is not. */
import type { Group } from '../escape.ts';

export const assertions: Group = {
  title: 'Assertions and any',
  escapes: [
    {
      what: 'asserts a brand',
      code: `import type { Vaddr } from '@racho/ostd';
export const f = (n: number): Vaddr => n as Vaddr;`,
      types: [],
      lint: ['@typescript-eslint/consistent-type-assertions', '@typescript-eslint/no-unsafe-type-assertion'],
    },
    {
      what: 'asserts by way of unknown',
      variantOf: 'asserts a brand',
      code: `import type { Vaddr } from '@racho/ostd';
export const f = (s: string): Vaddr => s as unknown as Vaddr;`,
      types: [],
      lint: ['@typescript-eslint/consistent-type-assertions', '@typescript-eslint/no-unsafe-type-assertion'],
    },
    {
      what: 'asserts in angle brackets',
      variantOf: 'asserts a brand',
      code: `import type { Vaddr } from '@racho/ostd';
export const f = (n: number): Vaddr => <Vaddr>n;`,
      types: [1294],
      lint: ['@typescript-eslint/consistent-type-assertions', '@typescript-eslint/no-unsafe-type-assertion'],
    },
    {
      what: 'asserts never',
      variantOf: 'asserts a brand',
      code: `import { VmSpace } from '@racho/ostd';
export const f = (n: number): void => { VmSpace.create()?.cursor(n as never, 0); };`,
      types: [],
      lint: ['@typescript-eslint/consistent-type-assertions', '@typescript-eslint/no-unsafe-type-assertion'],
    },
    {
      what: 'asserts a generic result',
      variantOf: 'asserts a brand',
      code: `export const f = <T>(x: unknown): T => x as T;`,
      types: [],
      lint: ['@typescript-eslint/consistent-type-assertions', '@typescript-eslint/no-unsafe-type-assertion'],
    },
    {
      what: 'takes an object for one of a class',
      variantOf: 'asserts a brand',
      code: `import type { Task } from '@racho/ostd';
export const f = (): Task => ({ name: 'x' }) as Task;`,
      types: [],
      lint: ['@typescript-eslint/consistent-type-assertions', '@typescript-eslint/no-unsafe-type-assertion'],
    },
    {
      what: 'asserts that a class can be made',
      variantOf: 'asserts a brand',
      code: `import { Task } from '@racho/ostd';
export const f = (): Task => new (Task as unknown as new () => Task)();`,
      types: [],
      lint: ['@typescript-eslint/consistent-type-assertions', '@typescript-eslint/no-unsafe-type-assertion'],
    },
    {
      what: 'asserts any',
      code: `export const f = (x: number): number => (x as any).y;`,
      types: [],
      lint: [
        '@typescript-eslint/consistent-type-assertions',
        '@typescript-eslint/no-explicit-any',
        '@typescript-eslint/no-unsafe-member-access',
        '@typescript-eslint/no-unsafe-return',
        '@typescript-eslint/no-unsafe-type-assertion',
      ],
    },
    {
      what: 'takes any',
      variantOf: 'asserts any',
      code: `import { log } from '@racho/ostd';
export const f = (x: any): void => { log.info(x); };`,
      types: [],
      lint: ['@typescript-eslint/no-explicit-any', '@typescript-eslint/no-unsafe-argument'],
    },
    {
      what: 'hides any in a type argument',
      variantOf: 'asserts any',
      code: `export const f = (xs: readonly any[]): string => xs.map((x) => x.y).join();`,
      types: [],
      lint: [
        '@typescript-eslint/no-explicit-any',
        '@typescript-eslint/no-unsafe-member-access',
        '@typescript-eslint/no-unsafe-return',
      ],
    },
    {
      what: 'catches any',
      variantOf: 'asserts any',
      code: `export const f = (g: () => void): unknown => {
  try {
    g();
  } catch (e: any) {
    return e.x;
  }
  return 0;
};`,
      types: [],
      lint: ['@typescript-eslint/no-explicit-any', '@typescript-eslint/no-unsafe-member-access'],
    },
    {
      what: 'gets any from a parser',
      code: `export const f = (): number => JSON.parse('{}').x;`,
      types: [2339],
      lint: [
        '@typescript-eslint/no-unsafe-member-access',
        '@typescript-eslint/no-unsafe-return',
        'framekernel/no-ambient-global',
      ],
    },
    {
      what: 'gets anything from a map without types',
      code: `const f = (x: number): number => x;
export const g = (): number => f(new Map().get('x'));`,
      types: [2345],
      lint: ['@typescript-eslint/no-unsafe-argument'],
    },
    {
      what: 'says that something is not null',
      code: `export const f = (x: string | undefined): string => x!;`,
      types: [],
      lint: ['@typescript-eslint/no-non-null-assertion'],
    },
    {
      what: 'promises an assignment to a variable',
      code: `export const f = (): number => {
  let x!: number;
  return x;
};`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'promises an assignment to a field',
      variantOf: 'promises an assignment to a variable',
      code: `export class C {
  x!: number;
}`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'uses the type Function',
      code: `export const f = (g: Function): unknown => g();`,
      types: [],
      lint: ['@typescript-eslint/no-unsafe-call', '@typescript-eslint/no-unsafe-function-type'],
    },
    {
      what: 'leaves a static field without a value',
      code: `export class A { static x: string; } export const f = (): number => A.x.length;`,
      types: [],
      lint: ['framekernel/no-unsound-signature'],
    },
  ],
};
