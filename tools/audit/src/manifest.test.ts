/** Manifests and builds that let others run what is not audited: what is said of each, and of those that do not. */
import { describe, expect, it } from 'vitest';
import type { Rule } from './finding.ts';
import { auditOf, edited, type Files } from './testing/repository.ts';

const audit = 'framekernel-audit.json';
const manifest = 'lib/upper/package.json';
const bundle = 'lib/upper/bundle.config.ts';
/** The manifest with this added. */
const having = (values: object): Files => edited(manifest, '{', `${JSON.stringify(values).slice(0, -1)},`);

const changes: readonly (readonly [what: string, rule: Rule, file: string, says: string | RegExp, change: Files])[] = [
  [
    'another file by a later condition',
    'export-elsewhere',
    manifest,
    '"." leads to ./extra/index.js, which is built from no entry',
    edited(manifest, '"default":"./dist/', '"default":"./extra/'),
  ],
  [
    'declarations of another file',
    'export-elsewhere',
    manifest,
    '"." leads to ./types/index.d.ts, which is built from no entry',
    edited(manifest, '"types":"./dist/', '"types":"./types/'),
  ],
  [
    'what no entry is built to',
    'export-elsewhere',
    manifest,
    /dist\/double\.js, which is built from no entry$/,
    edited(
      manifest,
      '"default":"./dist/index.js"',
      '"default":{"node":"./dist/index.js","default":"./dist/double.js"}',
    ),
  ],
  [
    'what only looks like the build',
    'export-elsewhere',
    manifest,
    /built from no entry$/,
    edited(manifest, './dist/index.js', './dist/../extra/index.js'),
  ],
  [
    'another subpath',
    'export-elsewhere',
    manifest,
    /^"\.\/more" leads to/,
    edited(manifest, '"./package.json"', '"./more":["./extra/more.js"],"./package.json"'),
  ],
  [
    'another file where it is published',
    'export-elsewhere',
    manifest,
    /^"\." leads to \.\/extra\/index\.js/,
    having({ publishConfig: { exports: './extra/index.js' } }),
  ],
  [
    'another folder where it is published',
    'export-elsewhere',
    manifest,
    /^"directory"/,
    having({ publishConfig: { directory: 'extra' } }),
  ],
  ['another main file', 'export-elsewhere', manifest, /^"\." leads to extra\.js/, having({ main: 'extra.js' })],
  ['another file to bundlers', 'export-elsewhere', manifest, /^"\." leads to/, having({ browser: './extra.js' })],
  ['a program', 'export-elsewhere', manifest, /^"bin upper" leads to/, having({ bin: { upper: './extra.js' } })],
  [
    'one entry by one condition, and another by the next',
    'export-elsewhere',
    'lib/base/package.json',
    '"." leads to ./dist/memory.unsafe.js, and elsewhere to lib/base/src/index.ts',
    {
      ...edited(audit, '["src/index.ts"]', '["src/index.ts","src/memory.unsafe.ts"]'),
      ...edited(
        'lib/base/package.json',
        '{',
        '{"exports":{".":{"types":"./dist/index.d.ts","default":"./dist/memory.unsafe.js"}},',
      ),
    },
  ],
  [
    'files under other names to bundlers',
    'module-alias',
    manifest,
    /^"browser" gives/,
    having({ browser: { './dist/index.js': './other.js' } }),
  ],
  [
    'types under other names',
    'module-alias',
    manifest,
    /^"typesVersions" gives/,
    having({ typesVersions: { '*': { '*': ['./other/*'] } } }),
  ],
  [
    'files under other names where it is published',
    'module-alias',
    manifest,
    /^"imports" gives/,
    having({ publishConfig: { imports: { '#x': './x.js' } } }),
  ],
  [
    'somebody else under a name of its own',
    'dependency-third-party',
    manifest,
    'it needs base from npm:other@1',
    edited(manifest, 'workspace:*', 'npm:other@1'),
  ],
  [
    'a script that installing runs',
    'script-install',
    manifest,
    /^"prepare" runs/,
    having({ scripts: { prepare: 'x' } }),
  ],
  ['a build that installing runs', 'script-install', manifest, /^binding\.gyp runs/, { 'lib/upper/binding.gyp': '{}' }],
  [
    'code beside the sources',
    'module-form',
    'lib/upper/extra/x.js',
    /no entry leads to it/,
    { 'lib/upper/extra/x.js': '' },
  ],
  ['code in a folder that is hidden', 'module-form', 'lib/upper/extra/dist/x.js', /no entry leads to it/, { 'lib/upper/extra/dist/x.js': '' }], // prettier-ignore
  [
    'a build that adds to the shared one',
    'module-form',
    bundle,
    /no entry leads to it/,
    edited(bundle, "library('src/index.ts')", "{ ...library('src/index.ts'), banner: { js: '' } }"),
  ],
  [
    'a build that hands more than texts to the shared one',
    'module-form',
    bundle,
    /no entry leads to it/,
    edited(bundle, "'src/index.ts'", "{ inject: 'x' }"),
  ],
  ['a build that does more', 'module-form', bundle, /no entry leads to it/, edited(bundle, 'export', 'run();\nexport')],
  [
    'a build that is not shared',
    'module-form',
    bundle,
    /no entry leads to it/,
    edited(bundle, '../../bundle.shared.ts', './src/x.ts'),
  ],
  [
    'a build of somebody else',
    'module-form',
    bundle,
    /no entry leads to it/,
    edited(bundle, '../../bundle.shared.ts', 'bundler'),
  ],
  [
    'a build in another form',
    'module-form',
    'lib/upper/tsup.config.json',
    /no entry leads to it/,
    { 'lib/upper/tsup.config.json': '{}' },
  ],
];

describe('an audit finds', () => {
  it.each(changes)('%s', async (_what, rule, file, says, change) => {
    const { findings } = await auditOf(change);
    const message: unknown = typeof says === 'string' ? says : expect.stringMatching(says);
    expect(findings).toEqual([{ rule, file, message }]);
  });
});

describe('an audit finds nothing in', () => {
  it.each<readonly [what: string, change: Files]>([
    [
      'a build into another folder',
      {
        ...edited(audit, '"limit"', '"build":{"output":"out/esm"},"limit"'),
        ...edited(manifest, /dist/g, 'out/esm'),
        'lib/upper/out/esm/index.js': '',
      },
    ],
    ['sources that are given', edited(manifest, '"types"', '"source":"./src/index.ts","types"')],
    ['a main file beside exports', having({ main: 'dist/index.js', types: './dist/index.d.ts' })],
    ['what is published without sources', having({ publishConfig: { access: 'public', exports: './dist/index.js' } })],
    ['a subpath that is closed', edited(manifest, '"./package.json":', '"./inner/*":null,"./package.json":')],
    ['scripts that somebody has to call', having({ scripts: { build: 'bundle', test: 'vitest' } })],
    [
      'code beside the sources that somebody else answers for',
      { ...edited(audit, '"unaudited":[]', '"unaudited":["lib/upper/scripts"]'), 'lib/upper/scripts/x.mjs': '' },
    ],
    ['a shared configuration as it is', { 'lib/upper/vitest.config.ts': `export { default } from '../../x.ts';\n` }],
  ])('%s', async (_what, change) => {
    expect((await auditOf(change)).findings).toEqual([]);
  });
});
