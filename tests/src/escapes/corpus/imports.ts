/** Imports of what is not on the list. */
import type { Group } from '../escape.ts';

export const imports: Group = {
  title: 'Imports',
  escapes: [
    {
      what: 'imports the machine',
      code: `import { Machine } from '@racho/machine';
export const f = Machine;`,
      types: ['imported'],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports raw capabilities',
      variantOf: 'imports the machine',
      code: `import { attach } from '@racho/machine/raw';
export const f = attach;`,
      types: ['imported'],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports the booting half of ostd',
      variantOf: 'imports the machine',
      code: `import { boot } from '@racho/ostd/boot';
export const f = boot;`,
      types: ['imported'],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports the storage of Bytes',
      variantOf: 'imports the machine',
      code: `import { viewOf } from '@racho/bytes/raw';
export const f = viewOf;`,
      types: ['imported'],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports a type of the machine',
      variantOf: 'imports the machine',
      code: `import type { Machine } from '@racho/machine';
export const f = (m: Machine): Machine => m;`,
      types: ['imported'],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports an internal file of ostd by its package',
      variantOf: 'imports the machine',
      code: `import { current } from '@racho/ostd/src/context.ts';
export const f = current;`,
      types: [2307],
      lint: ['@typescript-eslint/no-unsafe-assignment', 'framekernel/no-foreign-import'],
    },
    {
      what: 'imports an internal file of ostd by its path',
      code: `import { current } from '../../../ostd/src/context.ts';
export const f = current;`,
      types: [6059],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports an internal file of ostd from node_modules',
      variantOf: 'imports an internal file of ostd by its path',
      code: `import { current } from '../../node_modules/@racho/ostd/src/context.ts';
export const f = current;`,
      types: ['imported'],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports a build',
      variantOf: 'imports an internal file of ostd by its path',
      code: `import { f } from '../../dist/index.js';
export const g: unknown = f;`,
      types: [2305],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports Node by its scheme',
      code: `import { readFileSync } from 'node:fs';
export const f = readFileSync;`,
      types: [2591],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports Node without it',
      variantOf: 'imports Node by its scheme',
      code: `import { readFileSync } from 'fs';
export const f = readFileSync;`,
      types: [2591],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports somebody else',
      variantOf: 'imports the machine',
      code: `import pad from 'left-pad';
export const f: unknown = pad;`,
      types: [2307],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports code in a URL',
      code: `import x from 'data:text/javascript,export default process';
export const f: unknown = x;`,
      types: [2307],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports an absolute path',
      variantOf: 'imports code in a URL',
      code: `import { x } from '/tmp/x.ts';
export const f: unknown = x;`,
      types: [2307],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports by an alias of its package',
      code: `import { x } from '#secret';
export const f: unknown = x;`,
      types: [2307],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports a test helper',
      variantOf: 'imports the machine',
      code: `import { expect } from 'vitest';
export const f: unknown = expect;`,
      types: ['imported'],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports for the effect only',
      code: `import 'node:process';
export const f = 1;`,
      types: [2882],
      lint: ['framekernel/no-foreign-import', 'framekernel/no-reflective-syntax'],
    },
    {
      what: 'imports a file of its own for the effect only, which a bundler leaves out',
      variantOf: 'imports for the effect only',
      code: `import './hook.ts';
export const f = 1;`,
      beside: { 'hook.ts': `import { log } from '@racho/ostd';\nlog.info('loaded');\nexport {};` },
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'exports from the machine',
      variantOf: 'imports the machine',
      code: `export { Machine } from '@racho/machine';`,
      types: ['imported'],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'exports all of ostd',
      code: `export * from '@racho/ostd';`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'imports JSON',
      code: `import x from '../../package.json' with { type: 'json' };
export const f: unknown = x;`,
      types: [2318],
      lint: ['framekernel/no-foreign-import', 'framekernel/no-reflective-syntax'],
    },
    {
      what: 'imports dynamically',
      code: `export const f = (): unknown => import('node:fs');`,
      types: [2318, 2591, 2711],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'imports dynamically what it computes',
      variantOf: 'imports dynamically',
      code: `export const f = (x: string): unknown => import('node:' + x);`,
      types: [2318, 2711],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'imports a type in passing',
      variantOf: 'imports the machine',
      code: `export type F = import('@racho/machine').Machine;`,
      types: ['imported'],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'asks where it is',
      code: `export const f = (): unknown => import.meta.url;`,
      types: [2339],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'requires',
      code: `export const f = (): unknown => require('node:fs');`,
      types: [2591],
      lint: ['framekernel/no-ambient-global'],
    },
    {
      what: 'imports a test, for which other rules hold',
      code: `import { evaluate } from './hidden.test.ts';
export const f: unknown = evaluate;`,
      beside: { 'hidden.test.ts': 'export const evaluate: unknown = 1;' },
      types: [],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports a configuration, for which other rules hold',
      variantOf: 'imports a test, for which other rules hold',
      code: `import { evaluate } from './hidden.config.ts';
export const f: unknown = evaluate;`,
      beside: { 'hidden.config.ts': 'export const evaluate: unknown = 1;' },
      types: [],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports a helper of tests, for which other rules hold',
      variantOf: 'imports a test, for which other rules hold',
      code: `import { readRoot } from './testing/root.ts';
export const f = (): unknown => readRoot();`,
      beside: { 'testing/root.ts': 'export const readRoot = (): unknown => 1;' },
      types: [],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports what a generator wrote, which lint does not look at',
      code: `import { data } from './data.generated.ts';
export const f = (): unknown => data;`,
      beside: { 'data.generated.ts': 'export const data: unknown = 1;' },
      types: [],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports by a path with backslashes',
      code: String.raw`import { AsidPool } from './..\\..\\node_modules\\@racho\\ostd\\src\\mm\\asid-pool.ts';
export const f = (): unknown => new AsidPool().take();`,
      types: [],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'hides code in what a module compares and a script takes for a comment',
      code: `/** Without an import or an export, it is a script to some tools. */
let n = 1;
Boolean((n < 2) <!--n && \`
); globalThis.process.exit(); //\`);
Boolean(n);`,
      types: [],
      lint: ['framekernel/no-foreign-import', 'framekernel/no-reflective-syntax'],
    },
    {
      what: 'hides code and its exports in what a module compares and a script takes for a comment',
      variantOf: 'hides code in what a module compares and a script takes for a comment',
      code: `let n = 1; const b: boolean = true; export const isLess = b <!--n; export const text = \`
globalThis.process.exit();
<!-- \`; n = 1;`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'imports what stands in a hidden folder, which lint does not look at',
      variantOf: 'imports what a generator wrote, which lint does not look at',
      code: `export { pid } from './.turbo/hidden.ts';`,
      beside: {
        '.turbo/hidden.ts': `declare const process: { readonly pid: number };
export const pid = (): number => process.pid;`,
      },
      types: [],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'imports what stands in a folder that is called as what lint does not look at',
      variantOf: 'imports what a generator wrote, which lint does not look at',
      code: `export { host } from './facts.generated.ts/host.ts';`,
      beside: {
        'facts.generated.ts/host.ts': `declare const process: { readonly pid: number };
export const host = (): number => process.pid;`,
      },
      types: [],
      lint: ['framekernel/no-foreign-import'],
    },
    {
      what: 'names what bundlers take for a variable, and the compiler for a parameter',
      code: `interface Made {
  readonly process: number;
}
export const make = (first: boolean): ((process: number) => Made) =>
  first ? (process): Made => ({ process }) : id => ({ process: id });`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'names what bundlers take for a variable, and the compiler for a type',
      variantOf: 'names what bundlers take for a variable, and the compiler for a parameter',
      code: `interface process {
  readonly pid: number;
}
interface keeper {
  readonly grab: number;
}
const found: process[] = [];
const keeper = {
  0: { pid: 0 },
  grab(): number {
    found.push(this[0]);
    return 0;
  },
};
const rest = <T>(from: number, of: readonly T[] = []): readonly T[] => of.slice(from);
export const some = (from: number): unknown => rest<{ [+0]: process, valueOf: keeper['grab'] }>(from);`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'names what bundlers take for a variable in a type of a function',
      variantOf: 'names what bundlers take for a variable, and the compiler for a parameter',
      code: `interface process {
  readonly pid: number;
}
interface Page {
  readonly size: { readonly bytes: number };
}
const size = 'size';
const rest = <T>(from: number, of: readonly T[] = []): readonly T[] => of.slice(from);
export const some = (from: number): unknown => rest<{ 0: ({ [size]: { bytes } }: Page) => process, valueOf: 1 }>(from);`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'names what Node takes for a variable where it strips types itself',
      variantOf: 'names what bundlers take for a variable, and the compiler for a parameter',
      code: `interface process {
  readonly pid: number;
}
const lists = new Map([['rest', { of: <T>(of: readonly T[]): readonly T[] => of }]]);
export function f(): unknown {
  const asked: unknown = lists.get('rest')?.of<{ 0: process, valueOf: 1 }>
  lists.clear();
  return asked;
}`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
  ],
};
