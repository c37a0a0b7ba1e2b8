/** `no-handle-literal`: what has the shape of a handle and is none. */
import { testRule } from '../testing/tester.ts';
import { noHandleLiteral } from './no-handle-literal.ts';

const options = [{ handles: ['Guard'] }] as const;
const forged = { messageId: 'forged' as const };
const given =
  'export interface Guard { readonly kind: string }\nexport declare function take(g: Guard | undefined): Guard;\n';

testRule(noHandleLiteral, {
  valid: [
    `${given}take({ kind: 'irq' });`, // without options
    { code: `${given}take(take(undefined));`, options },
    { code: `${given}export const f = (g: Guard): Guard => g;`, options },
    { code: `${given}export const o: { readonly kind: string } = { kind: 'irq' };`, options },
    { code: `${given}interface Irq extends Guard { n: 1 }\nexport const f = (g: Irq): Guard => g;`, options },
    'class A { x = 1 }\nclass B extends A {}\nclass C extends B {}\nexport const f = (c: C): A => c;',
    'class A<T> { x: T | undefined }\nclass B extends A<1> {}\nexport const f = (b: B): A<1> => b;',
    'class A { x = 1 }\nexport const f = <T extends A>(t: T): A => t;',
    'class A { x = 1 }\nexport const f = (a: A & { y: 1 }): A => a;',
    'class A { x = 1 }\nexport const f = (a: { x: number }): A | { x: number } => a;',
    'class A { x = 1 }\nclass B { x = 1 }\nexport const f = (b: B): A | B => b;',
    'class A { x = 1 }\nexport const f = (): typeof A => A;',
    'class E extends RangeError {}\nexport const f = (e: E): Error => e;',
    'export const f = (x: string): { readonly length: number } | string => x;',
    'export const f = (x: string): Iterable<string> => x;',
    'export const f = (x: string): object | {} => x;',
    'export const f = (x: readonly 1[]): Iterable<1> => x;',
    'export const f = (g: () => 1): { (): number } => g;',
    'type Brand = number & { readonly brand: 1 };\nexport const f = (x: Brand): Brand => x;',
    'export const f = (x: number[] & { readonly sorted: true }): readonly number[] => x;',
  ],
  invalid: [
    { code: 'class A { x = 1 }\nexport const f = (): A => ({ x: 1 });', errors: [forged] },
    { code: 'class A { x = 1 }\nexport const f = (a: { x: number }): A | undefined => a;', errors: [forged] },
    { code: 'class A { x = 1 }\nclass B { x = 1 }\nexport const f = (b: B): A => b;', errors: [forged] },
    { code: 'class A<T> { x: T | undefined }\nexport const f = (a: { x: 1 }): A<1> => a;', errors: [forged] },
    { code: 'class A { x = 1 }\nexport const f = (a: A): A => ({ ...a });', errors: [forged] },
    { code: 'class A { a = 1 }\nclass B { b = 1 }\nexport const f = (): A | B => ({ b: 1 });', errors: [forged] },
    { code: 'export const f = (): RangeError => new TypeError();', errors: [forged] },
    {
      code: 'export const g = (s: Pick<WeakSet<object>, keyof WeakSet<object>>): WeakSet<object> => s;',
      errors: [forged],
    },
    { code: "export const f = (): Error => ({ name: '', message: '' });", errors: [forged] },
    { code: `${given}take({ kind: 'irq' });`, options, errors: [forged] },
    { code: `${given}const g = { kind: 'irq' };\ntake(g);`, options, errors: [forged] },
    { code: `${given}export const g: Guard = { kind: 'irq' };`, options, errors: [forged] },
    { code: `${given}class Fake { kind = 'irq'; }\ntake(new Fake());`, options, errors: [forged] },
    { code: `${given}take({ ...take(undefined) });`, options, errors: [forged] },
    {
      code: `${given}export class Fake implements Guard { readonly kind = 'irq'; }`,
      options,
      errors: [{ messageId: 'implemented' }],
    },
    {
      code: 'export const f = (x: string): { readonly length: number } => x;',
      errors: [{ ...forged, data: { from: 'string', to: '{ readonly length: number; }' } }],
    },
    { code: 'export const f = <T extends string>(x: T): { readonly length: number } => x;', errors: [forged] },
    {
      code: 'type Brand = number & { readonly brand: 1 };\nexport const f = (x: Brand): { readonly brand: number } => x;',
      errors: [forged],
    },
    { code: 'class C { static readonly size = 1; }\nexport const f: { readonly size: number } = C;', errors: [forged] },
    { code: 'export const f = (xs: readonly 1[]): { readonly length: number } => xs;', errors: [forged] },
  ],
});
