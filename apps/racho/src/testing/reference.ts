/** docs/cli.md, made from the tables: the test beside this file holds the two together, and `vitest -u` writes it. */
import type { Command } from '../command.ts';
import { codes } from '../errors.ts';
import { exitMeanings, usage } from '../help.ts';
import { commonOptions, type OptionName, options, optionSyntax } from '../options.ts';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

function optionTable(names: readonly OptionName[]): string {
  return table(
    ['option', ''],
    names.map((name) => [code(optionSyntax(name)), options[name].summary]),
  );
}

function commandSection(command: Command): string {
  const { name, summary, details, operands, options: names, json, examples } = command;
  const rows = operands.map((operand) => [code(operand.name), operand.summary]);
  const fields = json.map((field) => [code(field.name), code(field.type), field.meaning]);
  return [
    `## racho ${name}`,
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    `\`\`\`text\n${usage(command)}\n\`\`\``,
    details,
    ...(rows.length > 0 ? [table(['operand', ''], rows)] : []),
    ...(names.length > 0 ? [optionTable(names)] : []),
    `With \`--json\`:\n\n${table(['field', 'type', 'meaning'], fields)}`,
    `\`\`\`sh\n${examples.join('\n')}\n\`\`\``,
  ].join('\n\n');
}

export function reference(commands: readonly Command[]): string {
  const errors = Object.entries(codes).map(([name, { status, meaning }]) => [code(name), String(status), meaning]);
  const statuses = exitMeanings.map(([status, meaning]) => [String(status), meaning]);
  return `${[
    '# The command line',
    'Made from the tables in `apps/racho/src`. `npm start -- ARGS` is `racho ARGS`.',
    'Results go to stdout, everything else to stderr. `run`, `demo` and `machine` end with the guest’s exit status.',
    ...commands.map(commandSection),
    '## Options of every command',
    optionTable(commonOptions),
    'With `--json` an error is an object too: `{ "error": { "code", "message", "remedy" } }`, and the status is its own.',
    '## Exit status',
    table(['status', 'meaning'], statuses),
    'A guest that ends with a status whose low eight bits are zero, but is not zero, ends with 1.',
    '## Error codes',
    table(['code', 'status', 'meaning'], errors),
  ].join('\n\n')}\n`;
}
