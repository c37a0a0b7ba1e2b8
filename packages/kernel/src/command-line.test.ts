import { expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';

it('takes its own words and leaves the others', () => {
  const parse = (text: string): unknown => parseCommandLine(text);
  expect(parse('')).toEqual({ line: { quiet: false, init: undefined, cpuLimit: undefined }, problems: [] });
  expect(parse('console=ttyS0 quiet init=/bin/sh cpu_limit=50')).toEqual({
    line: { quiet: true, init: '/bin/sh', cpuLimit: 50 },
    problems: [],
  });
  expect(parse('init=a=b')).toMatchObject({ line: { init: 'a=b' } });
});

it.each(['', '-1', '0', '1.5', 'ten', '1e400'])('does not guess what cpu_limit=%s means', (value) => {
  const { line, problems } = parseCommandLine(`cpu_limit=${value}`);
  expect(line.cpuLimit).toBeUndefined();
  expect(problems).toEqual([expect.stringContaining(`cpu_limit=${value} `)]);
});
