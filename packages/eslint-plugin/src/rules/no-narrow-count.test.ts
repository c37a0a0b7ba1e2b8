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
  ],
  invalid: [
    { code: "export const f = (x: { k: 'a' | 'b' }) => { x.k += 'c'; };", errors: [{ messageId: 'count' }] },
    { code: 'export const f = (x: { k: 1 | 2 }) => { x.k *= 2; };', errors: [{ messageId: 'count' }] },
    { code: 'export const f = (n: 0 | 1) => n++;', errors: [{ ...count, data: { type: '0 | 1' } }] },
    { code: 'export const f = (n: 0n) => --n;', errors: [count] },
    { code: 'export const f = (n: number & { brand: 1 }) => { n++; };', errors: [count] },
    { code: 'export const f = <N extends number>(n: N) => ++n;', errors: [count] },
  ],
});
