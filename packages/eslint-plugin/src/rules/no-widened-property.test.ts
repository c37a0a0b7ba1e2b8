/** `no-widened-property`: each way in which a property gets a wider type, and those where nobody is hurt. */
import { testRule } from '../testing/tester.ts';
import { noWidenedProperty } from './no-widened-property.ts';

const widened = { messageId: 'widened' as const };
const given = "declare const page: { name: 'a'; size: number };\n";

testRule(noWidenedProperty, {
  valid: [
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
