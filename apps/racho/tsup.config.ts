import type { Options } from 'tsup';
import { library } from '../../tsup.shared.ts';

/**
 * An executable, for Node alone. Our packages are put into its file, since finding and reading a dozen costs as much as compiling them;
 * but not the one that finds programs beside itself, nor the one that is optional.
 */
export default {
  ...library('src/main.ts'),
  platform: 'node',
  removeNodeProtocol: false,
  noExternal: [/^@racho\/(?!audit|user)/],
} satisfies Options;
