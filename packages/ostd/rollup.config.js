// @ts-check
/**
 * Rolls the declarations of each entry up into one file with what the entry exports, and nothing else. The kernel is
 * checked against it by a library without typed arrays: what ostd must not show is then an error there, and what ostd's
 * modules show each other is not in it.
 */
import { dts } from 'rollup-plugin-dts';

export default ['index', 'boot', 'hardened'].map((entry) => ({
  input: `dist/types/${entry}.d.ts`,
  output: { file: `dist/${entry}.d.ts` },
  external: /^@racho\//,
  plugins: [dts()],
}));
