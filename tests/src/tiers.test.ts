/** The effective lint configuration of every file is the one of its tier, and the safe tier's bans are real. */
import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import framekernel from 'eslint-plugin-framekernel';
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

async function rulesOf(file: string): Promise<Rules> {
  const config = (await eslint.calculateConfigForFile(join(root, file))) as Linter.Config | undefined;
  expect(config?.linterOptions?.noInlineConfig, `${file}: comments must not switch rules off`).toBe(true);
  return config?.rules ?? {};
}

/** The options of a rule that is an error; `undefined` if it is not. */
function optionsOf(rules: Rules, name: string): Readonly<Record<string, unknown>> | undefined {
  const entry = rules[name] as readonly [severity: number, options?: Readonly<Record<string, unknown>>] | undefined;
  return entry?.[0] === 2 ? (entry[1] ?? {}) : undefined;
}

const SAFE_RULES = Object.keys(framekernel.safe().rules);
const HOST_NAMES = ['Date', 'Promise', 'Uint8Array', 'process', 'eval', 'globalThis', 'setTimeout', 'console'];

/** How much of the safe tier holds for a file. */
function bansOf(rules: Rules): 'all' | 'some' | 'none' {
  const missing = SAFE_RULES.filter((name) => optionsOf(rules, name) === undefined);
  if (missing.length === 0) {
    const { allow = {} } = optionsOf(rules, 'framekernel/no-ambient-global') as { allow?: object };
    const { assertionStyle } = optionsOf(rules, '@typescript-eslint/consistent-type-assertions')!;
    return HOST_NAMES.every((name) => !(name in allow)) && assertionStyle === 'never' ? 'all' : 'some';
  }
  return optionsOf(rules, 'framekernel/no-ambient-global') === undefined ? 'none' : 'some';
}

function mayImport(rules: Rules, specifier: string): boolean {
  const { patterns = [] } = (optionsOf(rules, 'no-restricted-imports') ?? {}) as { patterns?: { regex: string }[] };
  const { packages } = (optionsOf(rules, 'framekernel/no-foreign-import') ?? {}) as { packages?: readonly string[] };
  const isRestricted = patterns.some(({ regex }) => new RegExp(regex).test(specifier));
  return !isRestricted && (packages === undefined || packages.includes(specifier));
}

describe('the effective configuration', () => {
  it.each(sources)('%s', async (file) => {
    const rules = await rulesOf(file);
    const tier = tierOf(file);
    expect(bansOf(rules)).toBe(tier === 'safe' ? 'all' : 'none');
    const isTrustedTest = /^packages\/(ostd|machine)\/src\/.*\.test\.ts$/.test(file);
    const holdsRaw = file.endsWith('.unsafe.ts') || file.startsWith('packages/machine/src/') || isTrustedTest;
    expect(mayImport(rules, '@racho/machine/raw')).toBe(holdsRaw);
    const marksUnsafe = optionsOf(rules, 'framekernel/safety-comment') !== undefined;
    expect(marksUnsafe).toBe(tier === 'trusted' && file.startsWith('packages/ostd/src/'));
    expect(optionsOf(rules, 'framekernel/unsafe-file-name') !== undefined).toBe(marksUnsafe);
    expect(mayImport(rules, 'node:fs')).toBe(tier !== 'safe');
  });

  it.each(['packages/brand-new/src/index.ts', 'packages/kernel/src/deep/er/file.ts', 'packages/abi/other/index.ts'])(
    '%s, which does not exist yet, would be safe',
    async (file) => {
      expect(bansOf(await rulesOf(file))).toBe('all');
    },
  );
});

/** The audit looks for more of them, in the packages of the core. */
describe('the ways around it', () => {
  it('has no configuration but the one at the root', () => {
    expect(files.filter((file) => /(^|\/)(\.eslintrc.*|eslint\.config\.[a-z]+|\.eslintignore)$/.test(file))).toEqual(
      [],
    );
  });

  it('has no code in a form that the rules do not look at', () => {
    expect(files.filter((file) => /\/src\/.*\.(mts|cts|tsx|jsx|js|mjs|cjs|d\.ts)$/.test(file))).toEqual([]);
  });
});

