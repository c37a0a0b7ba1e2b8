/** Resolves workspace packages to their TypeScript sources, so that no test needs a build. */
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@racho/source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['@racho/source', ...defaultServerConditions] } },
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['**/*.oracle.test.ts', '**/node_modules/**'],
    passWithNoTests: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.report/vitest.json' },
  },
});
