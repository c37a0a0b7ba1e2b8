/** The process as the command line sees it, so that tests can be one. */
import type { Readable, Writable } from 'node:stream';

/** Standard input; the last two members are there on a terminal. */
export interface Input extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(mode: boolean): unknown;
}

export interface Sink extends Writable {
  readonly isTTY?: boolean;
}

export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asked for only by commands that read it: to touch standard input is to hold the process alive. */
  readonly stdin: () => Input;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /**
   * Asked for only by commands that have something to put in order: from then on SIGINT and its like abort the signal, with
   * the exit status as reason, and no longer end the process.
   */
  readonly interruption: () => AbortSignal;
  /** Asked for before guests' and kernel code runs: freezes what the language gives every program, in the whole process. */
  readonly hardenRealm: () => void;
}

/** Colours for a stream: `--no-color`, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal. */
export function colourOf(sink: Sink, env: Io['env'], noColor: true | undefined): 'on' | 'off' {
  if (noColor || (env['NO_COLOR'] ?? '') !== '') return 'off';
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force === '0' || force === 'false' ? 'off' : 'on';
  return sink.isTTY && env['TERM'] !== 'dumb' ? 'on' : 'off';
}
