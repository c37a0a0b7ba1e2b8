/** `no-directive-comment`: all spellings that a compiler or a bundler obeys. */
import { Linter, type Rule } from 'eslint';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { testRule } from '../testing/tester.ts';
import { noDirectiveComment } from './no-directive-comment.ts';

const code = "export const n: number = 'one';";
const OBEYED = [
  '// @ts-nocheck',
  '// @TS-NOCHECK',
  '/// @Ts-NoCheck because',
  '//@ts-nocheck',
  '// @ts-nochec\u212a',
  '// @ts-ignore',
  '///@ts-expect-error: why',
  '/* @ts-ignore */',
  '/**\n * A word before.\n * @ts-ignore */',
];

testRule(noDirectiveComment, {
  valid: [
    code,
    '/** See `@ts-ignore`. */\nexport const n = 1;',
    '// <reference path="x" />\nexport const n = 1;',
    'export const s = "// @ts-nocheck";',
    '// eslint has a rule for it\nexport const n = 1;',
    '/** As `eslint-disable` does. */\nexport const n = 1;',
  ],
  invalid: [
    ...OBEYED.map((comment) => ({ code: `${comment}\n${code}`, errors: [{ messageId: 'directive' as const }] })),
    ...[
      '// @ts-check',
      '/// <reference types="node" />',
      '///<REFERENCE path="./x.ts"/>',
      '/// <amd-module name="x" />',
      '/* #__NO_SIDE_EFFECTS__ */',
      '/* a word, and @__PURE__ */',
      '//# sourceMappingURL=data:application/json,{}',
      '//@ sourceURL=x.js',
      '/*# sourceMappingURL=x.map */',
      '/** @jsx globalThis.process.exit */',
      '/* @jsxImportSource else */',
      '/* eslint no-eval: 0 */',
    ].map((comment) => ({ code: `${comment}\nexport const n = 1;`, errors: [{ messageId: 'directive' as const }] })),
    {
      code: 'const [async, n] = [1, 2];\nexport const all: string[] = [];\nall.push(`${async < n} // @ts-ignore\n${n}`);',
      errors: [{ messageId: 'directive', line: 3 }],
    },
  ],
});

it.each(OBEYED)('the compiler looks away for %s', (comment) => {
  const real = ts.createCompilerHost({});
  const source = ts.createSourceFile('x.ts', `${comment}\n${code}`, ts.ScriptTarget.Latest);
  const host: ts.CompilerHost = {
    ...real,
    getSourceFile: (path, version) => (path === 'x.ts' ? source : real.getSourceFile(path, version)),
  };
  const program = ts.createProgram(['x.ts'], { noEmit: true, types: [] }, host);
  expect(program.getSemanticDiagnostics(program.getSourceFile('x.ts'))).toEqual([]);
});

// Where ESLint obeys them, it has something to say of them itself, and hears nothing of some.
it.each([
  '// eslint-disable-next-line no-eval -- it is fine',
  '/* eslint-disable */',
  '/* eslint-enable */',
  '/* eslint "x/y-z": [2] */',
])('%s is reported where it has no effect', (comment) => {
  const plugins = {
    framekernel: { rules: { 'no-directive-comment': noDirectiveComment as unknown as Rule.RuleModule } },
  };
  const config = {
    plugins,
    rules: { 'framekernel/no-directive-comment': 2 },
    linterOptions: { noInlineConfig: true },
  } as const;
  const found = new Linter().verify(`${comment}\nexport const n = 1;`, config);
  expect(found.filter(({ severity }) => severity === 2)).toMatchObject([{ messageId: 'directive', line: 1 }]);
});
