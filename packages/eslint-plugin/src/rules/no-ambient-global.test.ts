/** `no-ambient-global`: names that nothing defines, members that are not listed, and aliases. */
import { testRule } from '../testing/tester.ts';
import { noAmbientGlobal } from './no-ambient-global.ts';

const global = (name: string) => ({ messageId: 'global' as const, data: { name } });
const erased = (name: string) => ({ messageId: 'erased' as const, data: { name } });
const written = (name: string) => ({ messageId: 'written' as const, data: { name } });
const alias = (name: string) => ({ messageId: 'alias' as const, data: { name } });

testRule(noAmbientGlobal, {
  valid: [
    'export const x = Math.max(1, Number("2"));',
    'export const f = (x: unknown) => x instanceof Map || x === undefined;',
    'export class E extends Error {}',
    'export const Date = 1;\nexport const d = Date;',
    'export const call = { arguments: 1 };\nexport const n = call.arguments;',
    'export type M = Map<string, Uint8Array>;',
    'export const f = (process: { exit: () => void }) => { process.exit(); };',
    "import type { table } from './x.ts';\nexport type T = typeof table;\nexport type U = typeof table.row;",
    "import { type process } from './x.ts';\nexport type { process };\nexport class C implements process {}",
    'export function f(x: 1): 1;\nexport function f(x: number): number { return x; }\nexport const n = f(1);',
    'export function f<X>(x: X, it: unknown = x) { return it; }',
    'export const f = function g(it: unknown = g) { return it; };',
    'export function f<Error>(Error: Error, it: unknown = Error) { return it; }',
    'export class Box<T> { readonly T: T; constructor(T: T) { this.T = T; } }',
    "import { process } from './x.ts';\nexport const n = process.pid;",
    { code: 'console.log(1);', options: [{ allow: { console: ['log'] } }] },
    { code: 'export const c = console;', options: [{ allow: { console: '*' } }] },
  ],
  invalid: [
    { code: 'export const d = new Date();', errors: [global('Date')] },
    { code: 'export const f = typeof process;', errors: [global('process')] },
    { code: 'export function f() { return arguments; }', errors: [global('arguments')] },
    { code: "import type { process } from './x.ts';\nexport const n = process.pid;", errors: [erased('process')] },
    { code: "import { type process } from './x.ts';\nexport const n = process.pid;", errors: [erased('process')] },
    { code: "import type process from './x.ts';\nexport const n = process.pid;", errors: [erased('process')] },
    { code: "import type * as process from './x.ts';\nexport const n = process.pid;", errors: [erased('process')] },
    { code: 'export function process(): 1;\nexport const n = process();', errors: [erased('process')] },
    ...[
      'export function f<Error>(it: unknown = Error, x?: Error) { const Error = it; return [Error, x]; }',
      'export const f = <Error,>(it: unknown = Error, x?: Error) => { const Error = it; return [Error, x]; };',
      'export class C { f<Error>(it: unknown = Error, x?: Error) { const Error = it; return [Error, x]; } }',
      'export function f<Error>(x: Error, it = [() => ({ it: Error })]) { const Error = it; return [Error, x]; }',
    ].map((code) => ({ code, errors: [erased('Error')] })),
    { code: 'interface process { pid: 1 }\nexport const n = process.pid;', errors: [global('process')] },
    { code: "import type { process } from './x.ts';\nexport { process };", errors: [erased('process')] },
    { code: 'notDefinedAnywhere();', errors: [global('notDefinedAnywhere')] },
    { code: 'export const u = new Uint8Array(1);', errors: [global('Uint8Array')] },
    // A variable of the file, which other rules would look for in vain.
    {
      code: 'let NaN: 0 | 1 = 0;\nexport function f<NaN>(n: 0 | 1, t?: NaN, it = (NaN = n)) { const NaN = it; return [NaN, t]; }',
      errors: [erased('NaN')],
    },
    {
      code: 'const own = 1;\nexport function f<own>(it = own, t?: own) { const own = it; return [own, t]; }',
      errors: [erased('own')],
    },
    { code: 'Map = 1;', errors: [written('Map')] },
    { code: 'Math.min = () => 1;', errors: [written('Math.min')] },
    { code: '[Math.min] = [() => 1];', errors: [written('Math.min')] },
    { code: '({ it: Math.min = Math.max } = {});', errors: [written('Math.min'), alias('Math.max')] },
    { code: 'for (Math.min of []) break;', errors: [written('Math.min')] },
    { code: 'delete Math.min;', errors: [written('Math.min')] },
    { code: 'export const f = () => { eval("1"); };', errors: [global('eval')] },
    { code: 'export const r = Math.random();', errors: [{ messageId: 'member' }] },
    { code: "export const r = Math['random']();", errors: [{ messageId: 'member' }] },
    { code: 'export const f = (k: "random") => Math[k]();', errors: [{ messageId: 'member' }] },
    { code: 'export const { random } = Math;', errors: [alias('Math')] },
    { code: 'const m = Math;', errors: [alias('Math')] },
    { code: 'export const xs = ["1"].map(Number);', errors: [alias('Number')] },
    { code: 'export const all = [Object];', errors: [alias('Object')] },
    { code: 'export const o = { Object };', errors: [alias('Object')] },
    { code: 'export const f = () => Object;', errors: [alias('Object')] },
    { code: 'console.error(1);', options: [{ allow: { console: ['log'] } }], errors: [{ messageId: 'member' }] },
  ],
});
