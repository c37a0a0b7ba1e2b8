/** `no-bivariant-method`: parameters that an implementation narrows. */
import { testRule } from '../testing/tester.ts';
import { noBivariantMethod } from './no-bivariant-method.ts';

const narrowed = { messageId: 'narrowed' as const };
const sink = 'export interface Sink { put(x: string | number): void }\n';

testRule(noBivariantMethod, {
  valid: [
    'export const f = (g: Generator<1, void, number>): Generator<number, void, 1> => g;',
    `${sink}export const s: Sink = { put(x: string | number) { void x; } };`,
    `${sink}export const s: Sink = { put(x) { void x; } };`,
    `${sink}export const s: Sink = { put() {} };`,
    'export interface Opt { put(x?: string): void }\nexport class C implements Opt { put(x = "a") { void x; } }',
    'export interface Opt { readonly put: (x?: string) => void }\nexport const f = (): Opt => ({ put(x = "a") { void x; } });',
    'export interface Opt { readonly put: (x?: () => 1) => void }\nclass C implements Opt { put(x: () => 1 = () => 1): void { void x; } }\nexport const f = (c?: Opt) => c ?? new C();',
    `${sink}export class C implements Sink { put(x: unknown) { void x; } }`,
    'class A { put(x: string) {} }\nexport class B extends A { override put(x: string, y?: number) {} }',
    'export const pairs: readonly (readonly [1 | 2, number])[] = [[1, 2]];',
    'export const xs: readonly (string | number)[] = ["a"].slice();',
    'class A { constructor(x: string) {} }\nclass B extends A { constructor(x: string | number) { super(""); } }\nexport const f: typeof A = B;',
  ],
  invalid: [
    {
      code: 'export interface Opt { put(x?: string | number): void }\nexport class C implements Opt { put(x = "a") { void x; } }',
      errors: [narrowed],
    },
    {
      code: "class A { put(x: string | number) {} }\nexport const put: A['put'] = (x: string) => { void x; };",
      errors: [{ ...narrowed, data: { name: '()', from: 'string', to: 'string | number' } }],
    },
    {
      code: 'class A { put<T>(t: T, x: string | number) {} }\nexport class B extends A { override put<T>(t: T, x: string) {} }',
      errors: [narrowed],
    },
    {
      code: 'class A { put(x: unknown) {} }\nexport class B extends A { override put(...x: [string]) {} }',
      errors: [narrowed],
    },
    {
      code: 'export const i: Iterator<1, string> = { next: () => ({ value: 1 }), return: (value: string) => ({ done: true, value }) };',
      errors: [narrowed, narrowed],
    },
    {
      code: 'class Box<T> { put(t: T) { void t; } }\nexport const f = (box: { b: Box<1> }): { b: Box<number> } => box;',
      errors: [narrowed],
    },
    {
      code: 'class Box<T> { put(t: T) { void t; } }\nexport const f = (box: readonly Box<1>[]): readonly Box<number>[] => box;',
      errors: [narrowed],
    },
    {
      code: 'export const f = (g: Generator<1, void, 1>): Generator<1, void, number> => g;',
      errors: [{ ...narrowed, data: { name: 'next', from: '1', to: 'number' } }],
    },
    { code: `${sink}export const s: Sink = { put(x: string) { void x; } };`, errors: [narrowed, narrowed] },
    { code: `${sink}const f = (s: Sink) => s;\nf({ put: (x: string) => void x });`, errors: [narrowed, narrowed] },
    { code: `${sink}export class C implements Sink { put(x: string) { void x; } }`, errors: [narrowed] },
    {
      code: 'class A { put(x: string | number) {} }\nexport class B extends A { override put(x: string) {} }',
      errors: [narrowed],
    },
    {
      code: 'class A { constructor(x: string | number) {} }\nclass B extends A { constructor(x: string) { super(x); } }\nexport const f: typeof A = B;',
      errors: [{ ...narrowed, data: { name: 'new', from: 'string', to: 'string | number' } }],
    },
  ],
});
