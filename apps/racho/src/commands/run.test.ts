import { describe, expect, it } from 'vitest';
import { racho } from '../testing/process.ts';
import { assembled, badElfs, hugeElf, programPath, scratchFolder } from '../testing/guests.ts';

const files = scratchFolder();
const hello = programPath('hello');

/** A program of racho's ABI that ends with this status. */
const exiting = (status: number): Uint8Array => assembled(`_start: li a0, ${status}\n li a7, 93\n ecall`, 0x1_0000n);

it('runs a program: its output on stdout, and nothing else', async () => {
  expect(await racho(['run', hello])).toEqual({ status: 0, stdout: 'Hello, world!\n', stderr: '' });
});

it('hardens the realm before the kernel starts, unless it is told not to', async () => {
  let hardened = 0;
  const hardenRealm = (): number => hardened++;
  await racho(['run', hello], { hardenRealm });
  expect(hardened).toBe(1);
  await racho(['run', '--no-harden', hello], { hardenRealm });
  expect(hardened).toBe(1);
});

it('gives it all that follows, options too', async () => {
  const { stdout } = await racho(['run', '-q', hello, 'one', '--trace', '--', '']);
  expect(stdout).toBe('Hello, world!\nargument 1: one\nargument 2: --trace\nargument 3: --\nargument 4: \n');
});

it.each([0, 1, 42, 255])('ends with its exit status: %i', async (status) => {
  expect((await racho(['run', files.write('exit.elf', exiting(status))])).status).toBe(status);
});

it('takes a file whose name is no word', async () => {
  const { status, stderr } = await racho(['run', files.write('a name with=spaces.elf', exiting(7))]);
  expect({ status, stderr }).toEqual({ status: 7, stderr: '' });
});

it('says why the kernel ended a program, and ends as a shell would', async () => {
  const { status, stdout } = await racho(['run', programPath('store_readonly')]);
  expect(status).toBe(139);
  expect(stdout).toMatch(/\[ERROR\] \[kernel\] store_readonly\.elf: page fault: may not store/);
});

it('stops a program at the limit', async () => {
  const { status, stdout, stderr } = await racho(['run', '--max-instructions', '2000000', programPath('endless')]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: 'endless: running for ever\n' });
  expect(stderr).toContain('within 2000000 instructions');
});

it('is an object with --json, the same in every deterministic run', async () => {
  const first = await racho(['run', '--json', '--deterministic', hello]);
  expect(JSON.parse(first.stdout)).toEqual({
    end: 'halt',
    status: 0,
    retired: expect.any(Number) as number,
    output: 'Hello, world!\n',
  });
  expect(await racho(['run', '--json', '--deterministic', hello])).toEqual(first);
});

it('traces calls and switches on stderr', async () => {
  const { stdout, stderr } = await racho(['run', '--trace', '--deterministic', hello]);
  expect(stdout).toBe('Hello, world!\n');
  expect(stderr).toMatch(/^ +\d+ hart 0 task \d+ syscall hello\.elf: write = 14$/m);
});

it("shows the kernel's log with -v", async () => {
  expect((await racho(['run', '-v', hello])).stdout.length).toBeGreaterThanOrEqual('Hello, world!\n'.length);
});

it('colours the log where it is asked to', async () => {
  const ended = programPath('privileged');
  expect((await racho(['run', ended], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\x1b[31m[ERROR]');
  expect((await racho(['run', ended], { terminal: 'stdout' })).stdout).toContain('\x1b[31m[ERROR]');
  expect((await racho(['run', '--no-color', ended], { terminal: 'stdout' })).stdout).not.toContain('\x1b');
  expect((await racho(['run', ended])).stdout).not.toContain('\x1b');
});

describe('what is no program', () => {
  it.each(badElfs)('%s', async (_what, bytes, message) => {
    const { status, stdout, stderr } = await racho(['run', files.write('bad.elf', bytes)]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('a program that is too large for its slot', async () => {
    const { status, stdout, stderr } = await racho(['run', files.write('huge.elf', hugeElf)]);
    expect(status).not.toBe(0);
    expect(stdout + stderr).toMatch(/huge\.elf/);
  });

  it('a missing file, a folder', async () => {
    expect((await racho(['run', files.path('missing')])).status).toBe(2);
    expect((await racho(['run', files.path('')])).stderr).toContain('it is a directory');
  });
});
