/** `no-unsound-signature`: each signature that is believed and not checked. */
import { testRule } from '../testing/tester.ts';
import { noUnsoundSignature } from './no-unsound-signature.ts';

testRule(noUnsoundSignature, {
  valid: [
    'export const isText = (x: unknown) => typeof x === "string";',
    'export abstract class D { abstract m(x: number): void; }',
    'export let x: number | undefined;',
    'export class C { static x = 1; y: number | undefined; }',
    'export type T<X extends string> = readonly X[];',
    'const g = (x: number) => x;\nexport type P = Parameters<typeof g>;',
    'export function f(this: void) {}',
    'export class C { #x = 1; get x(): number { return this.#x; } set x(x: number) { this.#x = x; } static set y(y: string) {} get y(): number { return 1; } }',
    'export type P<T> = { readonly [K in keyof T]: T[K] };',
    'export const f = (xs: readonly 1[]) => { for (const x of xs) return x; for (let x of xs) x = x; let y: 1 | undefined; return y; };',
  ],
  invalid: [
    { code: 'export const f = (x: unknown): x is string => true;', errors: [{ messageId: 'predicate' }] },
    { code: 'export class C { m(): this is string { return true; } }', errors: [{ messageId: 'predicate' }] },
    { code: 'export type P = (x: unknown) => x is string;', errors: [{ messageId: 'predicate' }] },
    { code: 'export function f(x: unknown): asserts x {}', errors: [{ messageId: 'asserts' }] },
    { code: 'function f(x: 1): 2;\nfunction f(x: 1) { return x; }\nf(1);', errors: [{ messageId: 'overload' }] },
    { code: 'export class C { m(x: 1): 2; m(x: 1): any {} }', errors: [{ messageId: 'overload' }] },
    { code: 'export class C { x!: number; }', errors: [{ messageId: 'definite' }] },
    { code: 'let x!: number;', errors: [{ messageId: 'definite' }] },
    { code: 'export class C { static x: number; }', errors: [{ messageId: 'static' }] },
    {
      code: 'export interface I<out T> { x: T }',
      output: 'export interface I<T> { x: T }',
      errors: [{ messageId: 'variance' }],
    },
    {
      code: 'export class C<A, in out T extends A> { x: T | undefined; }',
      output: 'export class C<A, T extends A> { x: T | undefined; }',
      errors: [{ messageId: 'variance' }],
    },
    {
      code: 'export interface I<in T> { x: (t: T) => void }',
      output: 'export interface I<T> { x: (t: T) => void }',
      errors: [{ messageId: 'variance' }],
    },
    { code: 'export type T<X> = X extends string ? 1 : 2;', errors: [{ messageId: 'conditional' }] },
    { code: 'export enum E { A }', errors: [{ messageId: 'enum' }] },
    {
      code: 'export interface I<F extends (...a: never) => void> { x: Parameters<F> }',
      errors: [{ messageId: 'conditional' }],
    },
    { code: 'export const f = <T,>(x: Extract<readonly T[], object>) => x;', errors: [{ messageId: 'conditional' }] },
    { code: 'export type P<T> = { -readonly [K in keyof T]: T[K] };', errors: [{ messageId: 'unlocked' }] },
    { code: 'export function f(this: { x: 1 }) { this.x = 1; }', errors: [{ messageId: 'self' }] },
    { code: 'export type F = (this: object) => void;', errors: [{ messageId: 'self' }] },
    { code: 'export interface I { get x(): 1; set x(x: number) }', errors: [{ messageId: 'accessors' }] },
    {
      code: 'export class C { get x(): number { return 1; } set x(x: number | string) {} }',
      errors: [{ messageId: 'accessors' }],
    },
    { code: 'export const f = () => { let x; x = 1; return x; };', errors: [{ messageId: 'evolving' }] },
  ],
});
