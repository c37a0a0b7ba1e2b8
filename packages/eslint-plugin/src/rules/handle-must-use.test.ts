/** `handle-must-use`: results that are dropped. */
import { testRule } from '../testing/tester.ts';
import { handleMustUse } from './handle-must-use.ts';

const options = [{ handles: ['Frame'] }] as const;
const given = 'export class Frame { clone(): Frame | undefined { return this; } }\ndeclare const frame: Frame;\n';

testRule(handleMustUse, {
  valid: [
    { code: `${given}export const copy = frame.clone();`, options },
    { code: `${given}frame.clone();` },
    'function* g() {}\nexport function* f() { yield* g(); }',
    'function* g() {}\nexport const started = g();',
    'let x = 1;\nx = 2;\nexport { x };',
    'function* g() {}\nexport const f: () => unknown = () => g();',
    'export const f = (xs: readonly number[]) => { xs.forEach((x) => x + 1); };',
    { code: `${given}export const f = (xs: readonly Frame[]) => xs.map((x) => x.clone());`, options },
    {
      code: `${given}export const f = () => { const copy = frame.clone(); if (copy === undefined) return; };`,
      options,
    },
    { code: `${given}export const f = () => frame.clone() ?? frame;`, options },
  ],
  invalid: [
    { code: `${given}frame.clone();`, options, errors: [{ messageId: 'handle', data: { type: 'Frame | undefined' } }] },
    { code: `${given}void frame.clone();`, options, errors: [{ messageId: 'handle' }] },
    { code: `${given}new Frame();`, options, errors: [{ messageId: 'handle' }] },
    {
      code: 'function* g() {}\nexport function* f() {\n  g();\n}',
      errors: [
        {
          messageId: 'coroutine',
          suggestions: [
            { messageId: 'delegate', output: 'function* g() {}\nexport function* f() {\n  yield* g();\n}' },
          ],
        },
      ],
    },
    { code: 'function* g() {}\nexport function f() {\n  g();\n}', errors: [{ messageId: 'coroutine' }] },
    { code: 'function* g() {}\nexport const f: () => void = () => g();', errors: [{ messageId: 'callback' }] },
    { code: 'function* g() {}\nexport const f: (() => void) | undefined = g;', errors: [{ messageId: 'callback' }] },
    {
      code: `${given}export const f = (xs: readonly Frame[]) => { xs.forEach((x) => x.clone()); };`,
      options,
      errors: [{ messageId: 'callback', data: { type: 'Frame | undefined' } }],
    },
    { code: 'function* g() {}\nfor (; ; g());', errors: [{ messageId: 'coroutine' }] },
    { code: 'function* g() {}\nexport const f = () => (g(), 1);', errors: [{ messageId: 'coroutine' }] },
    { code: 'function* g() {}\nexport const f = () => !g();', errors: [{ messageId: 'coroutine' }] },
    {
      code: `${given}export const f = () => { if (frame.clone()) return; };`,
      options,
      errors: [{ messageId: 'handle' }],
    },
    ...[
      'if (b || frame.clone()) return;',
      'b && frame.clone();',
      'b?.at(frame.clone() ? 1 : 0);',
      'switch (frame.clone()) { default: }',
      '[1, frame.clone()];',
    ].map((statement) => ({
      code: `${given}export const f = (b?: string) => { ${statement} };`,
      options,
      errors: [{ messageId: 'handle' as const }],
    })),
    { code: `${given}export const f = () => \`\${frame.clone()}\`;`, options, errors: [{ messageId: 'handle' }] },
    { code: `${given}export const f = () => frame.clone() === undefined;`, options, errors: [{ messageId: 'handle' }] },
  ],
});
