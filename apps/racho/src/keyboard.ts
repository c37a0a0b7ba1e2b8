/** Standard input as a guest's console: bytes as they come; on a terminal raw, with Ctrl-A as the escape key. */
import type { Input } from './io.ts';

const CTRL_A = 0x01;
const HELP = 'Ctrl-A x leaves the machine; Ctrl-A Ctrl-A sends a Ctrl-A.';

export interface Keyboard {
  /** What to tell the user at the start; nothing when input is no terminal. */
  readonly notice: string | undefined;
  /** Whether the user asked to leave. */
  readonly left: () => boolean;
  /** Whether more input may come. */
  readonly open: () => boolean;
  /** Gives the terminal back as it was. May be called twice. */
  readonly close: () => void;
}

/**
 * @param receive - takes what is typed
 * @param changed - called after every event: input, its end, the wish to leave
 */
export function openKeyboard(input: Input, receive: (bytes: Uint8Array) => void, changed: () => void): Keyboard {
  const raw = input.isTTY === true && input.setRawMode !== undefined;
  const filter = raw ? escapeFilter() : undefined;
  let left = false;
  let open = true;
  const onData = (chunk: Uint8Array): void => {
    const { bytes, leave } = filter ? filter(chunk) : { bytes: chunk, leave: false };
    if (bytes.length > 0) receive(bytes);
    left ||= leave;
    changed();
  };
  const onEnd = (): void => {
    open = false;
    changed();
  };
  const close = (): void => {
    open = false;
    input.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
    if (raw) input.setRawMode?.(false);
    input.pause();
  };
  if (raw) input.setRawMode?.(true);
  input.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  return { notice: raw ? HELP : undefined, left: () => left, open: () => open, close };
}

/** Takes Ctrl-A and the key after it out of what is typed; the two may come in different chunks. */
export function escapeFilter(): (chunk: Uint8Array) => { bytes: Uint8Array; leave: boolean } {
  let escaped = false;
  return (chunk) => {
    const bytes: number[] = [];
    for (const byte of chunk) {
      if (escaped) {
        escaped = false;
        if (byte === 0x78 /* x */) return { bytes: Uint8Array.from(bytes), leave: true };
        bytes.push(byte);
      } else if (byte === CTRL_A) {
        escaped = true;
      } else {
        bytes.push(byte);
      }
    }
    return { bytes: Uint8Array.from(bytes), leave: false };
  };
}
