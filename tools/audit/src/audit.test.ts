/** An audit of a small foreign repository: clean as it is, and a finding for everything that is done to it. Long, for it is one table of what is done. */
import { describe, expect, it } from 'vitest';
import { rules, type Finding, type Rule } from './finding.ts';
import { asText } from './report.ts';
import { auditOf, edited, sound, type Files } from './testing/repository.ts';

const upper = 'lib/upper/src/index.ts';
const memory = 'lib/base/src/memory.unsafe.ts';

/** What is done, where it is found, and by which rule. */
type Change = readonly [what: string, rule: Rule, file: string, change: Files];
const changes: readonly Change[] = [
  ['imports the host', 'module-foreign', upper, { [upper]: `import 'node:fs';\n` }],
  [
    'climbs into the framework',
    'module-foreign',
    upper,
    { [upper]: `export * from '../../base/src/memory.unsafe.ts';\n` },
  ],
  ['imports somebody else', 'module-foreign', upper, { [upper]: `import 'eslint';\n` }],
  [
    'imports the host behind a member of that name',
    'module-foreign',
    upper,
    {
      [upper]:
        "const n = { import: 1 };\nexport const t = `${n.import} of 1`;\nimport 'node:fs';\nexport const u = `${t}`;\n",
    },
  ],
  ['imports what is not there', 'module-unresolved', upper, { [upper]: `import './gone.ts';\n` }],
  ['cannot be read', 'module-syntax', upper, { [upper]: 'export const x = ;\n' }],
  [
    'is another program to what builds it',
    'module-ambiguous',
    upper,
    {
      [upper]:
        'interface Made {\n  readonly n: number;\n}\nexport const make = (x: boolean) =>\n  x ? (n): Made => ({ n }) : n => ({ n });\n',
    },
  ],
  [
    'is another program once it is built for an older host',
    'module-ambiguous',
    upper,
    {
      [upper]:
        'export function f(list: null[]) {\n  for (using x of list) {\n    if (x !== null) throw new Error("a lie");\n  }\n}\n',
    },
  ],
  ['imports what only runs', 'module-opaque', upper, { [upper]: `export const f = (x: string) => import(x);\n` }],
  [
    'imports a declaration',
    'module-declaration',
    upper,
    { [upper]: `import './lie.js';\n`, 'lib/upper/src/lie.d.ts': 'export {};\n', 'lib/upper/src/lie.js': '' },
  ],
  ['has a module of another form', 'module-form', 'lib/upper/src/x.mts', { 'lib/upper/src/x.mts': '' }],
  ['hides a module from lint', 'module-form', 'lib/upper/src/dist', { 'lib/upper/src/dist/x.ts': '' }],
  ['has a module that nobody reaches', 'module-unreachable', 'lib/upper/src/x.ts', { 'lib/upper/src/x.ts': '' }],
  [
    'has code in the safe tier that lint ignores',
    'lint-ignored',
    'lib/upper/src/double.ts',
    edited('eslint.config.js', '[\n', `[\n  { ignores: ['**/double.ts'] },\n`),
  ],
  ['breaks a rule of its tier', 'lint-error', upper, { [upper]: 'export const x = JSON.parse("1");\n' }],
  [
    'breaks a rule of its tier, and says so where lint would look',
    'lint-error',
    upper,
    {
      [upper]: '/* eslint-disable */\nexport const x = JSON.parse("1");\n',
      'eslint-suppressions.json': JSON.stringify({ [upper]: { 'framekernel/no-ambient-global': { count: 1 } } }),
    },
  ],
  ['is written in what only the compiler can read', 'lint-emitted', upper, { [upper]: 'export class Box {\n  accessor size: number = 1;\n}\n' }], // prettier-ignore
  ['gives no reason for a raw use', 'lint-error', memory, { [memory]: "import { peek } from 'raw';\n\nexport const load: (at: number) => number = (at) => peek(at);\n" }], // prettier-ignore
  [
    'gives modules other names',
    'module-alias',
    'lib/upper/tsconfig.json',
    { 'lib/upper/tsconfig.json': '{ "compilerOptions": { "paths": { "base": ["./fake.ts"] } } }' },
  ],
  [
    'gives modules other names for browsers, in a manifest among them',
    'module-alias',
    'lib/upper/src/package.json',
    { 'lib/upper/src/package.json': '{ "browser": { "./double.ts": "./double.test.ts" } }' },
  ],
  [
    'gives modules other names by what its configuration extends',
    'module-alias',
    'lib/upper/tsconfig.json',
    {
      'lib/upper/tsconfig.json': '{ "extends": "../names.json" }',
      'lib/names.json': '{ "compilerOptions": { "paths": { "base": ["./fake.ts"] } } }',
    },
  ],
  [
    'gives modules other names in the shared configuration',
    'module-alias',
    'options.json',
    {
      ...edited('framekernel-audit.json', '"tsconfig.json"', '"options.json"'),
      'options.json': edited('tsconfig.json', '"strict"', '"paths":{"other":["./other.ts"]},"strict"')[
        'tsconfig.json'
      ]!,
    },
  ],
  [
    "imports the framework's inner parts under its name",
    'module-alias',
    upper,
    {
      ...edited('tsconfig.json', '"strict"', '"paths":{"base":["./lib/base/src/memory.unsafe.ts"]},"strict"'),
      [upper]: `export { load } from 'base';\n`,
    },
  ],
  [
    'has a list of what lint shall not report',
    'lint-nested',
    'lib/upper/eslint-suppressions.json',
    { 'lib/upper/eslint-suppressions.json': '{}\n' },
  ],
  [
    'has such a list where lint begins',
    'lint-nested',
    'eslint-suppressions.json',
    { 'eslint-suppressions.json': '{}\n' },
  ],
  [
    'takes a file in that it does not import',
    'module-form',
    memory,
    { [memory]: `/// <reference path="../../../other.ts" />\n${sound[memory]!}`, 'other.ts': '' },
  ],
  [
    'has a comment that bundlers believe',
    'module-pragma',
    upper,
    { [upper]: `const list: number[] = [];\n/* @__PURE__ */ list.push(1);\nexport { list };\n` },
  ],
  [
    'has a comment that says what elements are calls of',
    'module-pragma',
    upper,
    { [upper]: '/** @jsx globalThis.process.exit */\nexport const n = 1;\n' },
  ],
  [
    'names a file that a host opens for it',
    'module-pragma',
    upper,
    { [upper]: 'export const n = 1;\n//# sourceMappingURL=../../../secret.json\n' },
  ],

  ...['// @ts-nocheck', '// @TS-NOCHECK', '/* @ts-Ignore */', '// @ts-nochec\u212a'].map((comment): Change => [
    `has the compiler look away by ${comment}`,
    'module-pragma',
    upper,
    { [upper]: `${comment}\n${sound[upper]!}` },
  ]),
  [
    'declares what nobody has',
    'module-form',
    'lib/upper/types/host.d.ts',
    { 'lib/upper/types/host.d.ts': 'declare const process: object;\n' },
  ],
  [
    'gives modules other names in its manifest',
    'module-alias',
    'lib/upper/package.json',
    edited('lib/upper/package.json', '{', '{"imports":{"#x":"./src/x.ts"},'),
  ],
  [
    'checks a package less than the others',
    'compiler-option',
    'lib/upper/tsconfig.json',
    { 'lib/upper/tsconfig.json': '{ "extends": "../../tsconfig.json", "compilerOptions": { "strict": false } }' },
  ],
  [
    'has a configuration of the compiler that is nearer to its modules',
    'compiler-option',
    'lib/upper/src/tsconfig.json',
    {
      'lib/upper/src/tsconfig.json':
        '{ "extends": "../../../tsconfig.json", "compilerOptions": { "lib": ["ES2018"] } }',
    },
  ],
  [
    'leaves a module out',
    'module-unchecked',
    'lib/upper/src/double.ts',
    edited('tsconfig.json', '"include":["lib"]', '"include":["lib/base"]'),
  ],
  [
    'gives others code from elsewhere',
    'export-elsewhere',
    'lib/upper/package.json',
    edited('lib/upper/package.json', '"default":"./dist/', '"default":"./extra/'),
  ],
  [
    'runs something when it is installed',
    'script-install',
    'lib/upper/package.json',
    edited('lib/upper/package.json', '{', '{"scripts":{"postinstall":"node evil.js"},'),
  ],
  ['nests a lint configuration', 'lint-nested', 'lib/upper/eslint.config.mjs', { 'lib/upper/eslint.config.mjs': '' }],
  ['has a lint configuration on the way', 'lint-nested', 'lib/.eslintrc.json', { 'lib/.eslintrc.json': '{}' }],
  [
    'switches a rule off',
    'lint-missing',
    upper,
    edited('eslint.config.js', '];', `  { files: ['lib/upper/**'], rules: { 'framekernel/no-async': 'off' } },\n];`),
  ],
  ['lets the safe tier import more', 'lint-missing', upper, edited('eslint.config.js', `['base']`, `['base', 'raw']`)],
  [
    'bars no names',
    'lint-missing',
    upper,
    edited(
      'eslint.config.js',
      '];',
      `  { files: ['lib/upper/**'], rules: { 'framekernel/no-reflective-access': ['error', { names: [] }] } },\n];`,
    ),
  ],
  [
    'lets more of a global in',
    'lint-missing',
    upper,
    edited(
      'eslint.config.js',
      '];',
      `  { files: ['lib/upper/**'], rules: { 'framekernel/no-ambient-global': ['error', { allow: { Math: '*' } }] } },\n];`,
    ),
  ],
  [
    'lets an evaluator in',
    'lint-missing',
    upper,
    edited(
      'eslint.config.js',
      '];',
      `  { files: ['lib/upper/**'], rules: { 'framekernel/no-ambient-global': ['error', { allow: { Function: '*' } }] } },\n];`,
    ),
  ],
  [
    'lets a global in that nobody names',
    'lint-missing',
    upper,
    edited('eslint.config.js', `packages: ['base']`, `packages: ['base'], globals: { global: '*' }`),
  ],
  [
    'protects no handle',
    'lint-missing',
    upper,
    {
      'lib/base/src/index.ts': `export { load } from './memory.unsafe.ts';\nexport class Page {\n  private constructor() {}\n}\n`,
    },
  ],
  ['looks for no raw memory', 'lint-missing', memory, edited('eslint.config.js', `{ modules: ['raw'] }`, '')],
  [
    'lets assertions in',
    'lint-missing',
    upper,
    edited(
      'eslint.config.js',
      '];',
      `  { files: ['lib/upper/**'], rules: { '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }] } },\n];`,
    ),
  ],
  [
    'lets any in where arguments are collected',
    'lint-missing',
    upper,
    edited(
      'eslint.config.js',
      '];',
      `  { files: ['lib/upper/**'], rules: { '@typescript-eslint/no-explicit-any': ['error', { ignoreRestArgs: true }] } },\n];`,
    ),
  ],
  [
    'has types by a configuration that counts for lint alone',
    'lint-missing',
    upper,
    {
      'lib/upper/loose.json': '{ "extends": "./tsconfig.json", "compilerOptions": { "strict": false } }',
      ...edited(
        'eslint.config.js',
        '];',
        `  { files: ['lib/upper/**'], languageOptions: { parserOptions: { projectService: false, project: './lib/upper/loose.json' } } },\n];`,
      ),
    },
  ],
  [
    'has a processor that hides what rules report',
    'lint-missing',
    upper,
    edited(
      'eslint.config.js',
      '];',
      `  { files: ['lib/upper/**'], processor: { preprocess: (text) => [text], postprocess: () => [] } },\n];`,
    ),
  ],
  [
    'has a parser of its own',
    'lint-missing',
    upper,
    edited(
      'eslint.config.js',
      '];',
      `  { files: ['lib/upper/**'], languageOptions: { parser: { meta: { name: 'none' }, parseForESLint: parser.parseForESLint } } },\n];`,
    ),
  ],
  [
    'has rules of the same names',
    'lint-missing',
    upper,
    edited(
      'eslint.config.js',
      "framekernel.safe({ packages: ['base'] })",
      `framekernel.safe({ packages: ['base'] }), plugins: { ...framekernel.safe().plugins, framekernel: { rules: framekernel.rules } }`,
    ),
  ],
  [
    'lets comments switch rules off',
    'lint-inline',
    upper,
    edited('eslint.config.js', '];', `  { files: ['lib/upper/**'], linterOptions: { noInlineConfig: false } },\n];`),
  ],
  ['gives no reason', 'unsafe-unexplained', memory, edited(memory, /SAFETY: .*\n.*/, 'SAFETY: fine')],
  ['takes a reason away', 'unsafe-unexplained', memory, edited(memory, 'SAFETY:', 'Note:')],
  [
    'is unsafe above the framework',
    'unsafe-outside',
    'lib/upper/src/x.unsafe.ts',
    { [upper]: `import './x.unsafe.ts';\n`, 'lib/upper/src/x.unsafe.ts': '// SAFETY: none.\nexport {};\n' },
  ],
  ['changes the public face', 'api-change', 'base.api.txt', edited(memory, '(at: number)', '(at: number, by: number)')],
  [
    'shows what safe code may not import',
    'api-foreign',
    'lib/base/src/index.ts',
    { 'lib/base/src/index.ts': `export { double } from '../../upper/src/double.ts';\n` },
  ],
  ['lets a view of memory out', 'api-memory', memory, edited(memory, '=> number =', '=> ArrayBufferView =')],
  ['lets memory out', 'api-memory', memory, edited(memory, '=> number =', '=> Uint8Array =')],
  [
    'grows the framework',
    'framework-size',
    'lib/base/src/index.ts',
    { [memory]: sound[memory]! + 'export const x = 0;\n'.repeat(10) },
  ],
  [
    'depends on somebody else',
    'dependency-third-party',
    'lib/base/package.json',
    edited('lib/base/package.json', '{', '{"dependencies":{"left-pad":"1"},'),
  ],
  ['adds a package', 'package-unlisted', 'lib/more', { 'lib/more/package.json': '{ "name": "more" }' }],
];

