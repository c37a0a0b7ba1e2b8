/** What a process takes, and how contenders are found to disagree: with programs of this computer. */
import { describe, expect, test } from 'vitest';
import type { Contender } from './contenders.ts';
import { measure } from './measure.ts';
import { compete } from './rounds.ts';

const node = (script: string): readonly string[] => [process.execPath, '-e', script];

describe('a process', () => {
  test('is measured while it works and while it waits', () => {
    const works = measure(node('const end = Date.now() + 500; while (Date.now() < end);'));
    expect(works.wall).toBeGreaterThanOrEqual(0.5);
    const waits = measure(node('setTimeout(() => undefined, 1000)'));
    expect(waits.wall).toBeGreaterThanOrEqual(1);
    expect(waits.cpu).toBeLessThan(waits.wall);
  });

  test('is measured by the most memory that it had', () => {
    const { memory } = measure(node('Buffer.alloc(200 << 20, 1); setTimeout(() => undefined, 10)'));
    expect(memory).toBeGreaterThan(200);
    expect(measure(['true']).memory).toBeLessThan(50);
  });

  test('is heard on stdout and on descriptor 4', () => {
    const { stdout, report } = measure(node('fs.writeSync(1, "out"); fs.writeSync(4, "report")'));
    expect([stdout, report]).toEqual(['out', 'report']);
  });

  test.each([
    [node('console.error("why"); process.exit(3)'), /ended with status 3:\nwhy/],
    [node('process.kill(process.pid, "SIGKILL")'), /ended with status 137/],
    [['/no/such/program'], /ended with status 127/],
  ])('%j fails, and it is told how', (command, message) => {
    expect(() => measure(command)).toThrow(message);
  });
});

describe('contenders', () => {
  const printing = (name: string, text: string): Contender => {
    return { name, version: '', target: 'native', command: () => ['echo', text] };
  };
  const run = (...contenders: readonly Contender[]): unknown => compete('fib', 1, contenders, 3, 'wall');

  test('that agree have a result each', () => {
    const once: Contender = { ...printing('b', '0123456789abcdef'), once: true };
    const results = run(printing('a', '0123456789abcdef'), once);
    expect(results).toMatchObject([{ contender: 'a' }, { contender: 'b' }]);
    expect(results).toMatchObject([{ walls: { length: 3 } }, { walls: { length: 1 } }]);
  });

  test('that print another checksum, or none, are told', () => {
    expect(() => run(printing('a', '0123456789abcdef'), printing('b', '0123456789abcdee'))).toThrow(
      /fib: the contenders disagree on the result: a has "0123456789abcdef", b has "0123456789abcdee"/,
    );
    expect(() => run(printing('a', ''))).toThrow(/a has ""/);
  });
});
