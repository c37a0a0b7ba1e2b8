import type { Options } from 'tsup';
import { library } from '../../tsup.shared.ts';
import { prebuild } from './scripts/prebuild.ts';

const base = library(
  'src/index.ts',
  'src/raw.ts',
  'src/checked/index.ts',
  'src/debug/index.ts',
  'src/fdt/index.ts',
  'src/insight/index.ts',
);

export default {
  ...base,
  esbuildPlugins: [
    {
      name: 'prebuild',
      setup: (bundler) => bundler.onLoad({ filter: /interpreter.prebuilt\.ts$/ }, () => ({ contents: prebuild() })),
    },
    ...base.esbuildPlugins,
  ],
} satisfies Options;
