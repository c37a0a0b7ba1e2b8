/** From arguments to a command, its operands and its options. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Command } from './command.ts';
import { CliError } from './errors.ts';
import { commonOptions, isOptionName, type Option, type OptionName, options, type Values } from './options.ts';
import { findCommand } from './lookup.ts';
import { nearest } from './suggest.ts';
import { BadValue } from './values.ts';

export interface Invocation {
  /** None for `racho` alone, `racho --help` and `racho --version`. */
  readonly command: Command | undefined;
  readonly operands: readonly string[];
  readonly values: Values;
}

type Token = ReturnType<typeof tokenize>[number];

/** Options may stand before or after the command; `--` ends them. */
export function parse(args: readonly string[], commands: readonly Command[]): Invocation {
  let command: Command | undefined;
  let operands: string[] = [];
  const given: Extract<Token, { kind: 'option' }>[] = [];
  for (const token of tokenize(args)) {
    if (token.kind === 'option') {
      given.push(token);
    } else if (token.kind === 'positional') {
      if (!command) {
        command = findCommand(token.value, commands);
      } else {
        operands.push(token.value);
        if (command.afterFirstOperand === 'guest') {
          operands = [token.value, ...args.slice(token.index + 1)];
          break;
        }
      }
    }
  }
  let values: Values = {};
  for (const token of given) values = { ...values, ...evaluate(token, command, values, args[token.index] ?? '') };
  if (command && !values.help && !values.version) checkOperands(command, operands);
  return { command, operands, values };
}

function tokenize(args: readonly string[]) {
  const known: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { short, value, alone }] of Object.entries<Option<unknown>>(options)) {
    known[name] = {
      type: value === undefined || alone !== undefined ? 'boolean' : 'string',
      ...(short === undefined ? {} : { short }),
    };
  }
  return parseArgs({
    args: [...args],
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/** @param written - the argument that the option is in */
function evaluate(
  token: Extract<Token, { kind: 'option' }>,
  command: Command | undefined,
  earlier: Values,
  written: string,
): Values {
  const { name, rawName, value } = token;
  const help = command ? `racho help ${command.name}` : 'racho help';
  const taken: readonly OptionName[] = [...(command?.options ?? []), ...commonOptions];
  if (!isOptionName(name)) {
    // Other machines' options have one hyphen.
    const meant = nearest(written.startsWith('--') ? name : written.slice(1), taken);
    const remedy = meant ? `Did you mean --${meant}?` : `See "${help}" for the options.`;
    throw new CliError('E_UNKNOWN_OPTION', `there is no option ${rawName}`, remedy);
  }
  if (!taken.includes(name)) {
    const who = command ? `racho ${command.name}` : 'racho without a command';
    throw new CliError('E_UNKNOWN_OPTION', `${who} does not take ${rawName}`, `See "${help}" for the options.`);
  }
  const option: Option<unknown> = options[name];
  if (option.value === undefined && value !== undefined) {
    throw new CliError(
      'E_OPTION_VALUE',
      `${rawName} takes no value, but "${value}" is given`,
      `Write ${rawName} alone.`,
    );
  }
  if (option.value !== undefined && !option.repeats && name in earlier) {
    throw new CliError('E_OPTION_VALUE', `${rawName} is given twice`, 'Give it once: it has one value.');
  }
  if (value === undefined && option.alone !== undefined) return { [name]: option.alone };
  if (option.value !== undefined && value === undefined) {
    throw new CliError('E_OPTION_VALUE', `${rawName} lacks its value`, `Write ${rawName} ${option.value}.`);
  }
  try {
    const parsed = option.parse(value ?? '');
    return { [name]: option.repeats ? [earlier[name] ?? [], parsed].flat() : parsed };
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    throw new CliError('E_OPTION_VALUE', `${rawName} "${value ?? ''}": ${error.message}`, `See "${help}".`);
  }
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const needed = command.operands.filter((operand) => operand.need === 'required');
  const most = command.operands.some((operand) => operand.need === 'any number') ? Infinity : command.operands.length;
  const missing = needed[operands.length];
  const remedy = `See "racho help ${command.name}".`;
  if (missing) throw new CliError('E_OPERANDS', `racho ${command.name} needs ${missing.name}`, remedy);
  if (operands.length > most) {
    throw new CliError('E_OPERANDS', `racho ${command.name} does not take "${operands[most] ?? ''}"`, remedy);
  }
}
