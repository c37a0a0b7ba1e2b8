/** The effective lint configuration of every file is the one of its tier; what that has to be is the audit's to say. */
import { join } from 'node:path';
import { readConfig, shortcomings } from '@racho/audit';
import { ESLint, type Linter } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, members, root } from './workspace.ts';

type Rules = Partial<Linter.RulesRecord>;
type Tier = 'safe' | 'trusted' | 'host';

/** framekernel.md's table; what it does not name is safe. */
function tierOf(file: string): Tier {
  if (file.endsWith('.test.ts') || file.includes('/src/testing/')) return 'host';
  if (/(^|\/)[^/]+\.(config|shared)\.(ts|js)$/.test(file)) return 'host';
  if (/^(apps|tools|tests|scripts|packages\/(isa|user|p9|gdb|eslint-plugin))\//.test(file)) return 'host';
  return /^packages\/(ostd|machine|bytes)\//.test(file) ? 'trusted' : 'safe';
}

/** `examples/lint` is a project of its own, with a configuration of its own: that is what it shows. */
const files = members.flatMap(({ folder }) => filesBelow(folder)).filter((file) => !file.startsWith('examples/lint/'));
const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'));

let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({ cwd: root, overrideConfigFile: join(root, 'eslint.config.js') });
});

const configOf = async (file: string): Promise<Linter.Config | undefined> =>
  (await eslint.calculateConfigForFile(join(root, file))) as Linter.Config | undefined;
const audited = readConfig(root);
const shortOf = (config: Linter.Config | undefined, tier: Tier): unknown =>
  shortcomings(config, { tier, role: undefined }, audited);

/** The options of a rule that is an error; `undefined` if it is not. */
function optionsOf(rules: Rules, name: string): Readonly<Record<string, unknown>> | undefined {
  const entry = rules[name] as readonly [severity: number, options?: Readonly<Record<string, unknown>>] | undefined;
  return entry?.[0] === 2 ? (entry[1] ?? {}) : undefined;
}

function mayImport(rules: Rules, specifier: string): boolean {
  const { patterns = [] } = (optionsOf(rules, 'no-restricted-imports') ?? {}) as { patterns?: { regex: string }[] };
  const { packages } = (optionsOf(rules, 'framekernel/no-foreign-import') ?? {}) as { packages?: readonly string[] };
  const isRestricted = patterns.some(({ regex }) => new RegExp(regex).test(specifier));
  return !isRestricted && (packages === undefined || packages.includes(specifier));
}

describe('the effective configuration', () => {
  it.each(sources)('%s', async (file) => {
    const config = await configOf(file);
    const { rules = {} } = config ?? {};
    const tier = tierOf(file);
    expect(shortOf(config, tier)).toEqual([]);
    const isTrustedTest = /^packages\/(ostd|machine)\/src\/.*\.test\.ts$/.test(file);
    const holdsRaw = file.endsWith('.unsafe.ts') || file.startsWith('packages/machine/src/') || isTrustedTest;
    expect(mayImport(rules, '@racho/machine/raw')).toBe(holdsRaw);
    const marksUnsafe = optionsOf(rules, 'framekernel/safety-comment') !== undefined;
    expect(marksUnsafe).toBe(tier === 'trusted' && /^packages\/(ostd|bytes)\/src\//.test(file));
    expect(optionsOf(rules, 'framekernel/unsafe-file-name') !== undefined).toBe(marksUnsafe);
    expect(optionsOf(rules, 'framekernel/no-ambient-global') !== undefined).toBe(marksUnsafe || tier === 'safe');
    expect(mayImport(rules, 'node:fs')).toBe(tier !== 'safe');
  });

  it.each(['packages/brand-new/src/index.ts', 'packages/kernel/src/deep/er/file.ts', 'packages/abi/other/index.ts'])(
    '%s, which does not exist yet, would be safe',
    async (file) => {
      expect(shortOf(await configOf(file), 'safe')).toEqual([]);
    },
  );
});
