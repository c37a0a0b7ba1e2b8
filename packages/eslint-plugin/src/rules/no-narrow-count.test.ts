/** `no-narrow-count`: literals, brands and type parameters, against plain numbers. */
import { testRule } from '../testing/tester.ts';
import { noNarrowCount } from './no-narrow-count.ts';

const count = { messageId: 'count' as const };

testRule(noNarrowCount, {
  valid: [
    "export const f = (x: { k: 'a' | undefined; n: number; s: string }) => { x.k ??= 'a'; x.n += 1; x.s += 'x'; };",
    'let n = 0;\nexport const f = () => n++;',
    'let n = 0n;\nexport const f = () => --n;',
    'export const f = (xs: number[]) => { xs[0]!++; };',
    'export const f = (n: number | bigint) => n++;',
    "export const f = (x: Record<'a' | 'b', number>, k: 'a' | 'b') => { x[k]++; x[k] += 1; };",
    'export const f = (x: Record<string, number>, k: string) => { x[k]++; x[k] += 1; };',
    'export const f = (x: Record<string, string>, k: `a${string}`) => { x[k] += "b"; };',
    'export const f = (xs: number[], k: 0 | 1) => { xs[k]++; xs[k]! += 1; xs[k]!--; };',
    'export const f = (xs: [number, 0 | 1]) => { xs[0]++; };',
    'export const f = (xs: Uint8Array, i: number) => { xs[i]++; };',
    'export const f = <K extends string>(x: Record<K, number>, k: K) => { x[k]++; };',
    'export class C { #n = 0; f(): void { this.#n++; } }',
    'export const f = (x: { n?: number }) => { x.n!++; x["n"]!++; };',
    'export const f = (x: any, k: any) => { x[k]++; x[k] += 1; x.a++; };',
  ],
  invalid: [
    ...[
      'export const f = (bits: (0 | 1)[], i: number) => { bits[i]++; };',
      'export const f = (bits: (0 | 1)[]) => { bits[0]!++; };',
      'export const f = (bits: (0 | 1)[]) => { if (bits[0] !== undefined) bits[0]++; };',
      "export const f = (tags: ('a' | 'b')[], i: number) => { tags[i] += 'c'; };",
      "export const f = (tags: ('a' | 'b')[], i: number) => { tags[i]! += 'c'; };",
      'export const f = (x: Record<string, 0 | 1>, k: string) => { x[k]++; };',
      "export const f = (x: { a: number; b: 0 | 1 }, k: 'a' | 'b') => { x[k]++; };",
      "export const f = (x: { a: 0 | 1 }) => { x['a']++; };",
      'export const f = (xs: [number, 0 | 1]) => { xs[1]++; };',
      'export const f = (xs: [number, 0 | 1], i: number) => { xs[i]++; };',
      'export const f = <K extends string>(x: Record<K, 0 | 1>, k: K) => { x[k]++; };',
      'export class C { #n: 0 | 1 = 0; f(): void { this.#n++; } }',
      'type A = number & { brand: 1 };\nexport const f = (xs: A[], i: number) => { xs[i]++; };',
    ].map((code) => ({ code, errors: [count] })),
    { code: "export const f = (x: { k: 'a' | 'b' }) => { x.k += 'c'; };", errors: [{ messageId: 'count' }] },
    { code: 'export const f = (x: { k: 1 | 2 }) => { x.k *= 2; };', errors: [{ messageId: 'count' }] },
    { code: 'export const f = (n: 0 | 1) => n++;', errors: [{ ...count, data: { type: '0 | 1' } }] },
    { code: 'export const f = (n: 0n) => --n;', errors: [count] },
    { code: 'export const f = (n: number & { brand: 1 }) => { n++; };', errors: [count] },
    { code: 'export const f = <N extends number>(n: N) => ++n;', errors: [count] },
  ],
});
