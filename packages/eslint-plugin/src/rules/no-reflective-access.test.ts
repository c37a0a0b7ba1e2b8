/** `no-reflective-access`: barred names in every place where a name can stand, and keys that may be any name. */
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { testRule } from '../testing/tester.ts';
import { noReflectiveAccess } from './no-reflective-access.ts';

const name = (text: string) => ({ messageId: 'name' as const, data: { name: text } });
const key = (type: string) => ({ messageId: 'key' as const, data: { type } });
const hidden = (type: string) => ({ messageId: 'hidden' as const, data: { type } });
/** An access to a list, with what is suggested for it. */
const at = (output: string, type = 'number') => ({
  ...hidden(type),
  suggestions: [{ messageId: 'at' as const, output }],
});

testRule(noReflectiveAccess, {
  valid: [
    'export class C { constructor() {} }',
    'export const f = (xs: readonly number[], i: number) => xs.at(i);',
    'export const f = (xs: readonly number[], i: number) => xs[i - 1];',
    'export const f = (xs: readonly number[], i: number) => xs[+i];',
    'export const f = (xs: readonly number[], i: number) => xs[1 + (i & 3)];',
    'export const f = (xs: readonly number[], b: boolean) => xs[b ? 0 : 1];',
    'export function f(xs: number[]) { for (let i = 0, j = i; i < 3; i++, j += 2 * i) xs[i] = xs[j]!; }',
    'let at = 0;\nexport const f = (xs: readonly number[]) => xs[at++];',
    "export const f = (o: { a: 1 }) => o['a'];",
    "const k = 'a';\nexport const f = (o: { a: 1 }) => o[k];",
    'export const f = (xs: number[], i: number) => { xs[i >>> 0] = 1; xs[i | 0]++; };',
    'export const f = (k: "a" | "b") => ({ [k]: 1 });',
    'export const f = (o: Iterable<1>) => o[Symbol.iterator];',
    'const s = Symbol();\nexport const f = (o: { [s]: 1 }) => o[s];',
    "export const f = (k: 'a' | 'b') => ({ [k]: 1 });",
    'const s = Symbol();\nexport const o = { [s]: 1 };',
    'export class C { call() {} bind = 1; hasOwnProperty() {} }\nexport const f = (c: C) => { c.call(); c.bind; c.hasOwnProperty(); };',
    'export const f = (n: number, xs: number[]) => n.toString() + xs.toString();',
    'export const f = (g: () => void) => g.name + g.length;',
    'export const f = ({ bind }: { bind: 1 }) => bind;',
    { code: 'export const f = (o: { then: 1 }) => o.then;', options: [{ names: ['constructor'] }] },
  ],
  invalid: [
    ...[
      'export const f = (g: () => void) => g.call(1);',
      'export const f = (g: () => void) => g["apply"](1);',
      'export const f = (g: () => void) => typeof g.bind;',
      'export const f = (g: (() => void) | undefined) => g?.toString();',
      'export const f = <G extends () => void>(g: G) => g.call(1);',
      'export const f = (g: Function) => g.call(1);',
      'export const f = (g: new () => object) => g.bind;',
      'export class C {}\nexport const f = () => C.toString();',
      'export const f = ({ call }: () => void) => call;',
      'export const f = (g: () => void) => { const { bind: b } = g; return b; };',
      'export const f = (o: { x: 1 }) => o.hasOwnProperty("x");',
      'export const f = (o: { x: 1 }) => o.toString();',
      'export const f = (o: object) => o.isPrototypeOf(o);',
    ].map((code) => ({ code, errors: [{ messageId: 'shared' as const }] })),
    ...[
      "export type T = { readonly [K in 'stack']?: string };",
      "export type T = { readonly [K in 'a' | 'stack']?: string };",
      "export type T = { readonly [K in 'a' as 'stack']?: string };",
      'export abstract class A { abstract readonly stack?: string; }',
      'export abstract class A { abstract stack(): void; }',
      'export abstract class A { abstract accessor stack: string; }',
    ].map((code) => ({ code, errors: [name('stack')] })),
    ...['fileName', 'lineNumber', 'columnNumber', 'sourceURL'].map((each) => ({
      code: `export interface Located { readonly ${each}?: string }`,
      errors: [name(each)],
    })),
    { code: 'export const f = (o: object) => o.constructor;', errors: [name('constructor')] },
    { code: "export const f = (o: object) => o['constructor'];", errors: [name('constructor')] },
    { code: 'export const f = (o: object) => o[`constructor`];', errors: [name('constructor')] },
    { code: 'export const f = (o: object) => o[`con\\u0073tructor`];', errors: [name('constructor')] },
    { code: "const k = 'constructor';\nexport const f = (o: object) => o[k];", errors: [name('constructor')] },
    {
      code: 'export const f = (xs: number[], i: number) => { xs[i] = 1; xs[i] += 1; xs[i]++; [xs[i]] = [1]; };',
      errors: [hidden('number'), hidden('number'), hidden('number'), hidden('number')],
    },
    { code: 'export const f = (k: "a" | "b") => ({ a: 1, [k]: 2 });', errors: [{ messageId: 'several' }] },
    { code: "export const f = (o: object) => o['con' + 'structor'];", errors: [hidden('string')] },
    { code: 'export const f = (o: object) => o?.constructor;', errors: [name('constructor')] },
    { code: 'export const { constructor: c } = () => 1;', errors: [name('constructor')] },
    { code: "export const { ['prototype']: p } = class {};", errors: [name('prototype')] },
    { code: 'export const f = ({ constructor: c }: object) => c;', errors: [name('constructor')] },
    { code: 'let c: unknown;\n({ constructor: c } = {});', errors: [name('constructor')] },
    { code: 'export const o = { __proto__: null };', errors: [name('__proto__')] },
    { code: 'export const o = { then() {} };', errors: [name('then')] },
    { code: 'export class C { then() {} }', errors: [name('then')] },
    { code: "export class C { static ['then'] = 1; }", errors: [name('then')] },
    { code: 'export class C { static [Symbol.hasInstance]() {} }', errors: [name('hasInstance')] },
    { code: 'export const f = (o: Record<string, 1>, k: string) => o[k];', errors: [hidden('string')] },
    { code: 'export const f = <K extends string>(o: Record<K, 1>, k: K) => o[k];', errors: [hidden('K')] },
    { code: 'export const f = <K extends "a" | "b">(o: Record<K, 1>, k: K) => o[k];', errors: [hidden('K')] },
    { code: 'export const f = (o: { a: 1 }, k: "a") => o[k];', errors: [hidden('"a"')] },
    { code: 'export const f = (o: { a: 1 }, k: "a") => { const { [k]: a } = o; return a; };', errors: [hidden('"a"')] },
    {
      code: 'export const f = <K extends "a" | "b">(o: { a: 1; b: "" }, k: K, v: (typeof o)[K]) => { o[k] = v; };',
      errors: [hidden('K')],
    },
    { code: 'export const f = (o: [1, ""], k: 0 | 1) => { o[k] = "" as never; };', errors: [hidden('0 | 1')] },
    {
      code: 'export const f = (xs: readonly 1[], i: number) => xs[i];',
      errors: [at('export const f = (xs: readonly 1[], i: number) => xs.at(i);')],
    },
    {
      code: 'export const f = (xs: 1[], i: number) => xs?.[i];',
      errors: [at('export const f = (xs: 1[], i: number) => xs?.at(i);')],
    },
    {
      code: 'export const f = (xs: (() => 1)[], i: number) => (xs[i] ??= () => 1);',
      errors: [hidden('number')],
    },
    {
      code: 'let i = 0;\nexport const f = (xs: 1[], n: number) => { i = n; return xs[i]; };',
      errors: [at('let i = 0;\nexport const f = (xs: 1[], n: number) => { i = n; return xs.at(i); };')],
    },
    {
      code: 'let i = 0;\nexport const f = (xs: 1[], n: number) => { i += n; return xs[i]; };',
      errors: [at('let i = 0;\nexport const f = (xs: 1[], n: number) => { i += n; return xs.at(i); };')],
    },
    {
      code: 'export const f = (xs: 1[], is: readonly number[]) => { for (const i of is) xs.push(xs[i]!); };',
      errors: [at('export const f = (xs: 1[], is: readonly number[]) => { for (const i of is) xs.push(xs.at(i)!); };')],
    },
    {
      code: 'const Symbol = { x: "constructor" } as const;\nexport const f = (o: object) => o[Symbol.x];',
      errors: [hidden('"constructor"')],
    },
    {
      code: "export const f = (o: { a: 1 }, k: 'a') => { const outer = k; { const k = outer; return o[k]; } };",
      errors: [hidden('"a"')],
    },
    { code: 'export const f = (k: `x${string}`) => ({ [k]: 1 });', errors: [key('`x${string}`')] },
    { code: 'export const f = (o: any, k: any) => o[k];', errors: [hidden('any')] },
    { code: "export const f = (k: 'a' | 'constructor') => ({ [k]: 1 });", errors: [name('constructor')] },
    { code: 'export const s = new Error().stack;', errors: [name('stack')] },
    { code: 'export const o = { x: 1 }.x;', options: [{ names: ['x'] }], errors: [name('x'), name('x')] },
    {
      code: "class C { private x = 1; }\nexport const f = (c: C) => c['x'];",
      errors: [{ messageId: 'private', data: { name: 'x' } }],
    },
    { code: 'class C { protected x() {} }\nexport const f = (c: C) => c[`x`]();', errors: [{ messageId: 'private' }] },
  ],
});

