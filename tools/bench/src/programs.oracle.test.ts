/** Every program builds for all targets, and has the same checksum on this computer, as racho's process, in M-mode and under QEMU. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { build, folder, type Target } from './build.ts';
import { bundle } from './bundle.ts';
import { racho } from './contenders.ts';
import { programs } from './programs.ts';

test('the table has every program, and no other', () => {
  const files = readdirSync(join(folder, 'programs')).map((file) => file.replace(/\.c$/, ''));
  expect(programs.map(({ name }) => name).sort()).toEqual(files.sort());
});

let runner = '';
beforeAll(async () => {
  runner = await bundle('runner', 'test');
});

const run = ([command = '', ...args]: readonly string[]): string => execFileSync(command, args, { encoding: 'utf8' });

describe.each(programs)('$name', ({ name, kind }) => {
  const file = (target: Target): string => build(name, target, 1);

  test('agrees with itself everywhere', () => {
    const checksum = run([file('native')]);
    expect(checksum).toMatch(/^[0-9a-f]{16}\n$/);
    expect(run(['qemu-riscv64', file('user')])).toBe(checksum);
    for (const jit of ['on', 'off'] as const) {
      for (const { target, command } of racho(runner, process.execPath, '', jit)) {
        if (kind !== 'call' || target === 'user') expect(run(command(file(target)))).toBe(checksum);
      }
    }
  });

  test('does more work if it is told to', () => {
    if (kind !== 'call') expect(run([build(name, 'native', 2)])).not.toBe(run([file('native')]));
  });
});
