/** The documentation is what the rules' metadata say, and its examples are true. `vitest run -u` writes it anew. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { parser } from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import framekernel from './index.ts';
import { rules } from './rules.ts';
import { overview, pageOf } from './testing/pages.ts';

const root = join(fileURLToPath(import.meta.url), '..', '..');
const all = Object.entries(rules);

describe.each(all)('%s', (name, rule) => {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: {
      files: ['**/*.ts'],
      plugins: { framekernel },
      rules: { [`framekernel/${name}`]: ['error', ...(rule.meta.docs?.options ?? [])] },
      languageOptions: {
        parser,
        parserOptions: {
          projectService: { allowDefaultProject: ['*.ts'], defaultProject: '../../tsconfig.base.json' },
          tsconfigRootDir: root,
        },
      },
    },
  });
  const reports = async (code: string): Promise<(string | null)[]> => {
    const [result] = await eslint.lintText(code, { filePath: join(root, 'example.ts') });
    return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
  };
  const { incorrect, correct } = rule.meta.docs ?? { incorrect: [], correct: [] };

  it('has its page', async () => {
    await expect(await pageOf(rule)).toMatchFileSnapshot(`../docs/rules/${name}.md`);
  });

  it('reports what its page says that it reports, and lets the rest through', async () => {
    expect(incorrect).not.toHaveLength(0);
    expect(correct).not.toHaveLength(0);
    for (const code of incorrect) expect(await reports(code), code).toContain(`framekernel/${name}`);
    for (const code of correct) expect(await reports(code), code).toEqual([]);
  });

  it('says what to do instead, in sentences', () => {
    for (const text of Object.values(rule.meta.messages)) expect(text).toMatch(/^[`\w{].*\.$/);
  });
});

it('has a page for each rule, and no other', () => {
  const pages = readdirSync(join(root, 'docs', 'rules')).map((file) => file.replace(/\.md$/, ''));
  expect(pages.sort()).toEqual(all.map(([name]) => name).sort());
});

it('has every rule of its folder', () => {
  const files = readdirSync(join(root, 'src', 'rules')).filter((file) => !file.endsWith('.test.ts'));
  expect(files.map((file) => file.replace(/\.ts$/, '')).sort()).toEqual(all.map(([name]) => name).sort());
});

it('has the table of the rules in the README', async () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8').replaceAll('\r\n', '\n');
  const table = await overview();
  await expect(readme.replace(/^\| rule .*\n(\|.*\n)+/m, table)).toMatchFileSnapshot('../README.md');
  expect(readme).toContain(table);
});
