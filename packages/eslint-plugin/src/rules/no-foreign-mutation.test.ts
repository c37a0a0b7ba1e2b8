/** `no-foreign-mutation`: every way to assign, to every kind of stranger. */
import { testRule } from '../testing/tester.ts';
import { noForeignMutation } from './no-foreign-mutation.ts';

const foreign = { messageId: 'foreign' as const };
const given = "import { RuleTester } from '@typescript-eslint/rule-tester';\n";

testRule(noForeignMutation, {
  valid: [
    'export const f = (m: Map<1, 1>): { readonly clear: () => void } => m;',
    'export const f = (m: Map<1, 1>): { clear(): void } => m;',
    'class Own { x = 1 }\nexport const f = (own: Own): { x: number } => own;',
    'export const o = { x: 1 };\no.x = 2;',
    'export class C { x = 1; m() { this.x++; } }',
    'export const xs = [1];\nxs[0] = 2;',
    'export const xs = [1];\n[xs[0]] = [2];',
    'let x = 1;\nx = 2;\nexport { x };',
    'export const m = new Map([[1, 2]]);\nm.set(1, 3);',
    'export class C { readonly xs: number[] = []; *[Symbol.iterator]() { yield* this.xs; } }',
    'export class E extends Error { constructor() { super(); this.name = "E"; this["message"] = ""; } }',
    'export class E extends Error { constructor(names: string[]) { super(); names.forEach((n) => { this.name = n; }); } }',
  ],
  invalid: [
    ...[
      'export class E extends Error { rename() { this.name = "E"; } }',
      'export class E extends Error { constructor(other: Error) { super(); other.name = "E"; } }',
      'export class E extends Error { constructor() { super(); this.toString = () => ""; } }',
      'export class E extends Error { constructor() { super(); function f(this: Error) { this.name = ""; } f.call(this); } }',
    ].map((code) => ({ code, errors: [foreign] })),
    { code: 'class C { m() {} }\nexport const f = (c: C) => { c.m = () => {}; };', errors: [{ messageId: 'foreign' }] },
    {
      code: 'export const f = (x: { readonly e: Error }): { readonly e: { message: string } } => x;',
      errors: [{ messageId: 'alias' }],
    },
    {
      code: 'export const f = (m: Map<1, 1>): { clear: () => void } => m;',
      errors: [{ messageId: 'alias', data: { name: 'clear' } }],
    },
    {
      code: 'const f = <T extends { clear: () => void }>(t: T) => t;\nf(new Map<1, 1>());',
      errors: [{ messageId: 'alias' }],
    },
    { code: 'Math.min = (a) => a;', errors: [foreign] },
    { code: "Math['min'] = (a) => a;", errors: [foreign] },
    { code: 'const m = Math;\nm.min = (a) => a;', errors: [foreign] },
    { code: `${given}RuleTester.it = () => {};`, errors: [foreign] },
    { code: `${given}RuleTester['it'] = () => {};`, errors: [foreign] },
    { code: `${given}const t = RuleTester;\nt.it = () => {};`, errors: [foreign] },
    { code: `${given}const t = RuleTester;\nt['it'] = () => {};`, errors: [foreign] },
    { code: `${given}[RuleTester.it] = [() => {}];`, errors: [foreign] },
    { code: `${given}({ it: RuleTester.it } = { it: () => {} });`, errors: [foreign] },
    { code: `${given}({ it: RuleTester.it = () => {} } = {});`, errors: [foreign] },
    { code: `${given}for (RuleTester.it of []) break;`, errors: [foreign] },
    { code: `${given}delete RuleTester.itOnly;`, errors: [foreign] },
    { code: "import * as own from './own.ts';\nown.x++;", errors: [foreign] },
    { code: 'export const xs = [1];\nxs.length = 0;', errors: [foreign] },
    { code: 'export const f = (e: Error) => { e.message = ""; };', errors: [foreign] },
    { code: 'export const f = (m: Map<1, 1>) => { m[Symbol.iterator] = m.entries; };', errors: [foreign] },
  ],
});
