/** `no-async`: each form of asynchronous code. */
import { testRule } from '../testing/tester.ts';
import { noAsync } from './no-async.ts';

const error = (what: string) => ({ messageId: 'async' as const, data: { what } });

testRule(noAsync, {
  valid: ['export function* wait(): Generator<number> { yield 1; }', 'export const promise = 1;'],
  invalid: [
    { code: 'export const f = async () => {};', errors: [error('async function')] },
    { code: 'export class C { async m() {} }', errors: [error('async function')] },
    { code: 'export async function* g() {}', errors: [error('async function')] },
    { code: 'export const x = await 1;', errors: [error('`await`')] },
    { code: 'for await (const x of []) void x;', errors: [error('`for await`')] },
    { code: 'export const p = Promise.resolve();', errors: [error('promise')] },
    { code: 'export type P = PromiseLike<number>;', errors: [error('promise')] },
  ],
});
