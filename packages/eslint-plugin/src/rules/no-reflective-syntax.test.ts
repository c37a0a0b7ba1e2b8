/** `no-reflective-syntax`: each form. */
import { testRule } from '../testing/tester.ts';
import { noReflectiveSyntax } from './no-reflective-syntax.ts';

const form = { messageId: 'form' as const };

testRule(noReflectiveSyntax, {
  valid: [
    'export const n = [1].length;',
    'export class C { get x() { return 1; } }',
    'export const t = `a${1}`;',
    'export const f = (x: 1 | undefined) => x == null;',
    'let x = 1;\nlet y = 2;\n[x, y] = [y, x];',
    'const o = { length: 1 };\nexport const { length } = o;',
    'class A { constructor() {} }\nexport class B extends A { constructor() { super(); } }',
    'export class A { #a = 1; static is(x: object) { return #a in x; } }',
    'export class A { f() { return new A(); } }',
    'export const A = class {};',
    'export const f = (a: 1) => a ? (b: 1): 1 => (b) : (c: 1) => c;',
    'export const f = (a: 1) => a ? (b: 1): 1 => (b) : 1;',
    'export const f = (a: unknown) => { switch (a) { case (b: 1): 1 => b: return 1; default: return 2; } };',
    'export const f = (a: 1) => [(b: 1): 1 => (b), a ? 1 : c => c];',
    'export const f = (a: 1) => { switch (a) { case 1: return (b: 1): 1 => (b); default: return 1; } };',
    'export const f = (a: 1) => a ? (b: 1): 1 => (b) : (c: 1) => async d => c;',
  ],
  invalid: [
    {
      code: 'export const f = (a: 1) => a ? (b): 1 => (b) : c => 1;',
      output: 'export const f = (a: 1) => a ? (b): 1 => (b) : (c) => 1;',
      errors: [{ messageId: 'bare' }],
    },
    {
      code: 'export const f = (a: 1) => a ? (b): 1 => async(b) : (c) => d => 1;',
      output: 'export const f = (a: 1) => a ? (b): 1 => async(b) : (c) => (d) => 1;',
      errors: [{ messageId: 'bare' }],
    },
    {
      code: 'export const f = (a: 1) => a ? a ? 1 : (b): 1 => (b) : c => 1;',
      output: 'export const f = (a: 1) => a ? a ? 1 : (b): 1 => (b) : (c) => 1;',
      errors: [{ messageId: 'bare' }],
    },
    { code: 'export class C { static make() { return new this(); } }', errors: [form] },
    { code: 'export class C { static make() { const Self = this; return Self; } }', errors: [form] },
    {
      code: 'export const f = (a: 1, b: 1) => a == b;',
      errors: [
        { ...form, suggestions: [{ messageId: 'strict', output: 'export const f = (a: 1, b: 1) => a === b;' }] },
      ],
    },
    {
      code: 'export const f = (a: 1, b: 1) => (a) != b;',
      errors: [
        { ...form, suggestions: [{ messageId: 'strict', output: 'export const f = (a: 1, b: 1) => (a) !== b;' }] },
      ],
    },
    { code: 'let x = 1;\nfor (x of [1]) void x;', errors: [form] },
    { code: 'export class C { constructor(readonly then: 1) {} }', errors: [form] },
    { code: 'let x = 1;\n({ x } = { x });', errors: [form] },
    { code: 'let x = 1;\n[x] = Array.of(x);', errors: [form] },
    { code: 'let x = 1;\n[{ x }] = [{ x }];', errors: [form] },
    { code: "export const f = (x: object) => 'a' in x;", errors: [form] },
    { code: "export const f = () => import('x');", errors: [form] },
    { code: 'export const url = import.meta.url;', errors: [form] },
    { code: 'export function F() { return new.target; }', errors: [form] },
    { code: 'const d = () => {};\n@d class C {}', errors: [form] },
    { code: 'export const t = String.raw`x`;', errors: [form] },
    { code: 'const o: { x?: 1 } = {};\ndelete o.x;', errors: [form] },
    { code: 'export class B extends Object { m() { return super.toString(); } }', errors: [form] },
    { code: 'export const o = { get x() { return 1; } };', errors: [form] },
    { code: 'export const o = { set x(v: number) {} };', errors: [form] },
    { code: "export * from './x.ts';", errors: [form] },
    { code: "export * as y from './x.ts';", errors: [form] },
    { code: "import x from './x.json' with { type: 'json' };\nx();", errors: [form] },
    { code: 'for (const k in {}) void k;', errors: [form] },
    { code: 'debugger;', errors: [form] },
    { code: 'export type T = { [-1]: 1 };', errors: [form] },
    { code: 'export interface I { [+0](): 1 }', errors: [form] },
    { code: 'export interface I { m({ a }: I): 1 }', errors: [form] },
    { code: 'export interface I { (...[a]: I[]): 1 }', errors: [form] },
    { code: 'export type T = new ([a]: I[]) => 1;', errors: [form] },
    { code: "export const m = new Map([['a', Map]]).get('a')?.x<1>\nm();", errors: [form] },
    { code: 'export const r = /x/;', errors: [{ messageId: 'regex' }] },
    {
      code: 'const a = [1];\na.length = 0;',
      errors: [{ messageId: 'length', suggestions: [{ messageId: 'splice', output: 'const a = [1];\na.splice(0);' }] }],
    },
    { code: 'const a = [1];\nexport const n = (a.length = 0);', errors: [{ messageId: 'length' }] },
    { code: "const a = [1];\na['length']--;", errors: [{ messageId: 'length' }] },
    { code: 'export const f = () => class {};', errors: [form] },
    { code: 'export function f() { class A {} return A; }', errors: [form] },
  ],
});
