/** What bundlers, minifiers and test runners make of a module: names that are the host's there, and text that is code. */
import type { Group } from '../escape.ts';

export const tools: Group = {
  title: 'What tools make of a module',
  escapes: [
    {
      what: 'finds the module of the host by a variable of that name that has no value yet',
      code: `let module: { readonly filename?: string } | undefined;
export function forget(): void {
  module = undefined;
}
export const f = (): unknown => module?.filename;`,
      types: [],
      lint: ['framekernel/no-host-name'],
    },
    {
      what: 'finds a path of the host by a namespace of that name, before `require` has taken the place of the import',
      variantOf: 'finds the module of the host by a variable of that name that has no value yet',
      code: `import * as __filename from '@racho/ostd';
export const f = (): unknown => __filename;`,
      types: [],
      lint: ['framekernel/no-host-name', 'framekernel/no-reflective-syntax'],
    },
    {
      what: 'finds what a bundler names after its file, as a default export of a file called `process.ts`',
      variantOf: 'finds the module of the host by a variable of that name that has no value yet',
      code: `const all: object[] = [];
export default all.at(0);`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'finds the process of the host where a tool takes an import for hidden, by a variable of a static block',
      code: `import { log as process } from '@racho/ostd';
export class Table {
  static readonly sizes = new Map<string, number>();
  static {
    const process = 1;
    Table.sizes.set('process', process);
  }
}
export const f = (): unknown => process;`,
      types: [],
      lint: ['framekernel/no-host-name'],
    },
    {
      what: 'has its code moved to the top of the module, out of its scopes, by a call that Vitest takes for its own',
      code: `interface Stores {
  readonly hoisted: (make: () => number) => number;
  readonly getRealSystemTime: () => number;
}
export const f = (vi: Stores): number => vi.hoisted(() => vi.getRealSystemTime());`,
      types: [],
      lint: ['framekernel/no-misread-text'],
    },
    {
      what: 'says something to tools by a directive that is one when its type is gone',
      code: `export function twice(n: number): number {
  'use asm' satisfies string;
  return 2 * n;
}`,
      types: [],
      lint: ['framekernel/no-reflective-syntax'],
    },
    {
      what: 'reads the environment by members that spell `import.meta.env`, in the place of which Vitest writes it',
      code: `interface Records {
  readonly import: { readonly meta: { readonly env: string } };
  readonly Object: { readonly assign: (what: object) => string };
}
export const f = (records: Records): string => records.import.meta.env;`,
      types: [],
      lint: ['framekernel/no-misread-text', 'framekernel/no-reflective-access'],
    },
    {
      what: 'spells it with a variable that ends so',
      code: `export const f = ($import: { readonly meta: { readonly env: string } }): string => $import.meta.env;`,
      types: [],
      lint: ['framekernel/no-misread-text'],
    },
    {
      what: 'has a text run as code, since a tool takes a division for a regular expression and finds an import in the text',
      code: `const sizes = { new: 4 };
export const longer =
  sizes.new / +function () {} / 2 > '/;import(\`./\${a}/x.ts\`);//*/length;process.exit();//'.length;`,
      types: [],
      lint: ['framekernel/no-misread-text'],
    },
    {
      what: 'has a text run as code, since a tool takes references to source maps out of the text of a module',
      code: String.raw`export const note = '\n//# sourceMappingURL=data:application/json;base64,e30=\n';
export const first = '/*# sourceMappingURL=none';
// the end of it */
export const second = '; export const second = process.pid; //';`,
      types: [],
      lint: ['framekernel/no-misread-text'],
    },
    {
      what: 'replaces a function of the host by one of that name, where a bundler writes a script',
      variantOf: 'finds the module of the host by a variable of that name that has no value yet',
      code: `export function fetch(url: string): string {
  return url;
}`,
      types: [],
      lint: ['framekernel/no-host-name'],
    },
  ],
};
