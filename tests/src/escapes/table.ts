/** The table of the ways out, as a page of the documentation. */
import { format } from 'prettier';
import { groups, misuses } from './corpus/index.ts';
import type { Escape } from './escape.ts';

const all = groups.flatMap(({ escapes }) => escapes);
const byTypes = ({ types }: Escape): boolean => types.length > 0;
const byLint = ({ lint }: Escape): boolean => lint.length > 0;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const pluginPage = '../packages/eslint-plugin/docs/rules';
function ruleName(rule: string): string {
  const name = rule.replace(/^(framekernel|@typescript-eslint|import-x)\//, '');
  return rule.startsWith('framekernel/') ? `[${name}](${pluginPage}/${name}.md)` : `\`${name}\``;
}

const errorName = (error: number | 'imported'): string =>
  error === 'imported' ? 'in what it imports' : `TS${String(error)}`;

export async function page(): Promise<string> {
  const count = (test: (escape: Escape) => boolean): string => String(all.filter(test).length);
  const blocks = [
    '# Ways out',
    '<!-- Made from tests/src/escapes/corpus by tests/src/escapes.test.ts. -->',
    `What a program of the kernel might try, and which layer stops it. Each row is a program in \`tests/src/escapes/corpus\`; a test
compiles and lints it, and compares with the row, so that a layer that lets one through, or catches one that it did not, fails.
The layers, in the order in which they see a program:`,
    table(
      ['layer', 'of ' + String(all.length), ''],
      [
        [
          'types',
          count(byTypes),
          'the compiler, with no library but `@racho/safe-lib` and the declarations as they are published',
        ],
        ['lint', count(byLint), '`eslint-plugin-framekernel`’s configuration `safe`; comments cannot switch it off'],
        ['both of them', count((escape) => byTypes(escape) && byLint(escape)), ''],
        ['neither', count((escape) => !byTypes(escape) && !byLint(escape)), 'the last table but one'],
      ],
    ),
    `${String(misuses.length)} more are legal programs that ostd, or the machine below it, refuses at run time: the last table. What is done to files rather than in
them (a configuration of one's own, a file that lint does not look at, a reason taken away) is in \`tests/src/mutations.test.ts\`.`,
    ...groups.flatMap(({ title, escapes }) => [
      `## ${title}`,
      table(
        ['a program that …', 'types', 'lint'],
        escapes.map(({ what, types, lint }) => [what, types.map(errorName).join(', '), lint.map(ruleName).join(', ')]),
      ),
    ]),
    '## Refused at run time',
    table(
      ['a kernel that …', 'ends with'],
      misuses.map(({ what, refused }) => [what, `\`${refused}\``]),
    ),
  ];
  return format(blocks.join('\n\n'), { parser: 'markdown', printWidth: 120 });
}
