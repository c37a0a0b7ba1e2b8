/** `no-widened-property`: each way in which a property gets a wider type, and those where nobody is hurt. */
import { testRule } from '../testing/tester.ts';
import { noWidenedProperty } from './no-widened-property.ts';

const widened = { messageId: 'widened' as const };
const open = { messageId: 'open' as const };
const given = "declare const page: { name: 'a'; size: number };\n";

testRule(noWidenedProperty, {
  valid: [
    "export const f = (xs: readonly 1[]): { x: 'a' | 'b' }[] => xs.map(() => ({ x: 'a' }));",
    'export const f = <T>(t: T): Partial<T> => t;',
    'export const f = <T, K extends keyof T>(t: T): Pick<T, K> => t;',
    'export const f = <T>(t: T): { readonly [K in keyof T]: T[K] | undefined } => t;',
    'export const f = <T>(t: T | undefined, other: T): T => { if (t !== undefined) return t; return other; };',
    'export const f = <T>(t: T, other: T): T => (typeof t === "object" ? t : other);',
    'export const f = (x: { x: 1 }): { x?: 1 } => x;',
    'export const f = (x: { x: 1 | undefined }): { x?: 1 | undefined } => x;',
    'export const f = (x: { x: 1 }): unknown => x;',
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
    `${given}export const pages = [page, page];`,
    'export const f = (a: { x: 1 }, b: { readonly x: number }, c: boolean) => (c ? a : b);',
    'class P { x = 0; }\nclass Q extends P { y = 1; }\nexport const f = (q: Q): P => q;',
    'class P { static x = 0; }\nclass Q extends P {}\nexport const f: typeof P = Q;',
    'export const f = (x: Record<string, 1>): Readonly<Record<string, number>> => x;',
    'export const f = (x: Record<string, 1>) => Object.values(x);',
    'export const f = (xs: { x: 1 }[]): readonly { readonly x: number }[] => xs.reverse();',
    'export const f = (xs: readonly string[]): string => xs.at(0) ?? "";',
    'class P { x = 0; set(to: this): void { this.x = to.x; } }\nexport const f = (p: P): P => p;',
    'export const f = (a: { readonly x: 1 }, c: boolean) => { const b: { readonly x: number } = a; return () => { if (c) return a; return b; }; };',
  ],
  invalid: [
    {
      code: 'interface Cell<T> { value: T }\nexport function f<T, E>(cell: Cell<T>): Cell<T | E> { return cell; }',
      errors: [{ messageId: 'widened' }],
    },
    {
      code: "export const f = (xs: readonly 1[], p: { x: 'a' }): { p: { x: string } }[] => xs.map(() => ({ p }));",
      errors: [widened],
    },
    {
      code: 'export const f = (xs: readonly 1[], p: { x: 1 }): { x: number }[] => xs.map(() => p);',
      errors: [widened],
    },
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
      errors: [widened, widened],
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
    { code: 'class P { x: 1 | 2 = 1; }\nexport class Q extends P { override x: 1 = 1; }', errors: [widened] },
    {
      code: 'class P { static x: 1 | 2 = 1; }\nexport class Q extends P { static override x: 1 = 1; }',
      errors: [widened],
    },
    {
      code: 'class B<T> { #x: T; constructor(x: T) { this.#x = x; } get x() { return this.#x; } set x(x: T) { this.#x = x; } }\nexport const f = (b: B<1>): B<number> => b;',
      errors: [widened],
    },
    { code: 'export const f = (x: Record<string, 1>): Record<string, number> => x;', errors: [widened] },
    { code: 'const o = { x: 1 };\nexport const w: Record<string, number | string> = o;', errors: [widened] },
    {
      code: 'export const f = (x: Readonly<Record<string, { y: 1 }>>): Readonly<Record<string, { y: number }>> => x;',
      errors: [widened],
    },
    {
      code: 'export const f = (m: ReadonlyMap<1, { x: 1 }>): { x: number } | undefined => m.get(1);',
      errors: [widened],
    },
    { code: 'export const f = (xs: { x: 1 }[]): readonly { x: number }[] => Object.freeze(xs);', errors: [widened] },
    { code: 'export const f = (a: { x: 1 }, b: { x: number }, c: boolean) => (c ? a : b);', errors: [widened] },
    { code: 'export const f = (a: { x: 1 } | undefined, b: { x: number }) => a ?? b;', errors: [widened] },
    {
      code: 'export const f = (a: { x: 1 }, b: { x: number }, c: boolean): { x: number } => (c ? b : c ? a : b);',
      errors: [widened],
    },
    {
      code: 'const set = <T extends { x: number }>(t: T) => t;\nexport const f = (a: { x: 1 }, c: boolean) => set(c ? a : { x: 1 });',
      errors: [widened],
    },
    { code: 'export const f = (a: { x: 1 }, b: { x: number }) => [a, b];', errors: [widened] },
    {
      code: 'export const f = <T>(t: T): { [K in keyof T]: T[K] | undefined } => t;',
      errors: [{ messageId: 'open', data: { from: 'T', to: '{ [K in keyof T]: T[K] | undefined; }' } }],
    },
    { code: 'export const f = <T extends { x: 1 }>(t: T): Record<keyof T, unknown> => t;', errors: [open] },
    {
      code: 'export const f = <T>(ts: readonly T[]): readonly { [K in keyof T]: T[K] | null }[] => ts;',
      errors: [open],
    },
    { code: 'export const f = <X, S extends X>(s: S): X => s;', errors: [open] },
    { code: 'export const f = <X>(x: X & { x: 1 }): X => x;', errors: [open] },
    { code: 'export const f = (x: { x: 1 }): { x: unknown } => x;', errors: [widened] },
    { code: 'export const f = (x: { x: 1 }): { x?: 1 | undefined } => x;', errors: [widened] },
    { code: 'export const f = (x: { x?: 1 }): { x?: 1 | undefined } => x;', errors: [widened] },
    { code: 'export const f = (x: { x?: 1 }): Record<string, 1 | undefined> => x;', errors: [widened] },
    {
      code: 'declare const k: unique symbol;\nexport const f = (x: { [k]: 1 }): { [k]: number } => x;',
      errors: [{ ...widened, data: { name: '[k]', from: '1', to: 'number' } }],
    },
    {
      code: 'class B<T> { readonly #x: { y: T }; constructor(y: T) { this.#x = { y }; } get x() { return this.#x.y; } }\nexport const f = (b: B<1>): B<number> => b;',
      errors: [widened],
    },
    { code: 'export const f = <T extends { x: 1 }>(t: T): { x: number } => t;', errors: [widened] },
    { code: 'class P { x: 1 = 1; }\nexport const f: new () => { x: number } = P;', errors: [widened] },
    {
      code: 'export const f = (a: { x: 1 }, b: { x: number }, c: boolean) => { if (c) return a; return b; };',
      errors: [widened],
    },
    { code: 'export function* f(a: { x: 1 }, b: { x: number }) { yield a; yield b; }', errors: [widened] },
    {
      code: 'class P { x(): { y: 1 | 2 } { return { y: 2 }; } }\nexport class Q extends P { override x(): { y: 1 } { return { y: 1 }; } }',
      errors: [widened],
    },
    {
      code: 'class P { readonly x: { y: 1 | 2 } = { y: 2 }; }\nexport class Q extends P { override readonly x: { y: 1 } = { y: 1 }; }',
      errors: [widened],
    },
  ],
});
