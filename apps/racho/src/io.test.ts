import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { colourOf } from './io.ts';

const terminal = Object.assign(new PassThrough(), { isTTY: true });
const pipe = new PassThrough();

it.each([
  ['a terminal', terminal, {}, undefined, 'on'],
  ['a pipe', pipe, {}, undefined, 'off'],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, undefined, 'off'],
  ['NO_COLOR', terminal, { NO_COLOR: '1' }, undefined, 'off'],
  ['an empty NO_COLOR, which counts for nothing', terminal, { NO_COLOR: '' }, undefined, 'on'],
  ['FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, undefined, 'on'],
  ['FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, undefined, 'off'],
  ['NO_COLOR over FORCE_COLOR', pipe, { NO_COLOR: '1', FORCE_COLOR: '1' }, undefined, 'off'],
  ['--no-color over FORCE_COLOR', terminal, { FORCE_COLOR: '1' }, true, 'off'],
] as const)('%s', (_what, sink, env, noColor, expected) => {
  expect(colourOf(sink, env, noColor)).toBe(expected);
});
