/** `no-forgotten-parameter`: optional, default and rest parameters, in each place where a function may change its type. */
import { testRule } from '../testing/tester.ts';
import { noForgottenParameter } from './no-forgotten-parameter.ts';

const parameter = { messageId: 'parameter' as const };
const given = 'export declare const flush: (limit?: number) => void;\n';

testRule(noForgottenParameter, {
  valid: [
    `${given}export const same: (limit?: number) => void = flush;`,
    `${given}export const f: () => void = () => { flush(); };`,
    `${given}export const f: (n: number) => void = flush;`,
    `${given}export const f: (...ns: number[]) => void = flush;`,
    'export const f: (a: number, b: number) => void = (a) => { void a; };',
    'export const f = (xs: number[]) => xs.map((x, i) => x + i);',
    'declare const log: (...what: unknown[]) => void;\nexport const f: () => void = log;',
    'declare const id: <T>(x: T) => T;\nexport const f: (x: number) => number = id;',
    'class A { constructor(x?: number) {} }\nexport const f: new (x?: number) => A = A;',
  ],
  invalid: [
    {
      code: `${given}export const f: () => void = flush;`,
      errors: [{ ...parameter, data: { name: 'limit', to: '() => void' } }],
    },
    { code: `${given}const run = (f: () => void) => f();\nrun(flush);`, errors: [parameter] },
    { code: `${given}export const f: (() => void) | undefined = flush;`, errors: [parameter] },
    { code: `${given}export const o: { run: () => void } = { run: flush };`, errors: [parameter] },
    { code: 'export const f: () => number = (n = 1) => n;', errors: [parameter] },
    { code: 'declare const sum: (...ns: number[]) => void;\nexport const f: () => void = sum;', errors: [parameter] },
    { code: 'class A { constructor(x?: number) {} }\nexport const f: new () => A = A;', errors: [parameter] },
  ],
});
