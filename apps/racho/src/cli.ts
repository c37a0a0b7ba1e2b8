/** The command line from its arguments to its exit status; nothing in here touches the process. */
import type { Context } from './command.ts';
import { commands } from './commands.ts';
import { type CliError, EXIT, toCliError } from './errors.ts';
import { commandHelp, longHelp, shortHelp } from './help.ts';
import { colourOf, type Io } from './io.ts';
import { Output } from './output.ts';
import { type Invocation, parse } from './parse.ts';
import { complain } from './report.ts';
import { version } from './version.ts';

/** @returns the exit status; never throws */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const out = new Output(io.stdout);
  const err = new Output(io.stderr);
  // What was asked for before parsing can fail; an unparsable command line has no options.
  let asked = { json: args.includes('--json'), verbose: args.includes('--verbose') || args.includes('-v') };
  let status: number;
  try {
    const invocation = parse(args, commands);
    asked = { json: invocation.values.json ?? false, verbose: invocation.values.verbose ?? false };
    status = await dispatch(invocation, io, out, err);
  } catch (thrown) {
    const error = toCliError(thrown);
    report(error, asked, out, err);
    status = error.status;
  }
  await out.drained();
  await err.drained();
  return status;
}

async function dispatch({ command, operands, values }: Invocation, io: Io, out: Output, err: Output): Promise<number> {
  if (values.version) {
    out.line(values.json ? JSON.stringify({ version: version() }) : `racho ${version()}`);
    return EXIT.ok;
  }
  if (!command || values.help) {
    const text = command ? commandHelp(command) : values.help ? longHelp(commands) : shortHelp(commands);
    out.write(values.json ? `${JSON.stringify({ help: text })}\n` : text);
    return EXIT.ok;
  }
  const colour = values.json ? 'off' : colourOf(io.stdout, io.env, values['no-color']);
  const context: Context = { io, values, operands, out, err, colour };
  return command.run(context);
}

function report(error: CliError, asked: { json: boolean; verbose: boolean }, out: Output, err: Output): void {
  const { code, message, remedy } = error;
  if (asked.json) out.line(JSON.stringify({ error: { code, message, remedy } }));
  complain(err, error);
  if (asked.verbose) err.line(describeCause(error));
}

function describeCause(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.stack ?? cause.message;
}