describe('a repository that keeps to its rules', () => {
  it('has its figures, and no finding', async () => {
    const result = await auditOf();
    expect(result.findings).toEqual([]);
    expect(result.sizes).toEqual({ framework: 5, limit: 10, trustedBase: 5, kernel: 2, share: 5 / 7 });
    expect(result.api.names).toEqual(['load']);
    expect(result.unsafe).toEqual([
      { file: memory, line: 4, reason: 'the index is checked by the array, which gives nothing else.' },
    ]);
    expect(asText(result)).toMatch(/public face +1 name\n.* 1, in 1 file;/);
    expect(asText(result)).toMatch(/No findings\.\n$/);
  });
});

it('lists reasons that say what they are about', async () => {
  const { unsafe, findings } = await auditOf(edited(memory, 'SAFETY:', 'SAFETY (of `load`):'));
  expect(findings).toEqual([]);
  expect(unsafe).toHaveLength(1);
});

it('may name a global that its configuration names', async () => {
  const { findings } = await auditOf({
    ...edited('framekernel-audit.json', '"limit"', '"globals":["log"],"limit"'),
    ...edited('eslint.config.js', `packages: ['base']`, `packages: ['base'], globals: { log: '*' }`),
  });
  expect(findings).toEqual([]);
});

describe('a package whose sources stand at its root', () => {
  const flat: Files = {
    ...edited('framekernel-audit.json', '"kernel","entries":["src/index.ts"]', '"kernel","entries":["index.ts"]'),
    'lib/upper/index.ts': `export { double } from './src/index.ts';\n`,
  };
  it('has no finding for them', async () => {
    expect((await auditOf(flat)).findings).toEqual([]);
  });

  it.each(['evil.mts', 'dead.ts', '.hidden/x.ts'])('has one for %s', async (name) => {
    const file = `lib/upper/${name}`;
    const { findings } = await auditOf({ ...flat, [file]: '' });
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'module-form', file }));
  });
});

