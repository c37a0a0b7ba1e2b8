/** `no-misread-text`: texts, names and divisions. */
import { testRule } from '../testing/tester.ts';
import { noMisreadText } from './no-misread-text.ts';

testRule(noMisreadText, {
  valid: [
    "import { a } from './a.ts';\nexport { a };",
    "export const text = 'an import, or two imports (of 3)';",
    "// What this is an import of.\nexport const text = 'important(1)';",
    'export const reimport = 1;\nexport const imports = 1;\nexport const _import = 1;',
    'export const f = (a: number, b: number[]) => a / 2 / b[0]! / f.length / (a + 1) / Math.abs(-a) / -a / 1e3;',
    'export const f = (x: { new: number }) => x.new * 2;',
    "export const f = (x: Record<'new', number>) => 2 / x['new'];",
    'export const f = (x: { if: (n: number) => number }) => x.if(1) + 2;',
    'let x = 1;\nx /= 2;\nexport { x };',
    'export const f = (n: bigint) => -(-n) / 2n;',
    'export const f = () => import.meta;',
    "export const vim = 'vi. or vitest, hoisted';",
  ],
  invalid: [
    ...[
      ["'import(1)'", 'import('],
      ["'a;import ( 1)'", 'import ('],
      ["'imp\\x6frt(1)'", 'import('],
      ["'import/**/(1)'", 'import/*'],
      ["'import.meta.env'", 'import.meta'],
      ["'$import . meta'", 'import . meta'],
      ['`${1}import.meta.glob(${2})`', 'import.meta'],
      ['`imp\\u006frt(`', 'import('],
      ["{ 'import(': 1 }", 'import('],
      ["'import.defer(`x`)'", 'import.defer'],
      ["'vi.mock('", 'vi.mock'],
      ["'$vitest . doUnmock ('", 'vitest . doUnmock'],
    ].map(([code, text = '']) => ({
      code: `export const x = ${code};`,
      errors: [{ messageId: 'text' as const, data: { text } }],
    })),
    { code: '// import("x")\nexport const x = 1;', errors: [{ messageId: 'text', data: { text: 'import(' } }] },
    ...[
      'export const f = (x: { import: 1 }) => 1;',
      'export const f = (x: { f: 1 }, $import = x) => 1;',
      'export class C { #import = 1; }',
      'export const o = { import: 1 };',
      'export const f = (éimport: number) => 1;',
      'export const f = (vi: number) => 1;',
      'export const f = (x: { $vitest: 1 }) => 1;',
    ].map((code) => ({ code, errors: [{ messageId: 'name' as const }] })),
    ...[
      'x.new / 2',
      'x?.new / 2',
      "x['case'] / 2",
      '(x.new as number) / 2',
      'x.new! / 2',
      '2 * x.return / 2',
      '-x.typeof / 2',
      'x.if(1) / 2',
      'n++ / 2',
      '(1, x.new) / 2',
      'x.#in / 2',
      '+{} - 1',
      '-(class {})',
      '~(() => {})',
      '(n as unknown as () => void, function () {}) / 2',
      'x.new /= 2',
    ].map((code) => ({
      code: `export const f = (x: any, n: any) => ${code};`,
      errors: [{ messageId: 'division' as const }],
    })),
    {
      code: 'export const half = +function () {} / 2;',
      errors: [{ messageId: 'division' }, { messageId: 'division' }],
    },
  ],
});
