/** `no-uncertain-write`: members of which several things are known, and those where all of them take what is written. */
import { testRule } from '../testing/tester.ts';
import { noUncertainWrite } from './no-uncertain-write.ts';

const bound = { messageId: 'bound' as const };
const union = { messageId: 'union' as const };
const tuple = { messageId: 'tuple' as const };

testRule(noUncertainWrite, {
  valid: [
    'export const f = (x: { a: 1; b: number } | { a: 2; b: number }) => { x.b = 1; x.b += 1; x.b++; [x.b] = [2]; };',
    'export const f = (x: { a: 1; b: string } | { a: 2; b: number }) => { if (x.a === 1) x.b = ""; };',
    'export const f = (x: { b: string } | { b: string | number }) => { x.b = ""; };',
    'export const f = (x: { b?: string | undefined } | undefined) => { if (x) x.b ??= ""; };',
    'export const f = (x: string[] | (string | number)[]) => { x[0] = ""; };',
    'export const f = (x: [string, number]) => { x[1] = 1; };',
    'export const f = (x: string[], i: number) => { x[i & 1] = ""; };',
    'export class C { x = 1; grow() { this.x = 2; } }',
  ],
  invalid: [
    {
      code: 'export const f = <T extends { x: number }>(t: T) => { t.x = 1; };',
      errors: [{ ...bound, data: { name: 't.x', type: 'T' } }],
    },
    { code: 'export const f = <T extends { x: number }>(t: T) => { t.x++; };', errors: [bound] },
    { code: 'export const f = <T extends { x: number }>(t: T) => { [t.x] = [2]; };', errors: [bound] },
    { code: 'export const f = <T>(t: T & { x: number }) => { t.x = 2; };', errors: [bound] },
    { code: 'export const f = <T extends number[]>(t: T) => { t[0] = 2; };', errors: [bound] },
    {
      code: 'export const f = (x: { b: string } | { b: number }) => { x.b = ""; };',
      errors: [{ ...union, data: { name: 'x.b', type: '{ b: number; }' } }],
    },
    { code: "export const f = (x: { b: 'a' } | { b: 'b' }) => { x['b'] = 'a'; };", errors: [union] },
    { code: 'export const f = (x: { b: string } | { b: number }) => { [x.b] = [1]; };', errors: [union] },
    { code: 'export const f = (x: { b: 1 } | { b: number }) => { x.b++; };', errors: [union] },
    { code: 'export const f = (x: string[] | number[]) => { x[0] = 1; };', errors: [union] },
    {
      code: 'declare const k: unique symbol;\nexport const f = (x: { [k]: 1 } | { [k]: 2 }) => { x[k] = 1; };',
      errors: [union],
    },
    {
      code: 'class A { #a: 1 | 2 = 1; f(x: A | (A & { y: 1 })) { x.#a = 2; } }\nexport const f = (x: { b: 1 } | { b?: 2 }) => { x.b ??= 2; };',
      errors: [union],
    },
    {
      code: 'export const f = (x: [string, number], i: number) => { x[i & 1] = ""; };',
      errors: [{ ...tuple, data: { type: '[string, number]' } }],
    },
  ],
});
