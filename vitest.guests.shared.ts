/** For packages whose tests run guests: those suites once with each way of executing them as the machine's default, the others once. */
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig, mergeConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config';
import shared from './vitest.shared.ts';

type Jit = 'on' | 'off' | 'eager';

/** Puts another default in the place of the machine's own, so that no test has to hand it on. */
const jitByDefault = (jit: Jit): Plugin => ({
  name: `jit ${jit}`,
  enforce: 'pre',
  load: (id) => (id.endsWith('/packages/machine/src/jit.ts') ? `export const defaultJit = '${jit}';` : undefined),
});

/** A project that `vitest run --project eager` picks. */
export const projectFor = (
  jit: Jit,
  test: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration => ({
  extends: true,
  plugins: [jitByDefault(jit)],
  test: { ...test, name: jit },
});

/** What all suites have in common. What a project includes is added to what the root does, so the root includes nothing. */
const { include = [], ...common } = ('test' in shared ? shared.test : undefined) ?? {};

/** In a hardened realm (`@racho/ostd/harden`). */
const hardened = fileURLToPath(new URL('packages/ostd/src/hardened.ts', import.meta.url));

/**
 * The same suites on checked machines (`@racho/machine/checked`), which those with a machine factory of their own make for it, and
 * in a hardened realm; the properties with each way of executing them.
 */
export const onCheckedMachines = (suites: ViteUserConfig): ViteUserConfig => {
  const checked = { env: { RACHO_CHECKED: '1' }, setupFiles: [hardened] };
  const projects = [
    { ...projectFor('on'), test: { ...checked, name: 'checked', include } },
    ...(['off', 'eager'] as const).map((jit) => ({
      ...projectFor(jit),
      test: { ...checked, name: `checked-${jit}`, include: ['src/properties/*.test.ts'] },
    })),
  ];
  return mergeConfig(suites, defineConfig({ test: { projects } }));
};

/** @param files - the suites that run guests */
export const guestSuites = (...files: readonly string[]): ViteUserConfig => {
  const projects = [
    projectFor('on', { include }),
    ...(['off', 'eager'] as const).map((jit) => projectFor(jit, { include: [...files] })),
  ];
  return { ...shared, test: { ...common, projects } };
};
