import { expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';

it('takes its own words and leaves the others', () => {
  const parse = (text: string): unknown => parseCommandLine(text);
  expect(parse('')).toEqual({
    line: { quiet: false, init: undefined, cpuLimit: undefined, slot: undefined },
    problems: [],
  });
  expect(parse('console=ttyS0 quiet init=/bin/sh cpu_limit=50 slot=65536')).toEqual({
    line: { quiet: true, init: '/bin/sh', cpuLimit: 50, slot: 65536 },
    problems: [],
  });
  expect(parse('init=a=b')).toMatchObject({ line: { init: 'a=b' } });
});

const numbers = ['cpu_limit', 'slot'].flatMap((name) =>
  ['', '-1', '0', '1.5', 'ten', '1e400'].map((value) => `${name}=${value}`),
);
it.each(numbers)('does not guess what %s means', (word) => {
  const { line, problems } = parseCommandLine(word);
  expect(line).toMatchObject({ cpuLimit: undefined, slot: undefined });
  expect(problems).toEqual([expect.stringContaining(`${word} `)]);
});
