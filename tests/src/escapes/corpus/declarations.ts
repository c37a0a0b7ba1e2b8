/** Declarations that no code is behind. */
import type { Group } from '../escape.ts';

export const declarations: Group = {
  title: 'Declarations without code',
  escapes: [
    {
      what: 'declares a constant',
      code: `declare const process: { exit: () => void };
export const f = (): void => {
  process.exit();
};`,
      types: [],
      lint: ['framekernel/no-declare', 'framekernel/no-host-name'],
    },
    {
      what: 'declares a function',
      variantOf: 'declares a constant',
      code: `declare function fetch(x: string): unknown;
export const f = (): unknown => fetch('x');`,
      types: [],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-declare', 'framekernel/no-host-name'],
    },
    {
      what: 'declares a class',
      variantOf: 'declares a constant',
      code: `declare class Worker {}
export const f = (): Worker => new Worker();`,
      types: [],
      lint: ['framekernel/no-declare', 'framekernel/no-host-name'],
    },
    {
      what: 'declares a field',
      variantOf: 'declares a constant',
      code: `export class C {
  declare x: number;
}`,
      types: [],
      lint: ['framekernel/no-declare'],
    },
    {
      what: 'declares globals',
      code: `declare global {
  interface Array<T> {
    zap: () => T;
  }
}
export const f = (xs: number[]): number => xs.zap();`,
      types: [],
      lint: ['framekernel/no-declare'],
    },
    {
      what: 'augments ostd',
      code: `declare module '@racho/ostd' {
  interface PageFlags {
    readonly secret?: number;
  }
}
export {};`,
      types: [2664],
      lint: ['framekernel/no-declare'],
    },
    {
      what: 'declares a module',
      variantOf: 'augments ostd',
      code: `declare module 'somewhere' {
  export const x: number;
}
export {};`,
      types: [2664],
      lint: ['framekernel/no-declare'],
    },
    {
      what: 'merges a namespace with a function',
      code: `export function f(): number {
  return f.x;
}
export namespace f {
  export const x = 1;
}`,
      types: [1294],
      lint: ['framekernel/no-declare'],
    },
    {
      what: 'merges an interface with a class',
      code: `export class C {}
export interface C {
  x: number;
}`,
      types: [],
      lint: ['@typescript-eslint/no-unsafe-declaration-merging'],
    },
    {
      what: 'imports by require',
      code: `import fs = require('node:fs');
export const f = fs;`,
      types: [1294, 2591],
      lint: ['framekernel/no-declare'],
    },
    {
      what: 'exports by assignment',
      variantOf: 'imports by require',
      code: `const f = 1;
export = f;`,
      types: [1203, 1294],
      lint: ['framekernel/no-declare', 'framekernel/no-foreign-import'],
    },
    {
      what: 'uses an enum',
      code: `export enum E {
  A,
}
export const f = (n: number): E => n;`,
      types: [1294],
      lint: ['framekernel/no-unsound-signature'],
    },
    {
      what: 'refers to the types of Node',
      code: `/// <reference types="node" />
export const f = (): string => process.version;`,
      types: ['imported'],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-directive-comment'],
    },
    {
      what: 'refers to the library of the DOM',
      variantOf: 'refers to the types of Node',
      code: `/// <reference lib="dom" />
export const f = (): unknown => fetch('x');`,
      types: [2304],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-directive-comment'],
    },
  ],
};
