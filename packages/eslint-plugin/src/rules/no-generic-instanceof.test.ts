/** `no-generic-instanceof`: classes with type parameters, whose arguments are known or not. */
import { testRule } from '../testing/tester.ts';
import { noGenericInstanceof } from './no-generic-instanceof.ts';

const generic = { messageId: 'generic' as const };
const given = 'class Box<T> { constructor(readonly value: T) {} }\nclass Big<T> extends Box<T> {}\n';

testRule(noGenericInstanceof, {
  valid: [
    'export class C { #x = 1; f(y: object) { return #x in y ? y.#x : 1; } }',
    'export class C<T> { #x: T | undefined; f(y: C<T> | undefined) { return y && #x in y; } }',
    'class A {}\nexport const f = (x: unknown) => x instanceof A;',
    'export const f = (x: unknown) => x instanceof TypeError;',
    'export const f = (x: string | Set<string>) => x instanceof Set;',
    `${given}export const f = (x: Box<1> | undefined) => x instanceof Box;`,
    `${given}export const f = (x: string | Big<1>) => x instanceof Box;`,
    `${given}export const f = <B extends Box<1> | string>(x: B) => x instanceof Box;`,
    'export const f = (x: string | ReadonlyMap<1, 1> | Map<1, 1>) => x instanceof Map;',
    'export const f = (x: { readonly kind: 1 } | Map<1, 1>) => x instanceof Map;',
  ],
  invalid: [
    {
      code: 'class C<T> { #x: T; constructor(x: T) { this.#x = x; } f(y: object) { return #x in y ? y.#x : 1; } }\nexport { C };',
      errors: [{ messageId: 'generic' }],
    },
    {
      code: 'export const f = (x: unknown) => x instanceof Map;',
      errors: [{ ...generic, data: { type: 'Map<K, V>' } }],
    },
    { code: 'export const f = (x: object) => x instanceof Set;', errors: [generic] },
    { code: 'export const f = (x: Iterable<1>) => x instanceof Set;', errors: [generic] },
    { code: 'export const f = <T>(x: T) => x instanceof WeakMap;', errors: [generic] },
    { code: `${given}export const f = (x: { readonly value: 1 }) => x instanceof Box;`, errors: [generic] },
    { code: `${given}export const f = (x: Box<1>) => x instanceof Big;`, errors: [generic] },
    {
      code: 'export const f = (x: { readonly size: number } | Map<1, 1>) => x instanceof Map;',
      errors: [{ messageId: 'other', data: { other: '{ readonly size: number; }', type: 'Map<K, V>' } }],
    },
    {
      code: 'class A {}\nconst B: new () => A = A;\nexport const f = (x: unknown) => x instanceof B;',
      errors: [{ messageId: 'alias' }],
    },
    {
      code: 'class A {}\nconst B: typeof A = A;\nexport const f = (x: unknown) => x instanceof B;',
      errors: [{ messageId: 'alias' }],
    },
  ],
});
