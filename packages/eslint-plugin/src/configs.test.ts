/** The configurations have the rules of their tier, and take a project's names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint, Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import framekernel from './index.ts';
import { rules } from './rules.ts';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const tiers = ['recommended', 'safe', 'trusted'] as const;
const own = (config: Linter.Config): string[] =>
  Object.keys(config.rules ?? {}).filter((name) => name.startsWith('framekernel/'));

describe.each(tiers)('%s', (tier) => {
  const expected = Object.values(rules).filter(({ meta }) => meta.docs?.tiers.includes(tier));

  it('has the rules of its tier, as it is and as a function', () => {
    const names = expected.map(({ name }) => `framekernel/${name}`);
    expect(own(framekernel.configs[tier]).sort()).toEqual(names.sort());
    expect(own(framekernel[tier]()).sort()).toEqual(names.sort());
  });
});

it('has each rule in some tier', () => {
  for (const { name, meta } of Object.values(rules)) expect(meta.docs?.tiers, name).not.toEqual([]);
});

it('takes no comments that switch rules off', () => {
  expect(framekernel.configs.safe.linterOptions?.noInlineConfig).toBe(true);
  expect(framekernel.configs.trusted.linterOptions?.noInlineConfig).toBe(true);
});

it('gives the names of a project to the rules', () => {
  const { rules: safe } = framekernel.safe({
    packages: ['os'],
    within: ['src/safe'],
    handles: ['Frame'],
    mustUse: ['Lock'],
    atomic: ['Spin.with'],
    blocking: ['Mutex.lock'],
    globals: { console: ['log'] },
  });
  expect(safe).toMatchObject({
    'framekernel/no-foreign-import': ['error', { packages: ['os'], within: ['src/safe'] }],
    'framekernel/no-foreign-mutation': ['error', { within: ['src/safe'] }],
    'framekernel/no-foreign-subclass': ['error', { within: ['src/safe'] }],
    'framekernel/no-handle-literal': ['error', { handles: ['Frame'] }],
    'framekernel/handle-must-use': ['error', { handles: ['Lock'] }],
    'framekernel/no-block-in-atomic': ['error', { contexts: ['Spin.with'], blocking: ['Mutex.lock'] }],
    'framekernel/no-ambient-global': ['error', { allow: { console: ['log'] } }],
  });
  const raw = { modules: ['machine/raw'], types: ['Memory'] };
  expect(framekernel.trusted(raw).rules).toMatchObject({
    'framekernel/unsafe-file-name': ['error', raw],
    'framekernel/safety-comment': ['error', raw],
  });
});

// As from JavaScript, where a file of configuration is written.
const { recommended, safe, trusted } = framekernel as unknown as Readonly<
  Record<string, (options?: unknown) => unknown>
>;
it.each([
  [safe, { handels: ['Frame'] }, /safe\(\) has no option `handels`: it takes `packages`, `within`, `handles`, /],
  [trusted, { type: ['Memory'] }, 'trusted() has no option `type`: it takes `modules`, `types`, `globals`.'],
  [recommended, { handles: [] }, 'recommended() has no option `handles`: it takes none.'],
  [recommended, 1, 'recommended() takes an object of options, or nothing: 1 is none.'],
  [safe, null, 'safe() takes an object of options, or nothing: null is none.'],
  [trusted, ['Memory'], 'trusted() takes an object of options, or nothing: ["Memory"] is none.'],
])('refuses options that are none: %#', (config, options, message) => {
  expect(() => config?.(options)).toThrow(message);
});

it('refuses a callback of no method', () => {
  const { atomic, blocking } = { atomic: ['onTick'], blocking: ['lock'] };
  for (const options of [{ atomic }, { atomic: ['timer.onTick'], blocking }]) {
    const rule = 'framekernel/no-block-in-atomic';
    const { plugins, rules } = framekernel.safe(options);
    const config = { plugins, files: ['**/*.ts'], languageOptions: { parser }, rules: { [rule]: rules[rule] } };
    expect(() => new Linter().verify('', config as Linter.Config, 'x.ts')).toThrow(/names no method/);
  }
});

it('is a configuration that ESLint accepts', () => {
  const linter = new Linter();
  const safe = framekernel.safe({ globals: { console: ['log'] } });
  const untyped = Object.entries(safe.rules).filter(([name]) => {
    const rule = rules[name.replace('framekernel/', '')];
    return rule !== undefined && rule.meta.docs?.requiresTypeChecking === false;
  });
  const config = { ...safe, files: ['**/*.ts'], languageOptions: { parser }, rules: Object.fromEntries(untyped) };
  const messages = linter.verify('export {};\nconsole.log(Math.max(1, Date.now())); eval("1");', config, 'x.ts');
  expect(messages.map(({ ruleId, message }) => `${ruleId ?? ''}: ${message}`)).toEqual([
    'framekernel/no-ambient-global: `Date` is a global that is not on the list: take what you need as an argument.',
    'framekernel/no-ambient-global: `eval` is a global that is not on the list: take what you need as an argument.',
  ]);
});

it('says nothing of everyday code in `recommended`', async () => {
  const projectService = { allowDefaultProject: ['*.ts'], defaultProject: '../../tsconfig.base.json' };
  const parserOptions = { projectService, tsconfigRootDir: root };
  const config = { files: ['**/*.ts'], languageOptions: { parser, parserOptions }, ...framekernel.configs.recommended };
  const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: config as Linter.Config });
  const code = `class Failure extends Error {
  constructor(names: string[], found: Readonly<Record<string, string>>) {
    super('failed');
    this.name = 'Failure';
    names.length = 0;
    options({ first: 'x', ...found });
  }
}
const options = (given: { first: string; second?: number }) => given;
const failure = new Failure(['x'], {});
failure.message = 'another';
export const parse = ['1'].map(Number);
`;
  const [result] = await eslint.lintText(code, { filePath: join(root, 'example.ts') });
  expect(result?.messages).toEqual([]);
});

it('says its own version', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(framekernel.meta?.version).toBe(version);
});
