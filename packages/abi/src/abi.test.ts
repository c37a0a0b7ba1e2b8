import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import { ERRNO, PERSONALITIES, RACHO_CALLS, type Call } from './index.ts';

describe('the calls of racho', () => {
  const calls: readonly Call[] = RACHO_CALLS;

  test('are the four of its specification', () => {
    expect(calls.map(({ number, name }) => [number, name])).toEqual([
      [64, 'write'],
      [93, 'exit'],
      [124, 'yield'],
      [169, 'get_time'],
    ]);
  });

  test('have distinct names and ascending numbers, which is how tables are searched and printed', () => {
    expect(new Set(calls.map(({ name }) => name)).size).toBe(calls.length);
    expect(calls.map(({ number }) => number)).toEqual(calls.map(({ number }) => number).sort((a, b) => a - b));
    for (const call of calls) expect(call.parameters.length).toBeLessThanOrEqual(6);
  });
});

test('nobody can change a table', () => {
  for (const table of [RACHO_CALLS, PERSONALITIES, ERRNO] as unknown[]) {
    const open = [table];
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      expect(Object.isFrozen(value)).toBe(true);
      open.push(...Object.values(value as Record<string, unknown>).filter((member) => typeof member === 'object'));
    }
  }
});

test('a personality is selected by one note and one byte only', () => {
  const notes = PERSONALITIES.map(({ note }) => `${note.name} ${note.type}`);
  expect(new Set(notes).size).toBe(notes.length);
  expect(new Set(PERSONALITIES.map(({ osabi }) => osabi)).size).toBe(PERSONALITIES.length);
});

test('error numbers: 1 to 133 but 41 and 58, each once, and two second names', () => {
  const all = Object.entries(ERRNO);
  const aliases = all.filter(([name, number]) => all.find(([, other]) => other === number)?.[0] !== name);
  expect(aliases).toEqual([
    ['EWOULDBLOCK', ERRNO.EAGAIN],
    ['EDEADLOCK', ERRNO.EDEADLK],
  ]);
  const numbers = new Set<number>(Object.values(ERRNO));
  for (let number = 1; number <= 133; number++) expect(numbers.has(number)).toBe(number !== 41 && number !== 58);
  expect(numbers.size).toBe(131);
});

test('error numbers up to 34 are the same on every Unix, so the host must agree', () => {
  const host = Object.entries(constants.errno).filter(([, number]) => number <= 34 && number !== 11 && number > 0);
  expect(host.length).toBeGreaterThan(20);
  for (const [name, number] of host)
    if (name in ERRNO) expect([name, Reflect.get(ERRNO, name)]).toEqual([name, number]);
});