describe('a repository that', () => {
  it.each(changes)('%s: %s', async (_what, rule, file, change) => {
    const { findings } = await auditOf(change);
    expect(findings).toContainEqual(expect.objectContaining({ rule, file }));
  });

  it('is changed in every way that there is a rule for', () => {
    expect(new Set(changes.map(([, rule]) => rule))).toEqual(new Set(Object.keys(rules)));
  });
});

describe('a module that cannot be read', () => {
  it.each([
    [upper, "export { double } from './double.ts';\nexport const x = ;\n", 2],
    ['lib/upper/src/double.ts', 'export const double = (x: number): number => 2 * x;\nexport const s = "open;\n', 2],
    [memory, sound[memory]!.replace('return', 'retrun'), 6],
  ])('is reported once: %s', async (file, text, line) => {
    const { findings } = await auditOf({ [file]: text });
    const where = findings.map((each) => [each.rule, each.file, each.line]);
    expect(where.filter(([rule]) => rule !== 'api-change')).toEqual([['module-syntax', file, line]]);
  });
});

it('tells once what lint sees in the source and in what the compiler makes of it', async () => {
  const { findings } = await auditOf({ [upper]: 'export const f = (): number => Date.now();\n' });
  const said = findings.filter(({ message }) => message.startsWith('framekernel/'));
  expect(said.map(({ rule }) => rule)).toEqual(['lint-error']);
});

