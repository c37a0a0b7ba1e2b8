/** Finding a command by its name. */
import type { Command } from './command.ts';
import { CliError } from './errors.ts';
import { nearest } from './suggest.ts';

export function findCommand(name: string, commands: readonly Command[]): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  const names = commands.map((candidate) => candidate.name);
  const meant = nearest(name, names);
  const remedy = meant ? `Did you mean "racho ${meant}"?` : 'See "racho help" for the commands.';
  throw new CliError('E_UNKNOWN_COMMAND', `there is no command "${name}"`, remedy);
}
