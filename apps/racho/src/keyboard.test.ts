import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { Input } from './io.ts';
import { escapeFilter, openKeyboard, type Typist } from './keyboard.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const A = '\x01';

describe('the escape key', () => {
  const typed = (...chunks: string[]): { text: string; left: boolean } => {
    const filter = escapeFilter();
    let text = '';
    for (const chunk of chunks) {
      const { bytes: passed, leave } = filter(bytes(chunk));
      text += new TextDecoder().decode(passed);
      if (leave) return { text, left: true };
    }
    return { text, left: false };
  };

  it.each([
    ['leaves what has no Ctrl-A alone', ['ls -l\r'], 'ls -l\r', false],
    ['leaves at Ctrl-A x', [`ab${A}xcd`], 'ab', true],
    ['leaves when the two come apart', [`ab${A}`, 'x'], 'ab', true],
    ['sends one Ctrl-A for two', [`${A}${A}`], A, false],
    ['sends x after two Ctrl-A', [`${A}${A}x`], `${A}x`, false],
    ['sends a Ctrl-A for Ctrl-A a', [`${A}aa`], `${A}a`, false],
    ['keeps Ctrl-A h and ? for itself', [`a${A}hb${A}`, '?c'], 'abc', false],
    ['passes another key after Ctrl-A', [`${A}b`], 'b', false],
  ])('%s', (_what, chunks, text, left) => {
    expect(typed(...chunks)).toEqual({ text, left });
  });
});

/** Standard input on a terminal, as far as we use it. */
function terminal(): Input & { modes: boolean[] } & PassThrough {
  const modes: boolean[] = [];
  return Object.assign(new PassThrough(), { isTTY: true, modes, setRawMode: (mode: boolean) => modes.push(mode) });
}

const nothing = (): void => undefined;
function typist(some: Partial<Typist> = {}): Typist {
  return { receive: nothing, room: () => Infinity, changed: nothing, show: nothing, ...some };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('on a terminal', () => {
  it('is raw until it is closed, says how to leave, and gives the terminal back once', () => {
    const input = terminal();
    const keyboard = openKeyboard(input, typist());
    expect(input.modes).toEqual([true]);
    expect(keyboard.notice).toContain('Ctrl-A x');
    keyboard.close();
    expect(input.modes).toEqual([true, false]);
    expect(input.listenerCount('data')).toBe(0);
  });

  it('hands on what is typed, Ctrl-C too, and leaves at Ctrl-A x', async () => {
    const input = terminal();
    const receive = vi.fn();
    const changed = vi.fn();
    const keyboard = openKeyboard(input, typist({ receive, changed }));
    input.write('a\x03');
    await turn();
    expect(receive).toHaveBeenCalledWith(bytes('a\x03'));
    expect(keyboard.left()).toBe(false);
    input.write(`${A}x`);
    await turn();
    expect(keyboard.left()).toBe(true);
    expect(changed).toHaveBeenCalledTimes(2);
    keyboard.close();
  });
});

describe('on a terminal, Ctrl-A h', () => {
  it('tells the keys, and the guest gets nothing', async () => {
    const input = terminal();
    const [receive, show] = [vi.fn(), vi.fn()];
    const keyboard = openKeyboard(input, typist({ receive, show }));
    input.write(`${A}h`);
    await turn();
    expect(show).toHaveBeenCalledWith(expect.stringContaining('Ctrl-A x'));
    expect(receive).not.toHaveBeenCalled();
    keyboard.close();
  });
});

describe('on a pipe', () => {
  it('waits for room, and loses nothing', async () => {
    const input = new PassThrough();
    let room = 3;
    let text = '';
    const receive = (taken: Uint8Array): void => {
      text += Buffer.from(taken).toString();
      room -= taken.length;
    };
    const keyboard = openKeyboard(input, typist({ receive, room: () => room }));
    input.write('abcdefgh');
    input.end('ij');
    await turn();
    expect(text).toBe('abc');
    expect(input.isPaused()).toBe(true);
    for (const wanted of ['abcdef', 'abcdefghi', 'abcdefghij']) {
      room = 3;
      keyboard.pump();
      await turn();
      await turn();
      expect(text).toBe(wanted);
    }
    expect(keyboard.open()).toBe(false);
    keyboard.close();
  });

  it('has no escape key and says nothing', async () => {
    const input = new PassThrough();
    const receive = vi.fn();
    const keyboard = openKeyboard(input, typist({ receive }));
    expect(keyboard.notice).toBeUndefined();
    input.write(`${A}x`);
    await turn();
    expect(receive).toHaveBeenCalledWith(expect.objectContaining({ length: 2 }));
    expect(keyboard.left()).toBe(false);
    keyboard.close();
  });

  it('notices the end', async () => {
    const input = new PassThrough();
    const changed = vi.fn();
    const keyboard = openKeyboard(input, typist({ changed }));
    expect(keyboard.open()).toBe(true);
    input.end();
    await turn();
    await turn();
    expect(keyboard.open()).toBe(false);
    expect(changed).toHaveBeenCalled();
    keyboard.close();
  });
});
