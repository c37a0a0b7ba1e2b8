/** The table of the ways out, as a page of the documentation. */
import { format } from 'prettier';
import { groups, misuses } from './corpus/index.ts';
import type { Escape, Misuse } from './escape.ts';
import { hatches } from './hatches.ts';
import { byMechanism, mechanismsOf } from './mechanisms.ts';

const all = groups.flatMap(({ escapes }) => escapes);
const byTypes = ({ types }: Escape): boolean => types.length > 0;
const byLint = ({ lint }: Escape): boolean => lint.length > 0;

/** An arrow is a variant of what stands above; the audit counts mechanisms by it. */
const nameOf = ({ what, variantOf }: Escape | Misuse): string => (variantOf === undefined ? what : `↳ ${what}`);

const layer = (name: string, programs: readonly (Escape | Misuse)[], what: string): string[] => {
  return [name, String(mechanismsOf(programs)), String(programs.length), what];
};

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
  const blocks = [
    '# Ways out',
    '<!-- Made from tests/src/escapes/corpus by tests/src/escapes.test.ts. -->',
    `What a program of the kernel might try, and which layer stops it. Each row is a program in \`tests/src/escapes/corpus\`; a test
compiles and lints it, and compares with the row, so that a layer that lets one through, or catches one that it did not, fails.
What counts is the mechanism, what a program does it with; rows that begin with an arrow do the same as the one above in another way, with another name or in another place.
The layers, in the order in which they see a program:`,
    table(
      ['layer', 'mechanisms', 'programs', ''],
      [
        layer(
          'types',
          all.filter(byTypes),
          'the compiler, with no library but `@racho/safe-lib` and the declarations as they are published',
        ),
        layer(
          'lint',
          all.filter(byLint),
          '`eslint-plugin-framekernel`’s configuration `safe`; comments cannot switch it off',
        ),
        layer(
          'both of them',
          all.filter((escape) => byTypes(escape) && byLint(escape)),
          '',
        ),
        layer(
          'neither',
          all.filter((escape) => !byTypes(escape) && !byLint(escape)),
          'the table “What none of them catches”',
        ),
        layer('all of these', all, 'one that stops some programs of a mechanism counts there, too'),
        layer(
          'run time',
          misuses,
          'legal programs that ostd, or the machine below it, refuses: the table “Refused at run time”',
        ),
      ],
    ),
    `What is done to files rather than in them (a configuration of one's own, a file that lint does not look at, a reason taken away) is in
\`tests/src/mutations.test.ts\`.`,
    ...groups.flatMap(({ title, escapes }) => [
      `## ${title}`,
      table(
        ['a program that …', 'types', 'lint'],
        byMechanism(escapes).map((escape) => [
          nameOf(escape),
          escape.types.map(errorName).join(', '),
          escape.lint.map(ruleName).join(', '),
        ]),
      ),
    ]),
    '## Refused at run time',
    table(
      ['a kernel that …', 'ends with'],
      byMechanism(misuses).map((misuse) => [nameOf(misuse), `\`${misuse.refused}\``]),
    ),
    '## What the corpus began with',
    `${String(hatches.length)} forms that strict lint alone had been tried with, each with the program that stands for it now:`,
    table(
      ['form', 'a program that …'],
      hatches.map(([form, what]) => [`\`${form}\``, what]),
    ),
  ];
  return format(blocks.join('\n\n'), { parser: 'markdown', printWidth: 120 });
}
