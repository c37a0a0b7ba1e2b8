/** `no-foreign-import`: what is neither on the list nor a source of this package. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Linter } from 'eslint';
import { afterAll, expect, it } from 'vitest';
import { testRule } from '../testing/tester.ts';
import { noForeignImport } from './no-foreign-import.ts';

const options = [{ packages: ['@os/api'] }] as const;
const within = [{ packages: ['../host/api.ts'], within: ['src/rules'] }] as const;

/** A folder with another one, a file in it, and links to both. */
const folder = mkdtempSync(join(tmpdir(), 'foreign-import-'));
writeFileSync(join(folder, 'package.json'), '{}');
mkdirSync(join(folder, 'real'));
writeFileSync(join(folder, 'real', 'y.ts'), 'export const x = 1;\n');
for (const name of ['x.ts', 'facts.d.ts', 'facts.ts.js', 'facts.tsx', 'y.ts'])
  writeFileSync(join(folder, name), 'export const x = 1;\n');
symlinkSync(join(folder, 'real'), join(folder, 'linked'), 'junction');
symlinkSync(join(folder, 'real', 'y.ts'), join(folder, 'link.ts'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

testRule(noForeignImport, {
  valid: [
    { code: "export { x } from './real/y.ts';", filename: join(folder, 'x.ts') },
    { code: "export { x } from '@os/api';", options },
    { code: "import './side-effect.ts';", options },
    { code: "export { x } from '../host/api.ts';", filename: 'src/rules/x.ts', options: within },
    { code: "export { x } from './y.ts';", filename: 'src/rules/x.ts', options: within },
    { code: "export { x } from './rules/y.ts';", filename: 'src/x.ts', options: within },
    { code: '// nothing yet\n' },
    { code: 'interface X { readonly x: 1 }\nexport type { X };' },
    { code: "export * from '../src/x.ts';", filename: 'src/file.ts', options },
  ],
  invalid: [
    { code: "import '@os/api/internal';", options, errors: [{ messageId: 'package' }] },
    { code: "import fs from 'node:fs';\nfs();", options, errors: [{ messageId: 'package' }] },
    { code: "import type { X } from 'left-pad';\nexport type Y = X;", options, errors: [{ messageId: 'package' }] },
    { code: "export * from 'https://example.org/x.js';", options, errors: [{ messageId: 'package' }] },
    { code: "export { x } from '/etc/x.ts';", options, errors: [{ messageId: 'package' }] },
    { code: "export type Y = import('left-pad').X;", options, errors: [{ messageId: 'package' }] },
    { code: "export { x } from '../other/src/x.ts';", options, errors: [{ messageId: 'outside' }] },
    {
      code: "export { x } from '../host/raw.ts';",
      filename: 'src/rules/x.ts',
      options: within,
      errors: [{ messageId: 'outside' }],
    },
    {
      code: "export { x } from '../y.ts';",
      filename: 'src/rules/x.ts',
      options: [{ packages: [], within: ['src', 'src/rules'] }],
      errors: [{ messageId: 'outside' }],
    },
    { code: "export { x } from './node_modules/x/x.ts';", options, errors: [{ messageId: 'outside' }] },
    { code: "export { x } from './x.mts';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './testing/x.ts';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './Testing/x.ts';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './x.Test.ts';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './coverage/x.ts';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './x.generated.ts';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './x.generated.ts/y.ts';", options, errors: [{ messageId: 'source' }] },
    {
      code: "export { x } from '../src/x.y/y.ts';",
      filename: 'src/file.ts',
      options,
      errors: [{ messageId: 'source' }],
    },
    { code: "export { x } from './linked/y.ts';", filename: join(folder, 'x.ts'), errors: [{ messageId: 'outside' }] },
    { code: "export { x } from './facts.ts';", filename: join(folder, 'x.ts'), errors: [{ messageId: 'source' }] },
    { code: "export { x } from './real';", filename: join(folder, 'x.ts'), errors: [{ messageId: 'source' }] },
    { code: "export { x } from './y';", filename: join(folder, 'x.ts'), errors: [{ messageId: 'source' }] },
    { code: "export { x } from './link.ts';", filename: join(folder, 'x.ts'), errors: [{ messageId: 'outside' }] },
    { code: "export { x } from './x.test';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './x.d.host.ts';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './x.tsx';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './x.test.ts';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './x.config.ts';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './x.d.ts';", options, errors: [{ messageId: 'source' }] },
    { code: "export { x } from './dist/x.ts';", options, errors: [{ messageId: 'source' }] },
    { code: "import x from './x.json';\nx();", options, errors: [{ messageId: 'source' }] },
    { code: 'let n = 1;\nn <!--n && `\n);`;', errors: [{ messageId: 'script', line: 1 }] },
    { code: 'declare const x: 1;\nvoid x;', errors: [{ messageId: 'script' }] },
  ],
});

it('says that it runs where a folder of safe code is not', () => {
  const config = {
    plugins: { own: { rules: { import: noForeignImport as never } } },
    rules: { 'own/import': [2, within[0]] },
  } as const;
  const linter = new Linter({ cwd: folder });
  expect(() => linter.verify('export {};', [config as never])).toThrow(
    `There is no ${join(folder, 'src', 'rules')}, which \`within\` names`,
  );
});
