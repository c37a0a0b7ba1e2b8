/** `racho help [COMMAND]` */
import type { Command } from '../command.ts';
import { EXIT } from '../errors.ts';
import { commandHelp, longHelp } from '../help.ts';
import { findCommand } from '../lookup.ts';

/** @param commands - the table, which help itself is in */
export function help(commands: () => readonly Command[]): Command {
  return {
    name: 'help',
    summary: 'print help on racho or on a command',
    details: 'Without COMMAND: all commands, the options that they share, and the exit statuses.',
    operands: [{ name: 'COMMAND', need: 'optional', summary: 'the command to explain' }],
    options: [],
    afterFirstOperand: 'ours',
    json: [{ name: 'help', type: 'string', meaning: 'the text' }],
    examples: ['racho help run'],
    run: ({ operands: [name], out, values }) => {
      const text = name === undefined ? longHelp(commands()) : commandHelp(findCommand(name, commands()));
      out.write(values.json ? `${JSON.stringify({ help: text })}\n` : text);
      return Promise.resolve(EXIT.ok);
    },
  };
}
