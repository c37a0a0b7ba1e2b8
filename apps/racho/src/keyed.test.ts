import { describe, expect, it } from 'vitest';
import { type Keyed, parseKeyed } from './keyed.ts';
import { BadValue } from './values.ts';

const parsed = (text: string): unknown => {
  const { values, words }: Keyed = parseKeyed(text, { first: 'file', keys: ['tag'], words: ['ro'] });
  return [Object.fromEntries(values), [...words]];
};

it.each([
  ['a', { file: 'a' }, []],
  ['file=a', { file: 'a' }, []],
  ['a,ro', { file: 'a' }, ['ro']],
  ['ro,file=a,tag=b', { file: 'a', tag: 'b' }, ['ro']],
  ['a,ro,ro', { file: 'a' }, ['ro']],
  ['a,,b', { file: 'a,b' }, []],
  ['a,,,ro', { file: 'a,' }, ['ro']],
  [',,,,', { file: ',,' }, []],
  ['x=y', { file: 'x=y' }, []],
  ['file=x=y', { file: 'x=y' }, []],
])('%s', (text, values, words) => {
  expect(parsed(text)).toEqual([values, words]);
});

describe('refuses', () => {
  it.each([
    ['', 'file= lacks its value'],
    ['file=', 'file= lacks its value'],
    ['a,tag=', 'tag= lacks its value'],
    ['ro', 'file=… is missing'],
    ['a,', '"" is unknown here'],
    ['a,rw', 'did you mean "ro"?'],
    ['a,tga=b', 'did you mean "tag"?'],
    ['a,ro=on', 'did you mean "ro"?'],
    ['a,frobnicate', '(it takes file=…, tag=…, ro)'],
    ['a,file=b', 'file= is given twice'],
  ])('"%s"', (text, message) => {
    expect(() => parsed(text)).toThrow(BadValue);
    expect(() => parsed(text)).toThrow(message);
  });

  it('a first part without a key where none is meant', () => {
    expect(() => parseKeyed('1234', { keys: ['port'] })).toThrow('it takes port=…');
  });
});
