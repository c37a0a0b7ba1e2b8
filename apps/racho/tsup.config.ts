import { defineConfig } from 'tsup';
import { library } from '../../tsup.shared.ts';

/** An executable: for Node alone. */
export default defineConfig({ ...library('src/main.ts'), platform: 'node', removeNodeProtocol: false });
