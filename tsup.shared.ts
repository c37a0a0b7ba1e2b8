/** One build for every package: ESM for Node and browsers; `tsc` writes the declarations. */
import { defineConfig } from 'tsup';

/** @param entry - the package's entry modules, one for each subpath of its `exports` */
export function library(...entry: string[]): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry,
    format: ['esm'],
    target: 'node20',
    platform: 'neutral',
    sourcemap: true,
    clean: true,
    silent: true,
  });
}
