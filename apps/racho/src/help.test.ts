import { describe, expect, it } from 'vitest';
import { commands } from './commands.ts';
import { commandHelp, longHelp, shortHelp } from './help.ts';
import { commonOptions, type OptionName, options, optionSyntax } from './options.ts';

it('names every command, once a line, in the short help', () => {
  for (const { name, summary } of commands)
    expect(shortHelp(commands)).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
  expect(shortHelp(commands).split('\n').length).toBeLessThan(20);
});

it('has all exit statuses and common options in the long help', () => {
  for (const text of ['130', '--json', '--no-color', '-V, --version']) expect(longHelp(commands)).toContain(text);
});

describe.each(commands.map((command) => [command.name, command] as const))('help on %s', (_name, command) => {
  it('shows usage, every operand, every option and the examples', () => {
    const text = commandHelp(command);
    expect(text).toContain(`Usage: racho ${command.name} [OPTIONS]`);
    for (const { name } of command.operands) expect(text).toContain(name);
    for (const name of [...command.options, ...commonOptions]) expect(text).toContain(optionSyntax(name));
    for (const example of command.examples) expect(text).toContain(example);
  });

  it('fits a terminal of 120 columns', () => {
    expect(commandHelp(command).split('\n').filter((line) => line.length > 120)).toEqual([]); // prettier-ignore
  });
});

it('has no option that no command takes, and no letter twice', () => {
  const taken = new Set<OptionName>([...commonOptions, ...commands.flatMap((command) => command.options)]);
  expect([...taken].sort()).toEqual(Object.keys(options).sort());
  const letters = Object.values(options).flatMap((option) => ('short' in option ? [option.short] : []));
  expect(new Set(letters).size).toBe(letters.length);
});
