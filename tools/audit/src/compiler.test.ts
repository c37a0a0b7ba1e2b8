/** Options of the compiler, and files that it does not look at: what is said of each, and of what is as good as the shared configuration. */
import { describe, expect, it } from 'vitest';
import { auditOf, edited, type Files } from './testing/repository.ts';

const audit = 'framekernel-audit.json';
const upper = 'lib/upper/tsconfig.json';
/** A configuration of `folder` that is the shared one but for this. */
const own = (file: string, compilerOptions: object, rest: object = { include: ['src'] }): Files => ({
  [file]: JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, ...rest }),
});
const shared = (from: string, to: string): Files => edited('tsconfig.json', from, to);
const build = (value: object): Files => edited(audit, '"limit"', `"build":${JSON.stringify(value)},"limit"`);

/** What is done, where it is found, and what is said. */
const changes: readonly (readonly [what: string, file: string, says: string | RegExp, change: Files])[] = [
  ['no check at all', 'tsconfig.json', /^"noCheck" is on/, shared('"strict"', '"noCheck":true,"strict"')],
  [
    'an option of a safe package',
    upper,
    '"strictPropertyInitialization" is not as in tsconfig.json',
    own(upper, { strictPropertyInitialization: false }),
  ],
  [
    'an option of the framework',
    'lib/base/tsconfig.json',
    '"exactOptionalPropertyTypes" is not as in tsconfig.json',
    own('lib/base/tsconfig.json', { exactOptionalPropertyTypes: false }),
  ],
  [
    'an option of a configuration that only some script uses',
    'lib/upper/tsconfig.other.json',
    '"noUncheckedIndexedAccess" is not as in tsconfig.json',
    own('lib/upper/tsconfig.other.json', { noUncheckedIndexedAccess: false }),
  ],
  [
    'an option of a configuration between the package and the root',
    'lib/tsconfig.json',
    '"noImplicitThis" is not as in tsconfig.json',
    { 'lib/tsconfig.json': '{ "extends": "../tsconfig.json", "compilerOptions": { "noImplicitThis": false } }' },
  ],
  [
    'an option of a folder of the sources',
    'lib/upper/src/tsconfig.json',
    '"strict" is not as in tsconfig.json',
    {
      'lib/upper/src/tsconfig.json': '{ "extends": "../../../tsconfig.json", "compilerOptions": { "strict": false } }',
    },
  ],
  ['an option that there is none of', upper, /^Unknown compiler option 'strcit'/, own(upper, { strcit: true })],
  ["the host's library", upper, /^"noLib" is not on/, own(upper, { noLib: false })],
  ["the host's types", upper, /^"types" is not /, own(upper, { types: ['@racho/safe-lib', 'node'] })],
  ['imports that are not checked', upper, /^"skipLibCheck" is on/, own(upper, { skipLibCheck: true })],
  [
    'declarations from elsewhere',
    upper,
    /^it takes in host\.d\.ts/,
    { ...own(upper, {}, { include: ['src', '../../host.d.ts'] }), 'host.d.ts': 'declare const process: object;\n' },
  ],
  [
    'a build that is missing',
    'lib/upper/tsconfig.build.json',
    'it is missing, there and above: by one of that name a package is checked',
    build({ configuration: 'tsconfig.build.json' }),
  ],
  ['another library', 'tsconfig.json', /^"types" is not \["mine"\]/, build({ library: 'mine' })],
];

describe('an audit finds', () => {
  it.each(changes)('%s', async (_what, file, says, change) => {
    const { findings } = await auditOf(change);
    const message: unknown = typeof says === 'string' ? says : expect.stringMatching(says);
    expect(findings).toContainEqual({ rule: 'compiler-option', file, message });
  });

  it.each([
    ...['strict', 'exactOptionalPropertyTypes', 'noUncheckedIndexedAccess', 'alwaysStrict', 'noImplicitAny'],
    ...['noImplicitThis', 'strictBindCallApply', 'strictBuiltinIteratorReturn', 'strictFunctionTypes'],
    ...['strictNullChecks', 'strictPropertyInitialization', 'useUnknownInCatchVariables'],
  ])('"%s" that is off everywhere', async (name) => {
    // The last of two wins.
    const { findings } = await auditOf(shared('"noUncheckedIndexedAccess":true', `$&,"${name}":false`));
    const message = `"${name}" is not on, and the rules of the safe tier rest on it`;
    expect(findings).toEqual([{ rule: 'compiler-option', file: 'tsconfig.json', message }]);
  });

  it('the same once, where packages have a configuration in common', async () => {
    const { findings } = await auditOf({
      'lib/tsconfig.json': '{ "extends": "../tsconfig.json", "compilerOptions": { "alwaysStrict": false } }',
    });
    expect(findings.map(({ file }) => file)).toEqual(['lib/tsconfig.json']);
  });

  it('a module that the nearest configuration leaves out, whatever the build takes in', async () => {
    const { findings } = await auditOf({
      ...build({ configuration: 'tsconfig.build.json' }),
      'lib/tsconfig.build.json': '{ "extends": "../tsconfig.json", "include": ["."] }',
      ...own(upper, {}, { include: ['src'], exclude: ['**/index.ts'] }),
    });
    const file = 'lib/upper/src/index.ts';
    expect(findings).toEqual([{ rule: 'module-unchecked', file, message: `${upper} leaves it out` }]);
  });

  it('a module that the build leaves out', async () => {
    const { findings } = await auditOf({
      ...build({ configuration: 'tsconfig.build.json' }),
      'lib/tsconfig.build.json': '{ "extends": "../tsconfig.json", "include": ["base", "upper/src/double.ts"] }',
    });
    expect(findings.map(({ rule, file }) => [rule, file])).toEqual([['module-unchecked', 'lib/upper/src/index.ts']]);
  });
});

describe('an audit finds nothing in', () => {
  it.each<readonly [what: string, change: Files]>([
    [
      'a build of its own for safe code, with a library of its own',
      {
        ...build({ configuration: 'tsconfig.build.json', library: 'mine' }),
        ...own('lib/base/tsconfig.json', { noLib: false, types: ['node'] }),
        ...own('lib/base/tsconfig.build.json', { noLib: false, outDir: 'dist' }, { files: ['src/index.ts'] }),
        ...own(upper, { noLib: false, skipLibCheck: true }),
        ...own('lib/upper/tsconfig.build.json', { types: ['mine'] }, { include: ['src'], exclude: ['**/*.test.ts'] }),
      },
    ],
    [
      'options of a package that is of the host',
      {
        ...edited(audit, '"packages":[', '"packages":[{"folder":"lib/more","tier":"host","entries":["src/index.ts"]},'),
        'lib/more/package.json': '{ "name": "more" }',
        'lib/more/src/index.ts': 'export {};\n',
        ...own('lib/more/tsconfig.json', { strict: false }),
      },
    ],
  ])('%s', async (_what, change) => {
    expect((await auditOf(change)).findings).toEqual([]);
  });
});
