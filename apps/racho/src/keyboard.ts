/**
 * Standard input as a guest's console. On a terminal it is raw, with Ctrl-A as the escape key, and keys that the guest has no room
 * for are lost; a pipe or a file is read as fast as the guest reads.
 */
import type { Input } from './io.ts';

const CTRL_A = 0x01;
const NOTICE = 'Ctrl-A x leaves the machine, Ctrl-A h tells more.';
/** Each line ends where it begins, in raw mode too. */
const HELP = `\r
Ctrl-A x       leave the machine, as if the power went\r
Ctrl-A Ctrl-A  send a Ctrl-A; so does Ctrl-A a\r
Ctrl-A h       this help\r
`;
const SAVE_NOTICE = 'Ctrl-A s saves it.';
const SAVE_HELP = 'Ctrl-A s       save it to the file of --snapshot\r\n';

export interface Keyboard {
  /** What to tell the user at the start; nothing when input is no terminal. */
  readonly notice: string | undefined;
  /** Whether the user asked to leave. */
  readonly left: () => boolean;
  /** Whether more input may come. */
  readonly open: () => boolean;
  /** Hands on what waits, as far as there is room now; call it when the guest has run. */
  readonly pump: () => void;
  /** Gives the terminal back as it was. May be called twice. */
  readonly close: () => void;
}

/** What a keyboard leads to. */
export interface Typist {
  /** Takes what is typed. */
  readonly receive: (bytes: Uint8Array) => void;
  /** Bytes that it takes now without losing any. */
  readonly room: () => number;
  /** Called after every event: input, its end, the wish to leave. */
  readonly changed: () => void;
  /** Shows a text to the user. */
  readonly show: (text: string) => void;
  /** Called for Ctrl-A s; without it that is an s. */
  readonly save?: (() => void) | undefined;
}

export function openKeyboard(input: Input, { receive, room, changed, show, save }: Typist): Keyboard {
  const raw = input.isTTY === true && input.setRawMode !== undefined;
  const filter = escapeFilter(save);
  let pending = Buffer.alloc(0);
  let left = false;
  let open = true;
  const onKeys = (chunk: Uint8Array): void => {
    const { bytes, leave, help } = filter(chunk);
    if (bytes.length > 0) receive(bytes);
    if (help) show(save === undefined ? HELP : HELP + SAVE_HELP);
    left ||= leave;
    changed();
  };
  const pump = (): void => {
    const taken = Math.min(pending.length, room());
    if (taken === 0) return;
    receive(pending.subarray(0, taken));
    pending = pending.subarray(taken);
    if (pending.length === 0 && open) input.resume();
    changed();
  };
  const onBytes = (chunk: Uint8Array): void => {
    input.pause();
    pending = Buffer.concat([pending, chunk]);
    pump();
  };
  const onData = raw ? onKeys : onBytes;
  const onEnd = (): void => {
    open = false;
    changed();
  };
  const close = (): void => {
    open = false;
    pending = Buffer.alloc(0);
    input.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
    if (raw) input.setRawMode?.(false);
    input.pause();
  };
  if (raw) input.setRawMode?.(true);
  input.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  const notice = raw ? (save === undefined ? NOTICE : `${NOTICE} ${SAVE_NOTICE}`) : undefined;
  return { notice, left: () => left, open: () => open || pending.length > 0, pump, close };
}

/** Takes Ctrl-A and the key after it out of what is typed; the two may come in different chunks. */
export function escapeFilter(
  save?: () => void,
): (chunk: Uint8Array) => { bytes: Uint8Array; leave: boolean; help: boolean } {
  let escaped = false;
  return (chunk) => {
    const bytes: number[] = [];
    let help = false;
    for (const byte of chunk) {
      if (!escaped) {
        if (byte === CTRL_A) escaped = true;
        else bytes.push(byte);
        continue;
      }
      escaped = false;
      switch (String.fromCharCode(byte)) {
        case 'x':
          return { bytes: Uint8Array.from(bytes), leave: true, help };
        case 'h':
        case '?':
          help = true;
          break;
        case 'a':
          bytes.push(CTRL_A);
          break;
        case 's':
          if (save !== undefined) save();
          else bytes.push(byte);
          break;
        default:
          bytes.push(byte);
      }
    }
    return { bytes: Uint8Array.from(bytes), leave: false, help };
  };
}
