/** Differences of small reports. */
import { expect, it } from 'vitest';
import { difference } from './difference.ts';

const isHeading = (line: string): boolean => line.startsWith('export ');
const between = (before: string, after: string): string[] =>
  difference(before.split(' | '), after.split(' | '), isHeading);

it.each([
  ['nothing', 'export A | x', 'export A | x', []],
  [
    'one of several lines that are the same',
    'export A | x | export B | x',
    'export A | export B | x',
    ['  export A', '- x'],
  ],
  ['the second of two that are the same', 'export A | x | y | x', 'export A | x | y', ['  export A', '- x']],
  ['a line in the place of another', 'export A | x | z', 'export A | y | z', ['  export A', '- x', '+ y']],
  ['two lines below one heading', 'export A | x', 'export A | w | x | y', ['  export A', '+ w', '+ y']],
  ['a heading with its lines', 'export A | x', 'export A | x | export B | x', ['+ export B', '+ x']],
  ['an order', 'export A | x | y', 'export A | y | x', ['  export A', '- x', '+ x']],
  ['everything', 'export A', 'x', ['- export A', '+ x']],
])('says %s', (_what, before, after, says) => {
  expect(between(before, after)).toEqual(says);
});
