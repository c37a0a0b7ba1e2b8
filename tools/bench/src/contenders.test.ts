/** Who takes part, as far as no other program is needed to tell. */
import { expect, test } from 'vitest';
import { nodeName, peerNames, peers, racho } from './contenders.ts';

test('racho is there as a process, bare, and interpreted if that is asked for', () => {
  const all = racho('runner.mjs', process.execPath, '-x');
  expect(all.map(({ name, target, onRequest }) => [name, target, onRequest])).toEqual([
    ['racho-user-x', 'user', undefined],
    ['racho-bare-x', 'bare', undefined],
    ['interpreter-x', 'bare', true],
  ]);
  expect(all.map(({ command }) => command('fib').slice(1))).toEqual([
    ['runner.mjs', 'user', 'on', 'fib'],
    ['runner.mjs', 'bare', 'on', 'fib'],
    ['runner.mjs', 'bare', 'off', 'fib'],
  ]);
  for (const { version } of all) expect(version).toBe(`Node ${process.version}`);
});

test('a Node is called by its release', () => {
  expect(nodeName(process.execPath)).toBe(`node${process.versions.node.split('.')[0]!}`);
});

test.each(['no-such-node', 'git'])('%s is no Node', (node) => {
  expect(() => racho('runner.mjs', node, '')).toThrow(`--node ${node}: this is no Node`);
});

test('peers are of the release that their names have', () => {
  for (const { name, version } of peers()) {
    expect(peerNames).toContain(name);
    expect(version).toContain(` ${name.split('-')[2]!}.`);
  }
});
