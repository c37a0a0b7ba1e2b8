/** What the names of files say of them. */

/** What tools write; a folder of such a name is not ours at the root of a package, and hidden from lint anywhere else. */
export const GENERATED: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  '.turbo',
  '.report',
  '.cache',
  'coverage',
]);

/** What runs or declares, and is no plain TypeScript module. */
export const OTHER_CODE = /\.(mts|cts|tsx|jsx|js|mjs|cjs|d\.ts|node|wasm)$/;

/** Configurations of tools that may be programs: they say what is built, and how. */
export const CONFIGURATION = /\.config\.([cm]?[jt]s|json)$/;

/** Tests and their helpers are no part of what is audited. */
export const TEST = /\.test\.ts$|(^|\/)testing(\/|\.ts$)/;