describe('a package that is imported by its name', () => {
  const files: Files = { [upper]: `import 'upper';\n`, 'lib/upper/dist/index.d.ts': '', 'lib/upper/dist/index.js': '' };
  const declarations = async (change: Files = {}): Promise<readonly Finding[]> =>
    (await auditOf({ ...files, ...change })).findings.filter(({ rule }) => rule === 'module-declaration');

  it('ends in a declaration, and is told what leads to the source', async () => {
    const [finding] = await declarations();
    expect(finding).toMatchObject({
      file: upper,
      line: 1,
      message: expect.stringContaining('"customConditions"') as unknown,
    });
  });

  it('ends in its source by a condition of its own', async () => {
    const change = {
      ...edited('lib/upper/package.json', '"types"', '"somebody/source":"./src/index.ts","types"'),
      ...edited('tsconfig.json', '"strict"', '"customConditions":["somebody/source"],"strict"'),
    };
    expect(await declarations(change)).toEqual([]);
  });
});

it('finds no entry where there is none', async () => {
  const { findings } = await auditOf(
    edited('framekernel-audit.json', '"kernel","entries":["src/index.ts"]', '"kernel","entries":["gone/index.ts"]'),
  );
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: 'module-unresolved', file: 'lib/upper/gone/index.ts' }),
  );
});

