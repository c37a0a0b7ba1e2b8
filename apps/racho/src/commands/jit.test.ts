/** What the command line says of the translator: its modes, what was translated, and what became of an instruction. */
import { expect, it } from 'vitest';
import { racho } from '../testing/process.ts';
import { mMode, programPath, scratchFolder } from '../testing/guests.ts';

const files = scratchFolder();
const loop = files.write('loop.elf', mMode('li s0, 100000\n 1: addi s0, s0, -1\n bnez s0, 1b\n finish 0'));
const machine = ['machine', '--bios', 'none', '--kernel', loop, '--deterministic'];

it.each(['--jit', '--no-jit', '--jit=off', '--jit=eager'])('%s changes nothing of a run', async (mode) => {
  const run = await racho(['run', mode, '--deterministic', '--json', programPath('power_3')]);
  const plain = await racho(['run', '--deterministic', '--json', programPath('power_3')]);
  expect(run).toEqual(plain);
});

it('tells at the end how much was translated', async () => {
  const { status, stdout, stderr } = await racho([...machine, '--jit', '--jit-stats']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toMatch(/^translated code:\n {2}regions +\d+ +0 dropped\n/);
  expect(stderr).toMatch(/ {2}retired in them +\d+ +9\d\.\d % of \d+\n/);
  expect(stderr).toMatch(/left for:\n(.*\n)*entered at/);
});

it('tells it as data', async () => {
  const { stdout } = await racho([...machine, '--jit', '--jit-stats', '--json']);
  const { jit, retired } = JSON.parse(stdout) as { jit: { retired: number; regions: number }; retired: number };
  expect(jit.regions).toBeGreaterThan(0);
  expect(jit.retired).toBeGreaterThan(retired / 2);
});

it('tells that nothing was, too', async () => {
  const { stderr } = await racho([...machine, '--no-jit', '--jit-stats']);
  expect(stderr).toMatch(/retired in them +0 +0\.0 %/);
});

it('prints the translations that an instruction is in', async () => {
  const { stderr } = await racho([...machine, '--jit=eager', '--jit-dump', '0x80000008']);
  expect(stderr).toMatch(/^region 0x8000000\d: \d+ instructions, \d+ bytes\n/);
  expect(stderr).toMatch(/^0x80000008 {2}\S+ s0,.* \| +local\.get \d+$/m);
  expect(stderr).toMatch(/ \| +i64\.(add|ne|eqz)$/m);
});

it.each([
  ['--jit=eager', '0x80000007', 'no instruction is there, or it never ran'],
  ['--jit', '0x80000000', 'it ran too seldom; --jit=eager'],
  ['--no-jit', '0x80000000', 'the translator is off'],
])('says that there was none: %s %s', async (mode, address, why) => {
  const { stderr, status } = await racho([...machine, mode, '--jit-dump', address]);
  expect(status).toBe(0);
  expect(stderr).toMatch(new RegExp(`^no translation has an instruction at ${address}: .*${why}.*\n$`));
});

it.each(['on', 'eager'])('refuses --no-jit with --jit=%s', async (mode) => {
  const { status, stderr } = await racho([...machine, '--no-jit', `--jit=${mode}`]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `racho: --no-jit and --jit=${mode} contradict each other\n       Give one of them. [E_OPTION_VALUE]\n`,
  });
});

it('takes the same thing said twice', async () => {
  expect(await racho([...machine, '--no-jit', '--jit=off'])).toEqual({ status: 0, stdout: '', stderr: '' });
});
