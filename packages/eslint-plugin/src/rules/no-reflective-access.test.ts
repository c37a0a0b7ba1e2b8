/** `no-reflective-access`: barred names in every place where a name can stand, and keys that may be any name. */
import { testRule } from '../testing/tester.ts';
import { noReflectiveAccess } from './no-reflective-access.ts';

const name = (text: string) => ({ messageId: 'name' as const, data: { name: text } });
const key = (type: string) => ({ messageId: 'key' as const, data: { type } });

testRule(noReflectiveAccess, {
  valid: [
    'export class C { constructor() {} }',
    'export const f = (xs: readonly number[], i: number) => xs[i];',
    "export const f = (o: { a: 1 }) => o['a'];",
    'export const f = <K extends "a" | "b">(o: Record<K, 1>, k: K) => o[k];',
    'export const f = (o: Iterable<1>) => o[Symbol.iterator];',
    'const s = Symbol();\nexport const o = { [s]: 1 };',
    { code: 'export const f = (o: { then: 1 }) => o.then;', options: [{ names: ['constructor'] }] },
  ],
  invalid: [
    { code: 'export const f = (o: object) => o.constructor;', errors: [name('constructor')] },
    { code: "export const f = (o: object) => o['constructor'];", errors: [name('constructor')] },
    { code: 'export const f = (o: object) => o[`constructor`];', errors: [name('constructor')] },
    { code: 'export const f = (o: object) => o[`con\\u0073tructor`];', errors: [name('constructor')] },
    { code: "const k = 'constructor';\nexport const f = (o: object) => o[k];", errors: [name('constructor')] },
    { code: "export const f = (o: object) => o['con' + 'structor'];", errors: [key('string')] },
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
    { code: 'export const f = (o: Record<string, 1>, k: string) => o[k];', errors: [key('string')] },
    { code: 'export const f = <K extends string>(o: Record<K, 1>, k: K) => o[k];', errors: [key('K')] },
    { code: 'export const f = (k: `x${string}`) => ({ [k]: 1 });', errors: [key('`x${string}`')] },
    { code: 'export const f = (o: any, k: any) => o[k];', errors: [key('any')] },
    {
      code: "export const f = (o: any, k: 'a' | 'constructor') => o[k];",
      errors: [name('constructor')],
    },
    { code: 'export const s = new Error().stack;', errors: [name('stack')] },
    { code: 'export const o = { x: 1 }.x;', options: [{ names: ['x'] }], errors: [name('x'), name('x')] },
  ],
});
