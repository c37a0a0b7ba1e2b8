/** Help texts, made from the tables of commands and options. */
import type { Command } from './command.ts';
import { EXIT } from './errors.ts';
import { commonOptions, type OptionName, options, optionSyntax } from './options.ts';

/** What each exit status means, in words. */
export const exitMeanings: readonly (readonly [number, string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.finding, 'done, and something is wrong: a bad image, a guest over its limit'],
  [EXIT.usage, 'the command line is wrong'],
  [EXIT.internal, 'racho is wrong'],
  [EXIT.interrupted, 'interrupted (SIGINT)'],
];

/** `FILE [ARGS…]` */
export function operandSyntax(command: Command): string {
  return command.operands
    .map(({ name, need }) => (need === 'required' ? name : need === 'optional' ? `[${name}]` : `[${name}…]`))
    .join(' ');
}

export function usage(command: Command): string {
  const operands = operandSyntax(command);
  return `racho ${command.name} [OPTIONS]${operands === '' ? '' : ` ${operands}`}`;
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}

function optionRows(names: readonly OptionName[]): string {
  return columns(names.map((name) => [optionSyntax(name), options[name].summary]));
}

/** What `racho` alone prints. */
export function shortHelp(commands: readonly Command[]): string {
  return `racho: a framekernel for RISC-V, and the machine it runs on

Usage: racho COMMAND [OPTIONS] …

${columns(commands.map((command) => [command.name, command.summary]))}
"racho help COMMAND" tells more of each. Start with: racho demo
`;
}

/** What `racho --help` and `racho help` print. */
export function longHelp(commands: readonly Command[]): string {
  return `${shortHelp(commands)}
Options of every command:
${optionRows(commonOptions)}
Exit status:
${columns(exitMeanings.map(([status, meaning]) => [String(status), meaning]))}`;
}

export function commandHelp(command: Command): string {
  const { operands, options: names } = command;
  const parts = [
    `racho ${command.name}: ${command.summary}\n\nUsage: ${usage(command)}\n`,
    `${command.details}\n`,
    operands.length > 0 ? columns(operands.map(({ name, summary }) => [name, summary])) : '',
    `Options:\n${optionRows([...names, ...commonOptions])}`,
    command.examples.length > 0 ? `Examples:\n${command.examples.map((example) => `  ${example}\n`).join('')}` : '',
  ];
  return parts.filter((part) => part !== '').join('\n');
}
