/** The suites that compare racho with other people's tools; a missing tool is a failure, never a skip. */
import { defineConfig, mergeConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

const config = mergeConfig(shared, defineConfig({}));
config.test = {
  ...config.test,
  include: ['packages/*/src/**/*.oracle.test.ts', 'apps/*/src/**/*.oracle.test.ts', 'tests/src/**/*.oracle.test.ts'],
  exclude: ['**/node_modules/**'],
  testTimeout: 600_000,
  outputFile: { json: '.report/oracle.json' },
};

export default config;
