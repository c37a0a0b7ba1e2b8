/** Which files there are, and what their names say of them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditConfig } from './config.ts';

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

/** Files below a folder, from the root, but for what tools write and what somebody else answers for. */
export function filesBelow(config: Pick<AuditConfig, 'root' | 'unaudited'>, folder: string): string[] {
  return readdirSync(join(config.root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (config.unaudited.includes(file)) return [];
    if (!entry.isDirectory()) return [file];
    return GENERATED.has(entry.name) ? [] : filesBelow(config, file);
  });
}
