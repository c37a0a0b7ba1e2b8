/** Comments that tell the compiler or lint to look away. */
import type { Group } from '../escape.ts';

export const comments: Group = {
  title: 'Comments',
  escapes: [
    {
      what: 'expects an error',
      code: `// @ts-expect-error hidden
export const f: string = 1;`,
      types: [],
      lint: ['framekernel/no-directive-comment'],
    },
    {
      what: 'ignores an error',
      variantOf: 'expects an error',
      code: `// @ts-ignore
export const f: string = 1;`,
      types: [],
      lint: ['framekernel/no-directive-comment'],
    },
    {
      what: 'switches types off',
      code: `// @ts-nocheck
export const f: string = 1;`,
      types: [],
      lint: ['framekernel/no-directive-comment'],
    },
    {
      what: 'switches types off in capitals, and names what only a type has a name for',
      variantOf: 'switches types off',
      code: `// @TS-NOCHECK
import type { process } from './host.ts';
export const f = (): unknown => process.env;`,
      beside: { 'host.ts': 'export const process = { env: 1 };' },
      types: [],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-directive-comment'],
    },
    {
      what: 'ignores an error by a text that the compiler has tried to read as a program',
      variantOf: 'expects an error',
      code: `const [async, n] = [1, 2];
export const all: string[] = [];
all.push(\`\${async < n} // @ts-ignore
\${n.gone}\`);`,
      types: [],
      lint: ['framekernel/no-directive-comment'],
    },
    {
      what: 'has a bundler leave a call out',
      code: `const list: number[] = [];
/* @__PURE__ */ list.push(1);
export const f = (): number => list.length;`,
      types: [],
      lint: ['framekernel/no-directive-comment'],
    },
    {
      what: 'names a file that a host opens to tell where code comes from',
      code: `export const f = (): number => 1;
//# sourceMappingURL=../../secret.json`,
      types: [],
      lint: ['framekernel/no-directive-comment', 'framekernel/no-misread-text'],
    },
    {
      what: 'switches lint off',
      code: `/* eslint-disable */
export const f = (): number => Date.now();`,
      types: [2304],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-directive-comment'],
    },
    {
      what: 'switches a rule off for a line',
      variantOf: 'switches lint off',
      code: `// eslint-disable-next-line
export const f = (): number => Date.now();`,
      types: [2304],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-directive-comment'],
    },
    {
      what: 'configures a rule',
      variantOf: 'switches lint off',
      code: `/* eslint framekernel/no-ambient-global: 0 */
export const f = (): number => Date.now();`,
      types: [2304],
      lint: ['framekernel/no-ambient-global', 'framekernel/no-directive-comment'],
    },
    {
      what: 'declares a global for lint',
      variantOf: 'switches lint off',
      code: `/* global Date */
export const f = (): number => Date.now();`,
      types: [2304],
      lint: ['framekernel/no-ambient-global'],
    },
  ],
};
