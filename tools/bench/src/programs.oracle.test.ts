/** Every program builds for all targets, and has the same checksum on this computer, as racho's process, in M-mode and under QEMU. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { build, folder, type Target } from './build.ts';
import { bundle } from './bundle.ts';
import { racho, v86, type Contender } from './contenders.ts';
import { programs, runsOn } from './programs.ts';

test('the table has every program, and no other', () => {
  const files = readdirSync(join(folder, 'programs')).map((file) => file.replace(/\.c$/, ''));
  expect(programs.map(({ name }) => name).sort()).toEqual(files.sort());
});

let machines: readonly Contender[] = [];
beforeAll(async () => {
  const runner = await bundle('runner', 'test');
  machines = [...racho(runner, process.execPath, ''), v86(await bundle('v86', 'test'), process.execPath)];
});

const run = ([command = '', ...args]: readonly string[]): string => execFileSync(command, args, { encoding: 'utf8' });

describe.each(programs)('$name', (program) => {
  const file = (target: Target): string => build(program.name, target, 1);

  test('has the same result everywhere', () => {
    const checksum = run([file('native')]);
    expect(checksum).toMatch(/^[0-9a-f]{16}\n$/);
    expect(run(['qemu-riscv64', file('user')])).toBe(checksum);
    for (const { target, command } of machines) {
      if (runsOn(program, target)) expect(run(command(file(target)))).toBe(checksum);
    }
  });
});

const computing = programs.filter(({ kind }) => kind !== 'call');
test.each(computing)('$name has another result of more work', ({ name }) => {
  expect(run([build(name, 'native', 2)])).not.toBe(run([build(name, 'native', 1)]));
});
