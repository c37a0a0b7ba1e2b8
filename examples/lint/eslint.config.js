import framekernel from 'eslint-plugin-framekernel';
import tseslint from 'typescript-eslint';

const types = { parser: tseslint.parser, parserOptions: { projectService: true } };
const plugins = { packages: ['../host/api.ts'], within: ['src/plugins'], handles: ['Account'] };

export default [
  { files: ['src/**/*.ts'], languageOptions: types },
  { files: ['src/**/*.ts'], ...framekernel.recommended() },
  { files: ['src/host/**/*.ts'], ...framekernel.trusted({ types: ['Ledger'] }) },
  { files: ['src/plugins/**/*.ts'], ...framekernel.safe(plugins) },
];
