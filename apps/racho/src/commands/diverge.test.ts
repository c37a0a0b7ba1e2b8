/** The divergence finder on the command line. That it finds what is wrong is tested with the machine (`insight.test.ts`). */
import { expect, it } from 'vitest';
import { racho } from '../testing/process.ts';
import { mMode, programPath, scratchFolder } from '../testing/guests.ts';

const files = scratchFolder();

it.each(['--jit=eager', '--jit'])('finds none in a program (%s)', async (mode) => {
  const { status, stdout, stderr } = await racho([
    'diverge',
    mode,
    '--max-instructions',
    '200000',
    programPath('power_3'),
  ]);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'no divergence\n', stderr: '' });
});

it('says so as data', async () => {
  const kernel = files.write('image.elf', mMode('li s0, 100\n 1: addi s0, s0, -1\n bnez s0, 1b\n finish 0'));
  const { status, stdout } = await racho(['diverge', '--json', '--bios', 'none', '--kernel', kernel]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ count: null, suspects: [], trail: [], differences: [] });
});

it('needs a guest', async () => {
  const { status, stderr } = await racho(['diverge']);
  expect(status).toBe(2);
  expect(stderr).toContain('Name a program, or an image with --kernel FILE.');
});

it.each([
  [['--kernel', 'image.elf'], '--kernel is for the bare machine'],
  [['--smp', '2'], '--smp is for the bare machine'],
  [['--jit=off'], 'without translation there is nothing to compare'],
])('does not compare what was not meant (%j)', async (options, message) => {
  const { status, stdout, stderr } = await racho(['diverge', ...options, programPath('hello')]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
});