describe('without types', () => {
  const linter = new Linter();
  const reported = (code: string): readonly (string | undefined)[] =>
    linter
      .verify(code, [
        { plugins: { own: { rules: { access: noReflectiveAccess as never } } }, rules: { 'own/access': 2 } },
      ])
      .map(({ message, messageId }) => messageId ?? message);

  it.each([
    ['export const f = (() => 1).constructor;', 'name'],
    ['export const f = (x, k) => x[k];', 'hidden'],
    ['export const f = (x, k) => { x[k] = 1; };', 'hidden'],
    ['export const f = (x, k) => { const { [k]: y } = x; return y; };', 'hidden'],
    ["const k = 'constructor';\nexport const f = (x) => ({ [k]: x });", 'name'],
    ['export const f = { then() {} };', 'name'],
  ])('reports %s', (code, messageId) => {
    expect(reported(code)).toEqual([messageId]);
  });

  it.each([
    'export const f = (xs, i) => xs[i >>> 0];',
    'export const f = (xs, i) => xs.at(i);',
    'export const f = (k) => ({ [k]: 1, a: 2 });',
    "export class C { ['a'] = 1; #b = 2; get b() { return this.#b; } }",
  ])('believes %s', (code) => {
    expect(reported(code)).toEqual([]);
  });
});
