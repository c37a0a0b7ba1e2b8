/** The suites that compare racho with other people's tools; a missing tool is a failure, never a skip. */
import { defineConfig } from 'vitest/config';
import { projectFor } from './vitest.guests.shared.ts';
import shared from './vitest.shared.ts';

export default defineConfig({
  ...shared,
  test: {
    ...('test' in shared ? shared.test : {}),
    projects: [
      projectFor('on', {
        include: ['{packages,apps,tools}/*/src/**/*.oracle.test.ts', 'tests/src/**/*.oracle.test.ts'],
      }),
      projectFor('off', {
        include: ['tests/src/qemu/*.oracle.test.ts', 'tests/src/boot/linux-firmware.oracle.test.ts'],
      }),
      projectFor('eager', { include: ['tests/src/qemu/*.oracle.test.ts'] }),
    ],
    exclude: ['**/node_modules/**'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    reporters: ['default', 'json'],
    outputFile: { json: '.report/oracle.json' },
  },
});