/** What safe code might try, and the rule that reports it. */
const attempts: readonly (readonly [what: string, code: string, rule: string])[] = [
  [
    'imports the machine',
    `import { Machine } from '@racho/machine';\nexport const m = Machine;`,
    'framekernel/no-foreign-import',
  ],
  ['imports raw', `import * as raw from '@racho/machine/raw';\nexport const m = raw;`, 'framekernel/no-foreign-import'],
  [
    'imports the storage of Bytes',
    `import { viewOf } from '@racho/bytes/raw';\nexport const m = viewOf;`,
    'framekernel/no-foreign-import',
  ],
  [
    'imports node:fs',
    `import { readFileSync } from 'node:fs';\nexport const r = readFileSync;`,
    'framekernel/no-foreign-import',
  ],
  ['imports a third party', `import x from 'left-pad';\nexport const y: unknown = x;`, 'framekernel/no-foreign-import'],
  ['climbs out of its package', `export { x } from '../../machine/dist/raw.js';`, 'framekernel/no-foreign-import'],
  ['imports dynamically', `export const f = () => import('@racho/ostd');`, 'framekernel/no-reflective-syntax'],
  ['replaces an intrinsic', `Math.min = (a) => a;`, 'framekernel/no-foreign-mutation'],
  [
    'replaces a function of ostd',
    `import { VmSpace } from '@racho/ostd';\nVmSpace.create = () => undefined;`,
    'framekernel/no-foreign-mutation',
  ],
  [
    'gives an intrinsic another name',
    `const m = Math;\nexport const x = m.max(1, 2);`,
    'framekernel/no-ambient-global',
  ],
  ['reads paths of the host', `export const paths = new Error('x').stack;`, 'framekernel/no-reflective-access'],
  ["asks for the host's locale", `export const text = (1234.5).toLocaleString();`, 'framekernel/no-reflective-access'],
  ['asserts any', `export const f = (x: number): any => x as any;`, '@typescript-eslint/no-explicit-any'],
  [
    'asserts a type',
    `export const f = (x: unknown): string => x as string;`,
    '@typescript-eslint/consistent-type-assertions',
  ],
  [
    'asserts non-null',
    `export const f = (x: string | undefined): string => x!;`,
    '@typescript-eslint/no-non-null-assertion',
  ],
  ['lies in a predicate', `export const f = (x: unknown): x is string => x === 1;`, 'framekernel/no-unsound-signature'],
  ['switches rules off', `/* eslint-disable */\nexport const f = Date.now;`, 'framekernel/no-ambient-global'],
  ['switches types off', `// @ts-expect-error\nexport const f: string = 1;`, '@typescript-eslint/ban-ts-comment'],
  [
    'is async',
    `export async function f(): Promise<void> {\n  await g();\n}\ndeclare const g: () => Promise<void>;`,
    'framekernel/no-async',
  ],
  ['evaluates text', `export const f = (): unknown => eval('1');`, 'no-eval'],
  ['makes a function of text', `export const f = new Function('return 1');`, 'no-new-func'],
  ['reads the clock', `export const now = (): number => Date.now();`, 'framekernel/no-ambient-global'],
  ['rolls dice', `export const dice = (): number => Math.random();`, 'framekernel/no-ambient-global'],
  ['takes raw memory', `export const b = new Uint8Array(4);`, 'framekernel/no-ambient-global'],
  [
    'reaches for a constructor',
    `export const f = (x: object): unknown => x.constructor;`,
    'framekernel/no-reflective-access',
  ],
  [
    'declares what is not there',
    `declare const process: unknown;\nexport const p = process;`,
    'framekernel/no-declare',
  ],
];

describe('a kernel file that', () => {
  const lint = async (code: string): Promise<(string | null)[]> => {
    const [result] = await eslint.lintText(code, { filePath: join(root, 'packages/kernel/src/index.ts') });
    return result!.messages.map(({ ruleId }) => ruleId);
  };

  it.each(attempts)('%s is reported', async (_what, code, rule) => {
    expect(await lint(code)).toContain(rule);
  });

  it('keeps to the rules is not', async () => {
    expect(await lint(`/** Adds. */\nexport const add = (a: number, b: number): number => a + b;\n`)).toEqual([]);
  });
});
