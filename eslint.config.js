// @ts-check
/**
 * The tiers of docs/framekernel.md as lint configuration: host (apps, tools, isa, tests), trusted
 * (ostd, machine, bytes) and safe, which is what everything not named here falls into.
 */
import { join } from 'node:path';
import eslint from '@eslint/js';
import framekernel from 'eslint-plugin-framekernel';
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
  'packages/p9/**',
  'packages/gdb/**',
  'packages/eslint-plugin/**',
  '**/*.test.ts',
  '**/src/testing/**', // helpers of tests: tests/src/layers.test.ts keeps them out of what is published
  '**/*.config.{ts,js}',
  '*.shared.ts',
];
const trusted = ['packages/ostd/**', 'packages/machine/**', 'packages/bytes/**'];

/** What kernel code may import. */
const packages = ['@racho/ostd', '@racho/abi', '@racho/elf', '@racho/bytes'];

/** Values of these come from ostd alone. What holds memory, or must be run, is not to be dropped. */
const mustUse = ['DmaCoherent', 'UFrame', 'UserExecution', 'UserMode', 'VmSpace'];
const handles = [
  ...mustUse,
  ...['BootInfo', 'BootModule', 'Suspend', 'Task', 'UserContext', 'VmCursor', 'VmReader', 'VmWriter', 'WaitQueue'],
];

/** Beside these is code that lint does not look at: examples of what it reports. */
const within = [join(import.meta.dirname, 'examples/src')];

/** Where a callback must not block: others wait for it with nobody to run them. */
const atomic = ['timer.onTick', 'WaitQueue.waitUntil'];

/**
 * Raw capabilities: the module that gives them, and the types that carry them. Whoever has a `RawShadow` can tell a checked machine what is not
 * so. The rest of what that module names is data: states of frames, a user's addresses, numbers for exits.
 */
const raw = {
  modules: ['@racho/machine/raw'],
  types: ['RawMachine', 'RawMemory', 'RawHart', 'RawWords', 'RawShadow', 'PhysicalMemory'],
};

const intrinsics = Object.fromEntries(
  ['Array', 'Error', 'Function', 'Promise', 'globalThis'].map((name) => [name, /** @type {const} */ ('*')]),
);

const tiers = defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '**/.turbo/', '**/.report/', '**/*.generated.ts', 'examples/lint/']),
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
    files: ['packages/{ostd,bytes}/src/**/*.ts'],
    ignores: host,
    extends: [framekernel.trusted(raw)],
  },
  {
    // They are about all that the language gives, and whose it is.
    files: ['packages/ostd/src/{harden,strict}.ts'],
    extends: [framekernel.trusted({ ...raw, globals: intrinsics })],
  },
  {
    files: ['**/*.ts'],
    ignores: [...host, ...trusted],
    plugins: { 'import-x': importX },
    extends: [framekernel.safe({ packages, within, handles, mustUse, atomic })],
    rules: { 'import-x/no-mutable-exports': 'error' },
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
