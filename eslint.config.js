// @ts-check
/**
 * The tiers of docs/framekernel.md as lint configuration: host (apps, tools, isa, tests), trusted
 * (ostd, machine, bytes) and safe, which is what everything not named here falls into.
 */
import eslint from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const host = [
  'apps/**',
  'tools/**',
  'tests/**',
  'scripts/**',
  'packages/isa/**',
  'packages/user/**',
  'packages/eslint-plugin/**',
  '**/*.test.ts',
  '**/src/testing/**', // helpers of tests: tests/src/layers.test.ts keeps them out of what is published
  '**/*.config.{ts,js}',
  '*.shared.ts',
];
const trusted = ['packages/ostd/**', 'packages/machine/**', 'packages/bytes/**'];

/** @param {string} selector @param {string} message */
const syntax = (selector, message) => ({ selector, message });

/** A bare mention of what the language brings along, in esquery. */
const INTRINSIC = '[type="Identifier"][name=/^(Math|Object|Number|Array|String|Symbol|BigInt|Boolean|JSON|Error)$/]';

/** Names through which code reaches host authority, an evaluator or raw memory (framekernel.md, S1 and S4). */
const bannedGlobals = [
  ...['globalThis', 'global', 'window', 'self', 'process', 'Buffer', 'console', 'performance', 'crypto', 'navigator'],
  ...['eval', 'Function', 'Reflect', 'Proxy', 'WeakRef', 'FinalizationRegistry', 'Promise', 'AsyncFunction'],
  ...[
    'setTimeout',
    'setInterval',
    'setImmediate',
    'clearTimeout',
    'clearInterval',
    'queueMicrotask',
    'structuredClone',
  ],
  ...['fetch', 'Date', 'Intl', 'Atomics', 'WebAssembly', 'SharedArrayBuffer', 'ArrayBuffer', 'DataView'],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'TextEncoder', 'TextDecoder', 'require'],
];

const tiers = defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '**/.turbo/', '**/.report/', '**/*.generated.ts']),
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { noInlineConfig: true },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off', // an index below a checked bound; `safe` bans it again
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'no-constant-condition': ['error', { checkLoops: false }],
    },
  },
  {
    // Only ostd's unsafe files (and tests of ostd and the machine) may hold capabilities of the machine.
    files: ['**/*.ts'],
    ignores: [
      'packages/ostd/src/**/*.unsafe.ts',
      'packages/{ostd,machine}/src/**/*.test.ts',
      'packages/machine/src/**',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^@racho/machine/raw$', message: 'Raw capabilities are for ostd, in *.unsafe.ts.' }] },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: [...host, ...trusted],
    plugins: { 'import-x': importX },
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\.{1,2}/|@racho/(ostd|abi|elf|bytes)$)',
              message: 'Safe code imports @racho/ostd, @racho/abi, @racho/elf, @racho/bytes and its own files only.',
            },
            { regex: '\\.\\./(.*/)?(packages|src|dist|node_modules)(/|$)', message: 'No way around the packages.' },
          ],
        },
      ],
      'import-x/no-mutable-exports': 'error',
      'no-restricted-globals': ['error', ...bannedGlobals],
      'no-restricted-properties': [
        'error',
        ...['setPrototypeOf', 'getPrototypeOf', 'defineProperty', 'defineProperties', 'create', 'assign'].map(
          (property) => ({ object: 'Object', property }),
        ),
        { object: 'Math', property: 'random' },
      ],
      'no-restricted-syntax': [
        'error',
        syntax('ImportExpression', 'No dynamic import.'),
        syntax('MetaProperty', 'No meta properties.'),
        syntax('ExportAllDeclaration', 'Name what is exported.'),
        syntax('TSTypePredicate', 'A predicate can lie; narrow where the value is used.'),
        syntax('TSModuleDeclaration', 'No ambient declarations or augmentation.'),
        syntax('[declare=true]', 'No `declare`.'),
        syntax('TSDeclareFunction', 'No overloads: the implementation is not checked against them.'),
        syntax('[definite=true]', 'No definite assignment.'),
        syntax('TSEnumDeclaration', 'No enums: any number is assignable to one.'),
        syntax('FunctionDeclaration[async=true], FunctionExpression[async=true]', 'The kernel has no async.'),
        syntax('ArrowFunctionExpression[async=true], AwaitExpression', 'The kernel has no async.'),
        syntax('TaggedTemplateExpression, Decorator, WithStatement', 'Not in the safe subset.'),
        syntax('MemberExpression[property.name=/^(constructor|prototype|__proto__|buffer)$/]', 'No reflection.'),
        syntax('MemberExpression[property.value=/^(constructor|prototype|__proto__|buffer)$/]', 'No reflection.'),
        syntax('Property[key.name=/^(constructor|prototype|__proto__)$/]', 'No reflection.'),
        syntax(
          'AssignmentExpression > MemberExpression.left > Identifier.object[name=/^[A-Z]/]',
          'Classes and intrinsics are not changed: others rely on them.',
        ),
        syntax("UnaryExpression[operator='delete']", 'No delete.'),
        ...['VariableDeclarator > .init', 'AssignmentExpression > .right', 'CallExpression > .arguments'].map((place) =>
          syntax(`${place}${INTRINSIC}`, 'An intrinsic under another name escapes the rules for it.'),
        ),
        ...['Property > .value', 'ArrayExpression > *', 'ReturnStatement > *', 'ArrowFunctionExpression > .body'].map(
          (place) => syntax(`${place}${INTRINSIC}`, 'An intrinsic under another name escapes the rules for it.'),
        ),
        syntax(
          'MemberExpression[property.name=/^(stack|stackTraceLimit|captureStackTrace|localeCompare|toLocale.*)$/]',
          'It tells of the host: paths or locale.',
        ),
      ],
      'no-eval': 'error',
      'no-implied-eval': 'off',
      'no-new-func': 'error',
      'no-proto': 'error',
      'no-extend-native': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/method-signature-style': ['error', 'property'],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unsafe-type-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true, 'ts-check': true },
      ],
      '@typescript-eslint/triple-slash-reference': ['error', { path: 'never', types: 'never', lib: 'never' }],
    },
  },
  {
    files: ['**/*.{js,mjs}', '**/*.config.ts', '*.shared.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      parserOptions: { projectService: false },
      globals: { process: 'readonly', console: 'readonly' },
    },
  },
);

/** The patterns are relative to this folder, also when ESLint runs in a package with `-c ../../eslint.config.js`. */
export default tiers.map((config) => ({ basePath: import.meta.dirname, ...config }));
