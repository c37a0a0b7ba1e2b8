/** One build for every package: ESM for Node and browsers; `tsc` writes the declarations. */
import type { Options } from 'tsup';

/** @param entry - the package's entry modules, one for each subpath of its `exports` */
export function library(...entry: string[]): Options {
  return {
    entry,
    format: ['esm'],
    target: 'node20',
    platform: 'neutral',
    sourcemap: true,
    clean: true,
    silent: true,
  };
}
