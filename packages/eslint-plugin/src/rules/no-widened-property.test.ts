/** `no-widened-property`: each way in which a property gets a wider type, and those where nobody is hurt. */
import { testRule } from '../testing/tester.ts';
import { noWidenedProperty } from './no-widened-property.ts';

const widened = { messageId: 'widened' as const };
const given = "declare const page: { name: 'a'; size: number };\n";

testRule(noWidenedProperty, {
  valid: [
    `${given}export const f: () => { name: string } = () => ({ name: 'a' });`,
    `${given}const read = <T extends { readonly name: string }>(from: T): string => from.name;\nread(page);`,
    'export const f = (m: ReadonlyMap<1, { x: 1 }>): ReadonlyMap<1, { readonly x: number }> => m;',
    'class E extends Error { override name = "E" as const; }\nexport const f = (e: E): Error => e;',
    `${given}export const same: { name: 'a' } = page;`,
    `${given}export const part: { size: number } = page;`,
    `${given}export const wide: { readonly name: string } = page;`,
    `${given}export const copy: { name: string } = { ...page };`,
    "export const fresh: { name: string } = { name: 'a' };",
    `${given}export const f = (): unknown => page;`,
    `${given}const read = <T>(from: { name: T }): T => from.name;\nread(page);`,
    'interface Port { put(x: 1): void }\nexport const f = (p: { put(x: number): void }): Port => p;',
    'export const f = (p: { size: number }): { size?: number } => p;',
    'export const f = (p: { readonly inner: { name: 1 } }): { readonly inner: { readonly name: number } } => p;',
    'interface Node { next: Node | undefined }\nexport const f = (n: Node): { next: Node | undefined } => n;',
    'declare const xs: readonly { name: 1 }[];\nexport const ys: readonly { readonly name: number }[] = xs;',
  ],
  invalid: [
    {
      code: 'export const f = (b: { p: { x: 1 } }, { p }: { p: { x: number } } = b) => p;',
      errors: [widened],
    },
    { code: `${given}const f = ({ p }: { p: { name: string } }) => p;\nf({ p: page });`, errors: [widened] },
    { code: 'declare const b: { p: { x: 1 } };\nexport const { p }: { p: { x: number } } = b;', errors: [widened] },
    { code: `${given}export class C { accessor x: { name: string } = page; }`, errors: [widened] },
    {
      code: `${given}declare const make: () => typeof page;\nexport const f: () => { name: string } = make;`,
      errors: [widened],
    },
    {
      code: `${given}export const f = (g: (f: (p: typeof page) => void) => void) => { g((p: { name: string }) => void p); };`,
      errors: [widened],
    },
    { code: 'export const f = (m: ReadonlyMap<1, { x: 1 }>): ReadonlyMap<1, { x: number }> => m;', errors: [widened] },
    { code: 'export const f = (m: ReadonlySet<{ x: 1 }>): Iterable<{ x: number }> => m;', errors: [widened] },
    {
      code: 'export function* f(xs: readonly { x: 1 }[]): Generator<{ x: number }, void> { yield* xs; }',
      errors: [widened],
    },
    { code: `${given}const set = <T extends { name: string }>(t: T) => t;\nset(page);`, errors: [widened] },
    { code: `${given}export const wide: { name: string } = page;`, errors: [widened] },
    { code: `${given}const f = (p: { name: string }) => p;\nf(page);`, errors: [widened] },
    { code: `${given}export const f = (): { name: string } => page;`, errors: [widened] },
    { code: `${given}export const w: { name: string } | undefined = page;`, errors: [widened] },
    { code: `${given}export const w: { name: 'a' | undefined } = page;`, errors: [widened] },
    { code: `${given}export const w: { name: string } & { size: number } = page;`, errors: [widened] },
    {
      code: 'class P { name = "a" as const; }\nclass Q { name = "" }\ndeclare const f: () => P;\nexport const w: Q = f();',
      errors: [widened],
    },
    {
      code: 'class P { name: string = ""; }\nclass Q extends P { override name: "b" = "b" }\nexport const f = (q: Q): P => q;',
      errors: [widened],
    },
    {
      code: 'export const f = (p: { readonly inner: { name: 1 } }): { readonly inner: { name: number } } => p;',
      errors: [{ ...widened, data: { name: 'inner.name', from: '1', to: 'number' } }],
    },
    {
      code: 'declare const xs: readonly { name: 1 }[];\nexport const ys: readonly { name: number }[] = xs;',
      errors: [{ ...widened, data: { name: '[…].name', from: '1', to: 'number' } }],
    },
    {
      code: 'export const f = (p: { run: () => 1 }): { run: () => number } => p;',
      errors: [widened],
    },
  ],
});