describe('a configuration', () => {
  const parts: readonly (readonly [what: string, files: Files])[] = [
    ['that is no JSON', { 'framekernel-audit.json': 'packages:' }],
    ['without packages', { 'framekernel-audit.json': '{}' }],
    ['without a framework', edited('framekernel-audit.json', '"role":"framework",', '')],
    ['with a package that is none', edited('framekernel-audit.json', 'lib/upper', 'lib/lower')],
    ['with a package without sources', edited('framekernel-audit.json', '"entries":["src/index.ts"]', '"entries":[]')],
    ['that is nothing', { 'framekernel-audit.json': 'null' }],
    ['with a row that is none', edited('framekernel-audit.json', '"packages":[', '"packages":[null,')],
    ['with a tier that is none', edited('framekernel-audit.json', '"safe"', '"saef"')],
    ['with a limit that is no number', edited('framekernel-audit.json', '"limit":10', '"limit":"10"')],
    ['with one global for a list', edited('framekernel-audit.json', '"limit"', '"globals":"log","limit"')],
    ['with one import for a list', edited('framekernel-audit.json', '"imports":["base"]', '"imports":"base"')],
    ['with a key that means nothing', edited('framekernel-audit.json', '"limit"', '"limt":1,"limit"')],
    ['with a path that is none below the root', edited('framekernel-audit.json', '"lib/upper"', '"./lib/upper/"')],
    ['with a root that is missing', edited('framekernel-audit.json', '"roots":["lib"]', '"roots":["lob"]')],
    ['with a package twice', edited('framekernel-audit.json', '"lib/base"', '"lib/upper"')],
    ['with a build that is none', edited('framekernel-audit.json', '"limit"', '"build":"tsconfig.json","limit"')],
    ['with a build of another folder', edited('framekernel-audit.json', '"limit"', '"build":{"configuration":"../x.json"},"limit"')], // prettier-ignore
    ['with a library that is none', edited('framekernel-audit.json', '"limit"', '"build":{"library":[]},"limit"')],
    ['with an output that is none', edited('framekernel-audit.json', '"limit"', '"build":{"output":"."},"limit"')],
    ['with a build that means nothing', edited('framekernel-audit.json', '"limit"', '"build":{"outptu":"x"},"limit"')],
    [
      'with unaudited code that is missing',
      edited('framekernel-audit.json', '"unaudited":[]', '"unaudited":["lib/x"]'),
    ],
    ['with unaudited code that is audited', edited('framekernel-audit.json', '"unaudited":[]', '"unaudited":["lib/upper/src"]')], // prettier-ignore
    ['with a page that is missing', edited('framekernel-audit.json', '"limit"', '"escapes":"escapes.md","limit"')],
    ['with options of the compiler that are missing', edited('framekernel-audit.json', 'tsconfig.json', 'other.json')],
    ['with options of the compiler that are none', { 'tsconfig.json': '{' }],
    ['with a lint configuration that throws', { 'eslint.config.js': "throw new Error('mine');\n" }],
    ['with lint that does not run', edited('eslint.config.js', 'projectService: true', '')],
    ['with a package without a name', { 'lib/upper/package.json': '{}' }],
    ['with a package that is nothing', { 'lib/upper/package.json': 'null' }],
  ];
  it.each(parts)('%s is refused', async (_what, files) => {
    await expect(auditOf(files)).rejects.toMatchObject({ code: 'E_CONFIG' });
  });
});
