/** The executable as a process: signals, pipes, and what only a real one shows. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { assembled, ECHO, mMode, programPath, scratchFolder } from './testing/guests.ts';

const files = scratchFolder();
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--conditions=@racho/source', '--import', 'tsx', MAIN, ...args]);
}

async function end(child: ChildProcess): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const out: Uint8Array[] = [];
  const err: Uint8Array[] = [];
  child.stdout?.on('data', (chunk: Uint8Array) => out.push(chunk));
  child.stderr?.on('data', (chunk: Uint8Array) => err.push(chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}

it('runs a program, and takes its exit status', async () => {
  expect(await end(start('run', programPath('hello')))).toEqual({ status: 0, stdout: 'Hello, world!\n', stderr: '' });
  const seven = assembled('_start: li a0, 7\n li a7, 93\n ecall', 0x1_0000n);
  expect((await end(start('run', files.write('seven.elf', seven)))).status).toBe(7);
});

it('ends with 2 and a message at a bad command line', async () => {
  const { status, stderr } = await end(start('demo', '--max-instructions', '-1'));
  expect(status).toBe(2);
  expect(stderr).toContain('--max-instructions "-1"');
});

it('reads what is piped in, and does not wait for more when the guest has ended', async () => {
  const child = start('machine', '--bios', 'none', '--kernel', files.write('echo.elf', ECHO));
  child.stdin?.write('hello\nq');
  expect(await end(child)).toEqual({ status: 5, stdout: 'hello\n', stderr: '' });
});

it('loses nothing of a flood to a reader that is slow', async () => {
  const COUNT = 300_000;
  const flood = mMode(
    `li t0, 0x10000000\n li t1, 'x'\n li t2, ${COUNT}\n loop: sb t1, 0(t0)\n addi t2, t2, -1\n bnez t2, loop\n finish 0`,
  );
  const child = start('machine', '--bios', 'none', '--kernel', files.write('flood.elf', flood));
  child.stdin?.end();
  await once(child.stdout!, 'readable');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { status, stdout } = await end(child);
  expect(status).toBe(0);
  expect(stdout).toBe('x'.repeat(COUNT));
});

// Windows knows no signals between processes, and no EPIPE.
if (process.platform !== 'win32') {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends in order at %s, with %i', async (signal, expected) => {
    const child = start('run', programPath('endless'));
    // Its first line: it runs.
    await once(child.stdout!, 'readable');
    child.kill(signal);
    const { status, stdout, stderr } = await end(child);
    expect({ status, stderr }).toEqual({ status: expected, stderr: '' });
    expect(stdout).toContain('running for ever');
  });

  it('wakes an idle guest for a signal', async () => {
    const idle = mMode(`put 'i'\n again: wfi\n j again`);
    const child = start('machine', '--bios', 'none', '--kernel', files.write('idle.elf', idle));
    await once(child.stdout!, 'readable');
    child.kill('SIGINT');
    expect((await end(child)).status).toBe(130);
  });

  it('ends quietly when its reader leaves', async () => {
    const forever = mMode(`li t0, 0x10000000\n li t1, 'x'\n loop: sb t1, 0(t0)\n j loop`);
    const child = start('machine', '--bios', 'none', '--kernel', files.write('forever.elf', forever));
    await once(child.stdout!, 'data');
    child.stdout!.destroy();
    const { status, stderr } = await end(child);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
}
