/** The command line of the benchmark. */
import { describe, expect, test } from 'vitest';
import { BenchError } from './error.ts';
import { parseOptions } from './options.ts';
import { programs } from './programs.ts';

test('without words: every program, five runs, this Node', () => {
  expect(parseOptions([])).toEqual({
    programs,
    aspects: ['start', 'linux'],
    contenders: [],
    runs: 5,
    divisor: 1,
    nodes: [process.execPath],
    clock: 'wall',
    compare: [],
    commands: false,
    markdown: undefined,
    json: undefined,
    help: false,
  });
});

test.each(['-h', '--help'])('%s asks for help, and is no mistake', (option) => {
  expect(parseOptions([option])).toMatchObject({ help: true });
});

test('programs and kinds, in the order of the table', () => {
  const names = (args: readonly string[]): string[] => parseOptions(args).programs.map(({ name }) => name);
  expect(names(['fib', 'crc'])).toEqual(['crc', 'fib']);
  expect(names(['call', 'fib'])).toEqual(['fib', 'clock']);
});

test('start and linux beside programs, or alone', () => {
  expect(parseOptions(['start'])).toMatchObject({ programs: [], aspects: ['start'] });
  expect(parseOptions(['fib'])).toMatchObject({ programs: [{ name: 'fib' }], aspects: [] });
});

test('quick is one run of little work', () => {
  expect(parseOptions(['--quick', '-n', '7'])).toMatchObject({ runs: 1, divisor: 20 });
});

describe('what makes no sense is told with what would', () => {
  test.each([
    [['nothing'], /no program or kind nothing[^]*usage: .*[^]*integer/],
    [['-n', '0'], /--runs 0: give a whole number/],
    [['-n', '1.5'], /--runs 1\.5/],
    [['-n', 'many'], /--runs many/],
    [['--fast'], /--fast/],
    [['--json'], /--json/],
    [['--compare', 'HEAD'], /--compare: give two commits/],
  ])('%j', (args, message) => {
    const parse = (): unknown => parseOptions(args);
    expect(parse).toThrow(BenchError);
    expect(parse).toThrow(message);
  });
});
