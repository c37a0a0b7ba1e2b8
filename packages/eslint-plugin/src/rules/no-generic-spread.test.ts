/** `no-generic-spread`: copies of what is known, and of what is not. */
import { testRule } from '../testing/tester.ts';
import { noGenericSpread } from './no-generic-spread.ts';

const spread = { messageId: 'spread' as const };

testRule(noGenericSpread, {
  valid: [
    'export const f = (x: { a: 1 }) => ({ ...x, b: 2 });',
    'export const f = <T>(xs: readonly T[], f: (...xs: readonly T[]) => void) => { f(...xs); return [...xs]; };',
    'export const f = <T>({ a, ...rest }: { a: T; b: T }) => [a, rest];',
    'export class C { x = 1; f() { return { ...this }; } }',
  ],
  invalid: [
    {
      code: 'export const f = <T extends object>(x: T): T => ({ ...x });',
      errors: [{ ...spread, data: { type: 'T' } }],
    },
    { code: 'export const f = <T extends object>(x: T | undefined) => ({ ...x, y: 1 });', errors: [spread] },
    { code: 'export const f = <T extends object>(x: T & { y: 1 }) => ({ ...x });', errors: [spread] },
    { code: 'export const f = <T extends { a: 1 }>({ a, ...rest }: T) => [a, rest];', errors: [spread] },
    {
      code: 'export const f = <T extends { a: 1 }>(x: T) => { const { a, ...rest } = x; return [a, rest]; };',
      errors: [spread],
    },
  ],
});
