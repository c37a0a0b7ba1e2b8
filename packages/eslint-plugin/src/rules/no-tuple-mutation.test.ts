/** `no-tuple-mutation`: methods that move, and tuples that go for arrays. */
import { testRule } from '../testing/tester.ts';
import { noTupleMutation } from './no-tuple-mutation.ts';

const method = { messageId: 'method' as const };
const array = { messageId: 'array' as const };
const given = 'export declare const pair: [string, number];\n';

testRule(noTupleMutation, {
  valid: [
    'export const f = (x: readonly [1?], y: readonly 1[]) => [...y, ...x];',
    `${given}pair[0] = '';`,
    `${given}export const copy = [...pair].reverse();`,
    `${given}export const back = pair.toReversed();`,
    `${given}export const n = pair.indexOf(1);`,
    `${given}export const list: readonly (string | number)[] = pair;`,
    `${given}export const list: (string | number)[] = [...pair];`,
    `${given}export const same: [string, number] = pair;`,
    `${given}export const list: any[] = pair;`,
    'declare const each: <T extends any[] | [any]>(cases: readonly T[]) => void;\neach([["a", 1], ["b", 2]]);',
    'export const f = (xs: string[]) => xs.reverse();',
    'export const f = (xs: { push(x: 1): void }) => xs.push(1);',
    'const xs: string[] = ["a", "b"];\nxs.sort();',
  ],
  invalid: [
    { code: 'export const f = (x: readonly [1?]) => [...x, 2];', errors: [{ messageId: 'shift' }] },
    { code: 'export const f = (x: readonly [1?]) => Math.max(...x, 2);', errors: [{ messageId: 'shift' }] },
    { code: `${given}pair.reverse();`, errors: [{ ...method, data: { method: 'reverse', type: '[string, number]' } }] },
    { code: `${given}pair.push(1);`, errors: [method] },
    { code: `${given}pair['sort']();`, errors: [method] },
    { code: `${given}export const f = (p: typeof pair | undefined) => p?.fill(1);`, errors: [method] },
    { code: 'export const f = <T extends [1, 2]>(t: T) => t.reverse();', errors: [method] },
    { code: `${given}export const list: (string | number)[] = pair;`, errors: [array] },
    { code: 'declare const p: [1, 1];\nconst f = (xs: 1[]) => xs.pop();\nf(p);', errors: [array] },
    { code: `${given}export const f = (o: { p: typeof pair }): { p: (string | number)[] } => o;`, errors: [array] },
  ],
});
