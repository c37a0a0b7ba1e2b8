/** `no-forgotten-optional`: members that a type does not speak of, and values that are seen to have none. */
import { testRule } from '../testing/tester.ts';
import { noForgottenOptional } from './no-forgotten-optional.ts';

const member = { messageId: 'member' as const };
const spread = { messageId: 'spread' as const };
const given = 'interface A { readonly size: number }\ninterface B extends A { readonly name?: string }\n';

testRule(noForgottenOptional, {
  valid: [
    'export const f = (a: object): readonly unknown[] => Object.values(a);',
    'export const f = (a: Readonly<Record<string, 1>>) => Object.values(a);',
    'export const f = (a: readonly 1[]) => Object.entries(a);',
    'const a = { x: 1 } as const;\nexport const f = () => Object.values(a);',
    'export const f = (): Readonly<Record<string, number>> => { const a = { x: 1 }; return a; };',
    "export const f = (a: { readonly x: 1 }): Readonly<Record<'x', number>> => a;",
    `${given}export const f = (): B => { const b = { size: 1 }; return b; };`,
    `${given}export const f = (b: B): A => b;`,
    `${given}export const f = (b: B): B => b;`,
    `${given}export const f = (): B => ({ size: 1 });`,
    `${given}export const f = (a: A): B => ({ size: a.size });`,
    `${given}export const f = (a: A): B => ({ ...a, name: '' });`,
    `${given}export const f = (b: B): B => ({ ...b });`,
    `${given}export const f = (isBig: boolean): B => ({ size: 1, ...(isBig ? { name: 'x' } : {}) });`,
    `${given}export const f = (a: A | undefined): A | undefined => a;`,
    `${given}export const f = (a: A & { readonly name: string }): B => a;`,
    'export const f = (n: number): { toFixed: () => string; x?: 1 } | number => n;',
    'export const f = (e: RangeError): Error => e;',
    'export const f = (o: Readonly<Record<string, number>>): { readonly x?: number } => o;',
    `${given}class C { readonly size = 1; }\nexport const f = (): B => new C();`,
    `${given}export const f = (b: B, c: boolean): B => (c ? b : { size: 1 });`,
  ],
  invalid: [
    {
      code: `${given}export const f = (a: A): Iterable<1> => Object.values(a);`,
      errors: [{ messageId: 'values', data: { from: 'A' } }],
    },
    { code: `${given}export const f = (a: A) => Object.entries(a).length;`, errors: [{ messageId: 'values' }] },
    { code: 'export const f = (a: { readonly x: 1 }) => Object.values(a).length;', errors: [member] },
    { code: 'export const f = (a: { readonly x: 1 }): Readonly<Record<string, number>> => a;', errors: [member] },
    { code: 'export const f = (a: { readonly x: 1 }): { readonly [name: string]: number } => a;', errors: [member] },
    { code: `${given}export const f = (a: A): B => a;`, errors: [{ ...member, data: { name: 'name', from: 'A' } }] },
    { code: `${given}export const f = (a: A): B | undefined => a;`, errors: [member] },
    { code: `${given}export const f = (a: A | undefined): B | undefined => a;`, errors: [member] },
    { code: `${given}export const f = (a: { a: A }): { a: B } => a;`, errors: [member] },
    {
      code: `${given}export const f = (a: A): B => ({ ...a });`,
      errors: [{ ...spread, data: { name: 'name', from: 'A' } }],
    },
    { code: `${given}export const f = (a: A, b: A): B => ({ ...a, ...b });`, errors: [spread, spread] },
    { code: `${given}export const f = (C: new () => A): B => new C();`, errors: [member] },
    { code: `${given}export const f = <T extends A>(t: T): B => t;`, errors: [member] },
    { code: `${given}export const f = (a: A, b: B, c: boolean): B => (c ? a : b);`, errors: [member] },
    { code: 'export const f = (o: object): { readonly name?: string } => o;', errors: [member] },
    {
      code: 'type A = { readonly size: number };\nexport const f = (a: A): { readonly [i: number]: string } => a;',
      errors: [member],
    },
  ],
});
