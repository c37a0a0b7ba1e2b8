/** A small repository of somebody else, with a framework, a kernel and a lint configuration, to be audited as it is or with a change. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { audit, type Audit } from '../audit.ts';
import { readConfig } from '../config.ts';

/** Below this package, so that the configuration finds the plugin. */
const place = fileURLToPath(new URL('../../.report/', import.meta.url));

const json = (value: unknown): string => JSON.stringify(value);

/** Text by path. */
export type Files = Readonly<Record<string, string>>;

export const sound: Files = {
  'framekernel-audit.json': json({
    packages: [
      { folder: 'lib/base', tier: 'trusted', role: 'framework', entries: ['src/index.ts'] },
      { folder: 'lib/upper', tier: 'safe', role: 'kernel', entries: ['src/index.ts'] },
    ],
    roots: ['lib'],
    unaudited: [],
    eslint: 'eslint.config.js',
    tsconfig: 'tsconfig.json',
    imports: ['base'],
    limit: 10,
    api: { entry: 'lib/base/src/index.ts', report: 'base.api.txt' },
  }),
  'base.api.txt': 'export load\nexport declare const load: (at: number) => number;\n',
  'package.json': json({ name: 'somebody', private: true, type: 'module' }),
  'eslint.config.js': `import framekernel from 'eslint-plugin-framekernel';
import { parser } from 'typescript-eslint';
export default [
  { files: ['**/*.ts'], languageOptions: { parser, parserOptions: { projectService: true } }, linterOptions: { noInlineConfig: true } },
  { files: ['lib/base/**/*.ts'], ...framekernel.trusted({ modules: ['raw'] }) },
  { files: ['lib/upper/**/*.ts'], ...framekernel.safe({ packages: ['base'] }) },
];
`,
  'tsconfig.json': json({
    compilerOptions: {
      module: 'NodeNext',
      noLib: true,
      types: ['@racho/safe-lib'],
      isolatedDeclarations: true,
      declaration: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
    },
    include: ['lib'],
  }),
  'lib/base/package.json': json({ name: 'base', type: 'module' }),
  'lib/base/src/index.ts': `/** Loads. */
export { load } from './memory.unsafe.ts';
`,
  'lib/base/src/memory.unsafe.ts': `const memory = [1, 2];

export const load: (at: number) => number = (at) => {
  // SAFETY: the index is checked by the array,
  // which gives nothing else.
  return memory[at] ?? 0;
};
`,
  'lib/upper/package.json': json({
    name: 'upper',
    type: 'module',
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    dependencies: { base: 'workspace:*' },
  }),
  'lib/upper/bundle.config.ts': `import { library } from '../../bundle.shared.ts';\n\nexport default library('src/index.ts');\n`,
  'lib/upper/src/index.ts': `export { double } from './double.ts';\n`,
  'lib/upper/src/double.ts': `export const double = (x: number): number => 2 * x;\n`,
  'lib/upper/src/double.test.ts': `import 'node:test';\n`,
};

/** Calls `body` with the folder of a repository of these files. */
export async function withRepository<T>(files: Files, body: (root: string) => T | Promise<T>): Promise<T> {
  mkdirSync(place, { recursive: true });
  const root = mkdtempSync(join(place, 'repository-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await body(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The audit of the repository with these files added, or in the place of its own. */
export function auditOf(change: Files = {}): Promise<Audit> {
  return withRepository({ ...sound, ...change }, (root) => audit(readConfig(root)));
}

/** One of its files with a part of its text replaced. */
export function edited(path: string, from: string | RegExp, to: string): Files {
  const text = sound[path]!.replace(from, to);
  if (text === sound[path]) throw new Error(`${path} has no ${String(from)}`);
  return { [path]: text };
}
