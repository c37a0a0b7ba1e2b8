/** `no-readonly-alias`: `readonly` that a change of type takes away. */
import { testRule } from '../testing/tester.ts';
import { noReadonlyAlias } from './no-readonly-alias.ts';

const alias = { messageId: 'alias' as const };
const given = 'declare const page: { readonly size: number };\n';

testRule(noReadonlyAlias, {
  valid: [
    'class E extends Error { override readonly name = "E"; }\nexport const f = (e: E): Error => e;',
    `${given}export const same: { readonly size: number } = page;`,
    `${given}export const copy: { size: number } = { ...page };`,
    `${given}const copy = { ...page };\nexport const same: { size: number } = copy;`,
    `${given}export const other: Readonly<{ size: number }> = page;`,
    `${given}export const part: Pick<typeof page, 'size'> = page;`,
    'declare const xs: readonly number[];\nexport const ys: readonly number[] = xs;',
    'declare const page: { size: number };\nexport const same: { readonly size: number } = page;',
    `${given}export const { size } = page;`,
    `${given}export const f = ({ size }: typeof page = page) => size;`,
    `${given}export const loose: unknown = page;`,
    ...[
      'export function f(p: P | undefined) { const { x, y } = p ?? other; return [x, y]; }',
      'export function f(p: P, q: boolean) { const { x, y } = q ? p : other; return [x, y]; }',
      'export function f(p: P, { x, y } = p ?? other) { return [x, y]; }',
      'export function f(p: P, q: boolean) { const [{ x, y }] = [q ? p : other]; return [x, y]; }',
      'export function f(p: P, q: boolean) { const { inner: { x, y } } = { inner: q ? p : other }; return [x, y]; }',
      'export function f(o: { readonly p?: P }) { let x, y; ({ x, y } = o.p ?? other); return [x, y]; }',
      'export function f(o: { readonly p?: P }) { const { x, y } = o.p ?? { x: 1, y: [] }; return [x, y]; }',
    ].map(
      (code) => `interface P { readonly x: number; readonly y: readonly number[] }\ndeclare const other: P;\n${code}`,
    ),
    'export const f = (x: Readonly<Record<string, 1>>): Readonly<Record<string, 1>> => x;',
    'export const f = (x: Readonly<Record<string, 1>>) => Object.values(x);',
  ],
  invalid: [
    {
      code: 'export const f = (p: { readonly x: 1 }) => { const c = { ...p }; const s: typeof c = p; return s; };',
      errors: [{ messageId: 'alias' }],
    },
    {
      code: 'export const f = (p: { readonly x: 1 }): { readonly x: 1 } & { x: 1 } => p;',
      errors: [{ messageId: 'alias' }],
    },
    {
      code: 'export const f = (box: { readonly page: { readonly size: 1 } }): { readonly page: { size: 1 } } => box;',
      errors: [{ ...alias, data: { name: 'page.size', to: '{ size: 1; }' } }],
    },
    { code: `${given}export const w: { size: number } = page;`, errors: [alias] },
    {
      code: `${given}export const f = (q: boolean) => { const { size }: { size: number } = q ? page : { size: 1 }; return size; };`,
      errors: [alias],
    },
    { code: `${given}const f = (p: { size: number }) => p;\nf(page);`, errors: [alias] },
    { code: `${given}export const f = (): { size: number } => page;`, errors: [alias] },
    {
      code: 'declare const p: Readonly<{ size: number }>;\nexport const w: { size: number } | undefined = p;',
      errors: [alias],
    },
    {
      code: 'class P { readonly size = 1; }\ninterface W { size: number }\ndeclare const f: () => P;\nexport const w: W = f();',
      errors: [alias],
    },
    { code: 'export const f = (x: Readonly<Record<string, 1>>): Record<string, 1> => x;', errors: [alias] },
    { code: 'class P { x = 1; }\nexport class Q extends P { override readonly x = 2; }', errors: [alias] },
  ],
});
