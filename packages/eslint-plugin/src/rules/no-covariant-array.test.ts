/** `no-covariant-array`: each place where a collection may change its type. */
import { testRule } from '../testing/tester.ts';
import { noCovariantArray } from './no-covariant-array.ts';

const covariant = { messageId: 'covariant' as const };
const given = 'export const names: string[] = [];\n';

testRule(noCovariantArray, {
  valid: [
    'export const f = (xs: readonly string[]): (number | string)[][] => xs.map((x) => [x]);',
    "declare const p: readonly ['a', 1];\nexport const q: readonly [string, number] = p;",
    'declare const p: [string, number];\nexport const q: [string, number] | undefined = p;',
    `${given}export const same: string[] = names;`,
    `${given}export const wide: readonly (string | number)[] = names;`,
    `${given}export const copy: (string | number)[] = names.slice();`,
    `${given}export const copy: (string | number)[] = [...names];`,
    'export const m: Map<string, number | undefined> = new Map<string, number>();',
    `${given}export const loose: unknown = names;`,
    'export const f = (xs: string[] | undefined): string[] | undefined => xs;',
    'declare const p: [string, number?];\nexport const q: [string, number?] = p;',
    'export const f = (xs: readonly string[]): (string | number)[] => xs.toSorted();',
    'export const f = (x: string): (string | number)[] => x.split(",");',
  ],
  invalid: [
    { code: "declare const p: ['a', 1];\nexport const q: [string, number] = p;", errors: [covariant] },
    {
      code: 'const f = (xs: (string | number)[]): void => {};\ndeclare const run: (f: (xs: string[]) => void) => void;\nrun(f);',
      errors: [covariant],
    },
    { code: 'export function* f(xs: readonly 1[][]): Generator<number[], void> { yield* xs; }', errors: [covariant] },
    { code: `${given}export const wide: (string | number)[] = names;`, errors: [covariant] },
    { code: `${given}let wide: (string | number)[] = [];\nwide = names;\nwide.pop();`, errors: [covariant] },
    { code: `${given}const f = (xs: (string | number)[]) => xs;\nf(names);`, errors: [covariant] },
    { code: `${given}export const f = (): (string | number)[] => names;`, errors: [covariant] },
    { code: `${given}export function f(): (string | number)[] { return names; }`, errors: [covariant] },
    { code: `${given}export const o: { xs: (string | number)[] } = { xs: names };`, errors: [covariant] },
    { code: `${given}export class C { xs: (string | number)[] = names; }`, errors: [covariant] },
    { code: `${given}export const both: (string | number)[][] = [names];`, errors: [covariant] },
    { code: `${given}export const wide: (string | number)[] | undefined = names;`, errors: [covariant] },
    {
      code: 'export const f = (box: { list: 1[] }): { list: number[] } => box;',
      errors: [{ ...covariant, data: { from: '1[]', to: 'number[]' } }],
    },
    { code: 'declare const xs: readonly 1[][];\nexport const ys: readonly number[][] = xs;', errors: [covariant] },
    { code: 'const s = new Set<1>();\nexport const t: Set<1 | 2> = s;', errors: [covariant] },
    {
      code: 'const m = new Map<string, 1>();\nexport const n: Map<string, number> = m;',
      errors: [covariant],
    },
    { code: 'export const f = (xs: string[]): (string | number)[] => xs.sort();', errors: [covariant] },
    { code: 'export const f = (xs: string[]): (string | number)[] => xs.reverse();', errors: [covariant] },
    { code: 'export const f = (xs: Set<1>): Set<number> => xs.add(1);', errors: [covariant] },
    { code: 'export const f = <T extends string[]>(xs: T): (string | number)[] => xs;', errors: [covariant] },
    { code: 'export const f = (p: [string]): [string, number?] => p;', errors: [covariant] },
    {
      code: 'class P { readonly x: (1 | 2)[] = []; }\nexport class Q extends P { override readonly x: 1[] = []; }',
      errors: [covariant],
    },
  ],
});
