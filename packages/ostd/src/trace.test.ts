/** What a kernel traces or prints leaves for the host: it is text, and nothing that only says so. */
import { expect, it } from 'vitest';
import { console, trace } from './index.ts';
import { runTask } from './testing/run.ts';

const refused: unknown = expect.objectContaining({ code: 'E_ARGUMENT' });

it('is a line with a kind', () => {
  const { trace: lines } = runTask(function* () {
    trace('mine', () => 'text');
    yield* [];
  });
  expect(lines.filter(({ kind }) => kind === 'mine')).toMatchObject([{ text: 'text', task: 1 }]);
});

it.each([undefined, 1, {}, ['text'], { toString: () => 'text' }, Symbol('text')])('is not %o', (lie) => {
  const { trace: lines, output } = runTask(function* () {
    expect(() => trace(lie as never, () => 'text')).toThrow(refused);
    expect(() => trace('mine', lie as never)).toThrow(refused);
    expect(() => trace('mine', () => lie as never)).toThrow(refused);
    expect(() => console.print(lie as never)).toThrow(refused);
    yield* [];
  });
  expect(lines.filter(({ kind }) => kind === 'mine')).toEqual([]);
  expect(output).toBe('');
});
