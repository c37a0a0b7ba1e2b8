/** A guest in the surroundings of the command line: its console, the user's keys, its limit, its end. */
import { Bell } from './bell.ts';
import type { Machine } from '@racho/machine';
import { debug } from '@racho/machine/debug';
import type { TranslationReport } from '@racho/machine/insight';
import type { Context } from './command.ts';
import { conclude } from './conclude.ts';
import { drive, type Guest, SLICE } from './drive.ts';
import { CliError } from './errors.ts';
import { collect, passThrough } from './guest-console.ts';
import { openGdbDoor, type GdbDoor } from './gdb-door.ts';
import { openKeyboard } from './keyboard.ts';
import type { Saving } from './snapshots.ts';

/** A guest that has been built. */
export interface Started {
  readonly guest: Guest;
  /** The machine that it runs on. */
  readonly machine: Machine;
  /** Takes console input; absent if the guest cannot read, and then stdin is not touched. */
  readonly send?: (bytes: Uint8Array) => void;
  /** Bytes that `send` takes now without losing any; always enough if absent. */
  readonly room?: () => number;
  /** Instructions between looks at the host, if fewer than usual. */
  readonly slice?: number;
  /** At the end: what the translator did, if somebody asked. */
  readonly jitFinish?: () => TranslationReport | undefined;
  /** Where the guest is saved. */
  readonly saving?: Saving;
}

/** What may wake a sleeping guest beside time, keys and signals. */
export interface Outside {
  /** Rung when something has come. */
  readonly bell: Bell;
  /** Whether something may still come, so that a guest without a deadline is not stuck. */
  readonly mayWake: () => boolean;
}

const nothingOutside = (): Outside => ({ bell: new Bell(), mayWake: () => false });

/**
 * @param start - builds the guest, whose console output goes to `receive`
 * @returns the exit status
 */
export async function session(
  context: Context,
  start: (receive: (bytes: Uint8Array) => void) => Started,
  { bell, mayWake }: Outside = nothingOutside(),
): Promise<number> {
  const { io, values, out, err } = context;
  const console = values.json ? collect() : passThrough(out);
  const { guest, machine, send, room = () => Infinity, slice = SLICE, saving, jitFinish } = start(console.receive);
  const door = await openDoor(context, machine, bell.ring);
  const interrupted = io.interruption();
  interrupted.addEventListener('abort', bell.ring);
  const show = (text: string): void => err.write(text);
  // The terminal is GDB's where we started it.
  const keyboard =
    send && context.debuggerAt === undefined
      ? openKeyboard(io.stdin(), { receive: send, room, changed: bell.ring, show, save: saving?.request })
      : undefined;
  let status: number | undefined;
  try {
    if (keyboard?.notice && !values.quiet) err.line(keyboard.notice);
    const ending = await drive(guest, {
      flush: async () => {
        keyboard?.pump();
        await console.flush();
        await err.drained();
        await saving?.afterSlice();
      },
      bell,
      leave: () =>
        interrupted.aborted ? 'interrupted' : keyboard?.left() || door?.left() || out.closed ? 'left' : undefined,
      mayWake: () => (keyboard?.open() ?? false) || mayWake() || door !== undefined,
      stopped: () => door?.stopped(),
      limit: values['max-instructions'] ?? Infinity,
      slice: () => Math.min(slice, saving?.due() ?? Infinity),
    });
    await saving?.atEnd(ending);
    if (ending.end === 'halt') status = ending.status;
    return conclude(context, ending, { output: console.text(), interrupted, jit: jitFinish?.() });
  } finally {
    await door?.close(status);
    keyboard?.close();
    interrupted.removeEventListener('abort', bell.ring);
  }
}

/** Opens the door that `--gdb` asks for, and lets nothing run before the debugger with `--gdb-wait`. */
async function openDoor(
  { values, err, debuggerAt }: Context,
  machine: Machine,
  wake: () => void,
): Promise<GdbDoor | undefined> {
  if (values.gdb === undefined) {
    if (!values['gdb-wait']) return undefined;
    throw new CliError(
      'E_CONFLICT',
      '--gdb-wait waits for a debugger, but none can come',
      'Say where, with --gdb PORT.',
    );
  }
  const door = await openGdbDoor(machine, values.gdb, wake);
  const { host, port } = door.endpoint;
  if (values['gdb-wait']) debug(machine).pause();
  if (debuggerAt !== undefined) debuggerAt(port);
  else if (!values.quiet) err.line(`GDB can be connected: target remote ${host}:${port}`);
  return door;
}
